"""Forms: support contact, monthly report, report read."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import ClassVar

from webapp.core.calendar import day_of
from webapp.core.i18n import gettext as _
from webapp.progress.models import Topic
from webapp.submissions.bodies import is_id
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_choice, read_words

NOTE_LIMIT = 300
"""Three sentences."""
LOOK_BACK = timedelta(days=3 * 366)
"""For late reports of lost phones."""


@dataclass
class ContactForm:
    NAMES: ClassVar = ("member", "topic")

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "ContactForm":
        return cls({"member": "", "topic": str(Topic.HOUSEHOLDS.value)})

    @classmethod
    def read(cls, fields: Fields) -> "ContactForm":
        form = cls({name: field_text(fields, name) for name in cls.NAMES})
        if not is_id(form.member):
            form.errors["member"] = _("Choose whom you met.")
        if read_choice(form.values, "topic", range(1, len(Topic) + 1)) is None:
            form.errors["topic"] = _("Choose what it was about.")
        return form

    @property
    def member(self) -> str:
        return self.values["member"]


@dataclass
class MonthForm:
    """Figures are computed; the member adds a note."""

    NAMES: ClassVar = ("month", "note")

    values: dict[str, str]
    month: date = date.min
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "MonthForm":
        return cls(dict.fromkeys(cls.NAMES, ""))

    @classmethod
    def read(cls, fields: Fields, *, made_on: date) -> "MonthForm":
        form = cls({name: field_text(fields, name) for name in cls.NAMES})
        form.month = day_of(form.values["month"] + "-01") or date.max
        if not made_on - LOOK_BACK <= form.month <= made_on:
            form.errors["month"] = _("Open the page again and report the month that is shown there.")
        form.values["note"] = read_words(
            form.values, "note", limit=NOTE_LIMIT, errors=form.errors, lines=True
        )
        return form

    @property
    def note(self) -> str:
        return self.values["note"]


@dataclass
class ReadForm:
    """On ContactForm's page, so it carries those values too."""

    NAMES: ClassVar = ("report",)

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields) -> "ReadForm":
        form = cls(ContactForm.empty().values | {"report": field_text(fields, "report")})
        if not is_id(form.report):
            form.errors["report"] = _("Choose the report that you read.")
        return form

    @property
    def report(self) -> str:
        return self.values["report"]
