"""Forms: spans, holidays, telephones."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from webapp.core.calendar import read_day
from webapp.core.i18n import gettext as _
from webapp.core.vi_text import phone_number
from webapp.promises.models import TelephoneUse
from webapp.promises.rules import URGENCIES, AnswerClock, Span, SpanUnit
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_choice, read_words

NAME_LIMIT = 60
LONGEST = range(1, 181)
AHEAD = timedelta(days=3660)


@dataclass
class SpanForm:
    values: dict[str, str]
    clock: AnswerClock = AnswerClock.COMMUNE
    urgency: int = 0
    span: Span = field(default_factory=lambda: Span(1))
    valid_from: date = date.max
    errors: dict[str, str] = field(default_factory=dict)

    NAMES = ("clock", "urgency", "count", "unit", "valid_from")

    @classmethod
    def empty(cls) -> "SpanForm":
        return cls(dict.fromkeys(cls.NAMES, ""))

    @classmethod
    def read(cls, fields: Fields, today: date) -> "SpanForm":
        form = cls({name: field_text(fields, name).strip() for name in cls.NAMES})
        clock = read_choice(form.values, "clock", range(1, len(AnswerClock) + 1))
        urgency = read_choice(form.values, "urgency", URGENCIES)
        count = read_choice(form.values, "count", LONGEST)
        unit = read_choice(form.values, "unit", range(1, len(SpanUnit) + 1))
        asked = {
            "clock": (clock, _("Choose who is to answer.")),
            "urgency": (urgency, _("Choose how soon.")),
            "count": (count, _("Write a number from 1 to 180.")),
            "unit": (unit, _("Choose days or hours.")),
        }
        form.errors = {name: said for name, (value, said) in asked.items() if value is None}
        if clock and urgency and count and unit:
            form.clock, form.urgency, form.span = AnswerClock(clock), urgency, Span(count, SpanUnit(unit))
        form.valid_from = _day_to_come(form.values, "valid_from", today, form.errors)
        return form


@dataclass
class HolidayForm:
    values: dict[str, str]
    day: date = date.max
    name: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    NAMES = ("day", "name")

    @classmethod
    def empty(cls) -> "HolidayForm":
        return cls(dict.fromkeys(cls.NAMES, ""))

    @classmethod
    def read(cls, fields: Fields, today: date) -> "HolidayForm":
        form = cls({name: field_text(fields, name).strip() for name in cls.NAMES})
        form.day = _day_to_come(form.values, "day", today, form.errors)
        form.name = read_words(form.values, "name", limit=NAME_LIMIT, errors=form.errors)
        if not form.name:
            form.errors.setdefault("name", _("Write what day it is."))
        return form


@dataclass
class TelephoneForm:
    values: dict[str, str]
    use: TelephoneUse = TelephoneUse.OFFICE
    name: str = ""
    number: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    NAMES = ("use", "who", "number")

    @classmethod
    def empty(cls) -> "TelephoneForm":
        return cls(dict.fromkeys(cls.NAMES, ""))

    @classmethod
    def read(cls, fields: Fields) -> "TelephoneForm":
        """An empty number: there is none any more."""
        form = cls({name: field_text(fields, name).strip() for name in cls.NAMES})
        if form.values["use"] in list(TelephoneUse):
            form.use = TelephoneUse(form.values["use"])
        else:
            form.errors["use"] = _("Choose whose telephone it is.")
        form.name = read_words(form.values, "who", limit=NAME_LIMIT, errors=form.errors)
        number = phone_number(form.values["number"]) if form.values["number"] else ""
        if number is None:
            form.errors["number"] = _("This is not a phone number that can be called.")
        elif number and not form.name:
            form.errors.setdefault("who", _("Write who answers."))
        form.number = number or ""
        return form


def _day_to_come(values: dict[str, str], name: str, today: date, errors: dict[str, str]) -> date:
    """Today at the earliest: what was promised before is not rewritten."""
    day = read_day(values[name])
    if day is None:
        errors[name] = _("Write the day as day/month/year.")
    elif not today <= day <= today + AHEAD:
        errors[name] = _("Choose today or a later day.")
    return day or date.max
