"""Service needs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from webapp.core.database.db import derived_id
from webapp.core.i18n import gettext as _
from webapp.core.i18n import local_time
from webapp.households.family.models import NeedChange
from webapp.register.consents import YES_RULE
from webapp.register.queries import merged_sources
from webapp.submissions.kinds import Written
from webapp.web.form_fields import Fields, field_text, field_texts, read_past_day

CODES = (
    "housing_repair",
    "clean_water",
    "toilet",
    "livestock_pen",
    "seed_or_breeding",
    "technique_training",
    "loan_info",
    "health_insurance_card",
    "school_support",
    "vocational_or_job",
    "civil_documents",
    "road_access",
    "electricity",
    "phone_signal",
    "disaster_relief",
    "elderly_support",
    "child_support",
    "other_service",
)
"""Wire positions, from 1: append only."""
FIELDS = ("opens", "closes", "need_on")
RULES = (
    YES_RULE.format(" with `needs`"),
    "No need stands in `opens` and in `closes`.",
)


@dataclass
class NeedForm:
    values: dict[str, Any]
    opens: list[str] = field(default_factory=list)
    closes: list[str] = field(default_factory=list)
    on: date = date.min
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "NeedForm":
        return cls({"opens": [], "closes": [], "need_on": ""})

    @classmethod
    def read(cls, fields: Fields, *, made_on: date) -> "NeedForm":
        given = {name: field_texts(fields, name) for name in ("opens", "closes")}
        form = cls({**given, "need_on": field_text(fields, "need_on")})
        form.opens, form.closes = form._codes("opens"), form._codes("closes")
        if not form.opens and not form.closes:
            form.errors.setdefault("opens", _("Choose at least one need."))
        elif set(form.opens) & set(form.closes):
            form.errors["closes"] = _("A need cannot be new and met at once.")
        form.on = read_past_day({"need_on": field_text(fields, "need_on")}, "need_on", made_on, form.errors)
        return form

    def _codes(self, name: str) -> list[str]:
        known = {str(place): code for place, code in enumerate(CODES, start=1)}
        if not known.keys() >= set(self.values[name]):
            self.errors[name] = _("Choose from the list.")
        return [code for place, code in known.items() if place in self.values[name]]


def mistakes_in_needs(fields: Fields, made_on: date) -> dict[str, str]:
    return NeedForm.read(fields, made_on=made_on).errors


async def write_needs(written: Written, form: NeedForm) -> None:
    happened_on = min(form.on, local_time(written.received_at).date())
    told = [(code, True) for code in form.opens] + [(code, False) for code in form.closes]
    await NeedChange.bulk_create(
        [
            NeedChange(
                id=derived_id(f"need {written.id} {code}"),
                commune=written.commune,
                household=written.household,
                code=code,
                opened=opened,
                happened_on=happened_on,
                submission=written.id,
                by_id=written.member_id,
                by_name=written.author_name,
                typed_by_name=written.typed_by_name or None,
                recorded_at=written.recorded_at,
                received_at=written.received_at,
            )
            for code, opened in told
        ]
    )


@dataclass(frozen=True)
class NamedNeed:
    code: str
    opened_on: date
    closed_on: date | None = None
    written_at: datetime = field(default=datetime.min.replace(tzinfo=UTC), compare=False)
    """For some days only the writer may know of it."""
    met_by: str | None = field(default=None, compare=False)
    """Member id."""


class NeedLine(NamedTuple):
    """Field order is sort order."""

    on: date
    at: datetime
    closed: bool
    code: str
    by: str = ""


async def needs_of(
    household_ids: Iterable[str], sources: Mapping[str, str] | None = None
) -> dict[str, list[NamedNeed]]:
    """All ever named, in order. `sources`: merged household -> its survivor."""
    owner = {**{id_: id_ for id_ in household_ids}, **(sources or {})}
    said: dict[str, list[NeedLine]] = {id_: [] for id_ in owner.values()}
    async for one in NeedChange.filter(household_id__in=list(owner)):
        line = NeedLine(one.happened_on, one.recorded_at, not one.opened, one.code, one.by_id or "")
        said[owner[one.household_id]].append(line)
    return {id_: _folded(lines) for id_, lines in said.items()}


async def open_needs_of(
    household_ids: Iterable[str], sources: Mapping[str, str] | None = None
) -> dict[str, list[NamedNeed]]:
    """Includes merged households."""
    ids = list(household_ids)
    found = await needs_of(ids, await merged_sources(ids) if sources is None else sources)
    return {id_: still_open(needs) for id_, needs in found.items()}


def _folded(lines: Sequence[NeedLine]) -> list[NamedNeed]:
    found: list[NamedNeed] = []
    for day, at, closed, code, by in sorted(lines):
        place = next((i for i, one in enumerate(found) if one.code == code and not one.closed_on), None)
        if not closed and place is None:
            found.append(NamedNeed(code, day, written_at=at))
        elif closed and place is not None:
            found[place] = replace(found[place], closed_on=day, met_by=by or None)
    return found


def still_open(needs: Sequence[NamedNeed]) -> list[NamedNeed]:
    return [one for one in needs if one.closed_on is None]
