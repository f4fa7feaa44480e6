"""Form for a movement of people."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from webapp.core.calendar import read_period
from webapp.core.i18n import gettext as _
from webapp.households.details.change_form import PEOPLE_LIMIT
from webapp.households.details.models import Moved
from webapp.register.consents import YES_RULE
from webapp.submissions.field_types import OPID
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_choice

PARTS = ("moved", "moved_when", "moved_on", "persons", "under_6", "people_base")
KINDS = tuple(Moved)
TODAY, THIS_WEEK, THIS_MONTH, ANOTHER_DAY = range(1, 5)
RULES = (
    YES_RULE.format(" with `movements`"),
    "`under_6` is not more than `persons`.",
    "Of a month or a year in `moved_on`, one day at least lies within `earliest` and `latest`.",
)
LOOK_BACK = timedelta(days=3 * 366)


@dataclass
class MovementForm:
    values: dict[str, str]
    kind: Moved = Moved.BIRTH
    happened_on: date = date.min
    precision: str = "day"
    persons: int = 1
    under_6: int | None = None
    """None: not stated; never guessed."""
    base: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "MovementForm":
        return cls(dict.fromkeys(PARTS, "") | {"moved_when": "1", "persons": "1"})

    @classmethod
    def read(cls, fields: Fields, *, made_on: date) -> "MovementForm":
        form = cls({name: field_text(fields, name).strip() for name in PARTS})
        form._read_kind()
        form._read_day(made_on)
        form._read_persons()
        form.base = [opid for opid in form.values["people_base"].split() if OPID.fullmatch(opid)]
        return form

    def _read_kind(self) -> None:
        code = read_choice(self.values, "moved", range(1, len(KINDS) + 1))
        if code is None:
            self.errors["moved"] = _("Choose what happened.")
            return
        self.kind = KINDS[code - 1]

    def _read_day(self, made_on: date) -> None:
        when = read_choice(self.values, "moved_when", range(TODAY, ANOTHER_DAY + 1))
        written = self.values["moved_on"]
        if when is None and not written:
            self.errors["moved_when"] = _("Choose when it was.")
        elif when in (None, ANOTHER_DAY) or written:  # a typed day overrides a leftover choice
            self._read_typed(written, made_on)
        else:
            self.happened_on = made_on
            self.precision = {THIS_WEEK: "week", THIS_MONTH: "month"}.get(when, "day")

    def _read_typed(self, written: str, made_on: date) -> None:
        first, last, self.precision = read_period(written)
        self.happened_on = min(last or made_on, made_on)
        if last is None or first is None:
            self.errors["moved_on"] = _("Write the day, the month or the year: 14/10/2026, 10/2026 or 2026.")
        elif first > made_on:
            self.errors["moved_on"] = _("This day has not come yet. Choose today or an earlier day.")
        elif last < made_on - LOOK_BACK:
            self.errors["moved_on"] = _(
                "This was more than three years ago. Ask the office to look at the list."
            )

    def _read_persons(self) -> None:
        persons = read_choice(self.values, "persons", range(1, PEOPLE_LIMIT + 1))
        if persons is None:
            self.errors["persons"] = _("Write how many people, as a number from 1 to %(limit)s.") % {
                "limit": PEOPLE_LIMIT
            }
            return
        self.persons = persons
        young = read_choice(self.values, "under_6", range(persons + 1)) if self.values["under_6"] else None
        if young is None and self.values["under_6"]:
            self.errors["under_6"] = _("There cannot be more small children than people.")
        # Newborns are under six.
        self.under_6 = persons if self.kind is Moved.BIRTH else young


@dataclass
class ChildrenForm:
    """Added later."""

    values: dict[str, str]
    under_6: int = 0
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields, persons: int) -> "ChildrenForm":
        form = cls({name: field_text(fields, name).strip() for name in ("event", "under_6")})
        said = read_choice(form.values, "under_6", range(persons + 1))
        if said is None:
            form.errors["under_6"] = _("Write how many of the %(persons)s were under 6, 0 when none was.") % {
                "persons": persons
            }
        form.under_6 = said or 0
        return form
