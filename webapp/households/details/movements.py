"""Movements of people: possible duplicates, decisions, children."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tortoise.expressions import Q

from webapp.core.i18n import local_time
from webapp.households.details.models import PROPOSED, SIGNS, Moved, PopulationChoice, PopulationEvent
from webapp.households.details.movement_form import MovementForm
from webapp.register.models import Household, HouseholdStep
from webapp.web.form_fields import Fields

CALLS_FOR_A_VISIT = (Moved.BIRTH, Moved.DEATH)
REMEMBERED = timedelta(days=60)


@dataclass(frozen=True)
class Movement:
    row: PopulationEvent
    void: bool
    doubt: bool
    """Possible duplicate."""
    waits: bool
    """Undecided."""
    young: int | None
    """Under 6, from the event or a later choice."""
    young_unsaid: bool
    """Needed but missing."""


async def movements_of(rows: Sequence[PopulationEvent]) -> list[Movement]:
    if not rows:
        return []
    ids = list({row.household_id for row in rows})
    choices = await PopulationChoice.filter(household_id__in=ids).order_by("at", "id")
    said = {one.event: one.counts for one in choices if one.counts is not None}
    children = {one.event: one.under_6 for one in choices if one.under_6 is not None}
    known = dict(await Household.filter(id__in=ids).values_list("id", "under_6"))
    proposed = {row.opid: row for row in rows if row.kind in PROPOSED and said.get(row.opid) is not False}
    steps = await _decided({row.household_id for row in proposed.values()}) if proposed else []
    found = []
    for row in rows:
        void, young = said.get(row.opid) is False, children.get(row.opid, row.under_6)
        found.append(
            Movement(
                row,
                void,
                doubt=any(_same(row, other, said) for other in rows),
                waits=row.opid in proposed and not any(_settles(step, row) for step in steps),
                young=young,
                young_unsaid=not void and young is None and _unsaid(row, known.get(row.household_id)),
            )
        )
    return found


def _unsaid(row: PopulationEvent, known: int | None) -> bool:
    return known is not None and (row.delta > 0 or (row.delta < 0 and known > 0))


async def count_children(household: Household) -> None:
    """Office's first number plus movements with known children."""
    events = await movements_of(await PopulationEvent.filter(household_id=household.id))
    if events:
        household.origin.setdefault("under_6", household.under_6)
    first = household.origin.get("under_6")
    if first is not None:
        by = sum(SIGNS.get(one.row.kind, 0) * (one.young or 0) for one in events if not one.void)
        household.under_6 = max(0, first + by)


async def waiting_turns(hamlets: Iterable[str]) -> list[Movement]:
    """Undecided split and merge wishes."""
    told = PopulationEvent.filter(
        kind__in=list(PROPOSED), household__hamlet_id__in=list(hamlets), household__closed_on=None
    )
    rows = await told.order_by("happened_on", "opid").prefetch_related("household")
    return [one for one in await movements_of(rows) if one.waits]


async def unmet_movements(
    ids: Iterable[str], sources: Mapping[str, str], last: Mapping[str, date | None], day: date
) -> dict[str, Moved]:
    """Household id -> recent birth or death without a contact since; death first. `sources`: merged household
    -> its survivor; `last`: newest contact.
    """
    rows = await PopulationEvent.filter(
        household_id__in=[*ids, *sources], kind__in=CALLS_FOR_A_VISIT, happened_on__gte=day - REMEMBERED
    )
    found: dict[str, Moved] = {}
    for one in await movements_of(rows):
        row = one.row
        # "This month" is stored as its last day; any contact in it counts.
        first = row.happened_on.replace(day=1) if row.precision == "month" else row.happened_on
        since = min(first, local_time(row.recorded_at).date())
        owner = sources.get(row.household_id, row.household_id)
        if not one.void and (last.get(owner) or date.min) < since:
            found[owner] = max(row.kind, found.get(owner, row.kind), key=CALLS_FOR_A_VISIT.index)
    return found


def mistakes_in_movement(fields: Fields, made_on: date) -> dict[str, str]:
    return MovementForm.read(fields, made_on=made_on).errors


async def _decided(ids: Iterable[str]) -> list[HouseholdStep]:
    about = Q(household_id__in=list(ids)) | Q(other_id__in=list(ids))
    return await HouseholdStep.filter(about, undone_at=None)


def _settles(step: HouseholdStep, row: PopulationEvent) -> bool:
    """Same household and kind, not before the wish. Callers omit undone steps."""
    about = row.household_id in (step.household_id, step.other_id)
    # Arrival, if the phone's clock is ahead.
    return about and step.turn == row.kind.value and step.at >= min(row.recorded_at, row.received_at)


def _same(row: PopulationEvent, other: PopulationEvent, said: Mapping[str, bool]) -> bool:
    """Two writers, same household and kind, overlapping time; unless both are confirmed."""
    alike = (row.household_id, row.kind) == (other.household_id, other.kind)
    void = said.get(row.opid) is False or said.get(other.opid) is False
    if not alike or _writer(row) == _writer(other) or void:
        return False
    return _may_be_one_time(row, other) and not (row.opid in said and other.opid in said)


def _may_be_one_time(row: PopulationEvent, other: PopulationEvent) -> bool:
    first, last = sorted([row, other], key=lambda one: one.happened_on)
    names = {"year": "%Y", "month": "%Y-%m"}
    for rough in (row.precision, other.precision):
        if rough in names:
            return first.happened_on.strftime(names[rough]) == last.happened_on.strftime(names[rough])
    if "week" in (row.precision, other.precision):
        return (last.happened_on - first.happened_on).days < 7
    return first.happened_on == last.happened_on


def _writer(row: PopulationEvent) -> str:
    return row.by_id or row.by_name


def doubtful_movements(found: Iterable[Movement]) -> list[Movement]:
    return [one for one in found if one.doubt]
