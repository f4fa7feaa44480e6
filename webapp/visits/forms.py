"""Visit form."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import ClassVar

from webapp.core.calendar import day_of, formerly_read, read_day
from webapp.core.i18n import gettext as _
from webapp.visits.models import Did, Met, Occasion
from webapp.web.form_fields import Fields, field_text, field_texts
from webapp.web.free_text import read_choice, read_words

NOTE_LIMIT = 300
LOOK_BACK = timedelta(days=366)
LOOK_AHEAD = timedelta(days=92)
"""A quarter."""
NEXT = {1: timedelta(days=7), 2: timedelta(days=30)}
"""Next week, next month."""
NEXT_RULE = f"`next_on` is 1 to {LOOK_AHEAD.days} days after the day of the visit, which is `on`, else the day of writing."
RULES = (NEXT_RULE,)
DEEDS = {str(did.value): did.value for did in Did}
SPOKEN_WITH = (Met.AT_HOME, Met.ELSEWHERE, Met.BY_PHONE)


@dataclass
class VisitForm:
    NAMES: ClassVar = ("met", "did", "need", "note", "on", "next", "next_on", "occasion")
    """Wire positions: append only."""

    values: dict[str, str | list[str]]
    met: Met = Met.AT_HOME
    did: list[int] = field(default_factory=list)
    has_need: bool = False
    note: str = ""
    happened_on: date = date.min
    next_on: date | None = None
    occasion: Occasion | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "VisitForm":
        return cls({**dict.fromkeys(cls.NAMES, ""), "did": [], "need": "0"})

    @classmethod
    def read(cls, fields: Fields, *, made_on: date) -> "VisitForm":
        single = {name: field_text(fields, name) for name in cls.NAMES if name != "did"}
        form = cls({**single, "did": field_texts(fields, "did")})
        form._read_outcome(single)
        form.note = read_words(single, "note", limit=NOTE_LIMIT, errors=form.errors, lines=True)
        form._read_day(single["on"], made_on)
        form._read_next(single)
        form._read_occasion(single)
        return form

    def _read_outcome(self, single: dict[str, str]) -> None:
        met = read_choice(single, "met", range(1, len(Met) + 1))
        if met is None:
            self.errors["met"] = _("Choose whether you met them.")
            return
        self.met = Met(met)
        # No conversation: ignore `did` and `need`.
        if self.met not in SPOKEN_WITH:
            return
        self.did = sorted({DEEDS[code] for code in self.values["did"] if code in DEEDS})
        if not DEEDS.keys() >= set(self.values["did"]):
            self.errors["did"] = _("Choose what you did.")
        self.has_need = read_choice(single, "need", range(2)) == 1

    def _read_day(self, written: str, made_on: date) -> None:
        self.happened_on = made_on
        if not written:
            return
        day = day_of(written)
        if day is None:
            self.errors["on"] = _("Write the day of the visit as day, month, year.")
            self.happened_on = formerly_read(written) or made_on
            return
        if day > made_on:
            self.errors["on"] = _("This day has not come yet. Choose today or an earlier day.")
        elif day < made_on - LOOK_BACK:
            self.errors["on"] = _("This was more than a year ago. Choose a later day.")
        self.happened_on = day

    def _read_next(self, single: dict[str, str]) -> None:
        """A typed day overrides the quick choice."""
        chip = read_choice(single, "next", range(1, 3))
        if chip:
            self.next_on = self.happened_on + NEXT[chip]
        if not single["next_on"]:
            return
        self.next_on = read_day(single["next_on"])
        if self.next_on is None or not self.happened_on < self.next_on <= self.happened_on + LOOK_AHEAD:
            self.errors["next_on"] = _("Agree on a day after the visit, at most three months later.")

    def _read_occasion(self, single: dict[str, str]) -> None:
        if not single["occasion"]:
            return
        code = read_choice(single, "occasion", range(1, len(Occasion) + 1))
        if code is None:
            self.errors["occasion"] = _("Choose why you came.")
        else:
            self.occasion = Occasion(code)
