"""Form: a meeting of residents."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import ClassVar

from webapp.core.calendar import read_day
from webapp.core.i18n import gettext as _
from webapp.submissions.bodies import is_id
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_choice, read_words

SUBJECT_LIMIT = 100
PEOPLE = range(1, 3001)
LOOK_BACK = timedelta(days=366)


@dataclass
class ResidentsMeetingForm:
    NAMES: ClassVar = ("hamlet", "on", "subject", "people")
    """Wire positions: append only."""

    values: dict[str, str]
    held_on: date = date.min
    subject: str = ""
    people: int = 0
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "ResidentsMeetingForm":
        return cls(dict.fromkeys(cls.NAMES, ""))

    @classmethod
    def read(cls, fields: Fields, *, made_on: date) -> "ResidentsMeetingForm":
        form = cls({name: field_text(fields, name) for name in cls.NAMES})
        if not is_id(form.values["hamlet"]):
            form.errors["hamlet"] = _("Choose the hamlet.")
        form._read_day(made_on)
        form.subject = read_words(form.values, "subject", limit=SUBJECT_LIMIT, errors=form.errors)
        if not form.subject:
            form.errors.setdefault("subject", _("Write what it was about."))
        people = read_choice(form.values, "people", PEOPLE)
        if people is None:
            form.errors["people"] = _("Write how many people came, as a number.")
        form.people = people or 0
        return form

    def _read_day(self, made_on: date) -> None:
        day = read_day(self.values["on"]) if self.values["on"] else made_on
        if day is None or not made_on - LOOK_BACK <= day <= made_on:
            self.errors["on"] = _("Write the day of the meeting: today or a day of the last year.")
        self.held_on = day or made_on
