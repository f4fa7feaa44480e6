"""Merge input from edits and movements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from sync.merge import Change, Stamp
from webapp.households.details.counting import CountedMovement, MergedCount, merge_count
from webapp.households.details.models import HouseholdChange, PopulationChoice, PopulationEvent
from webapp.register.models import Household, HouseholdStep, Turn
from webapp.submissions.queries import ignored_bases


async def changes_of(rows: Sequence[HouseholdChange]) -> list[Change]:
    """Without bases ruled unseen by the writer."""
    ignored: dict[tuple[str, int], set[str]] = {}
    for ruling in await ignored_bases((row.device_id, row.seq) for row in rows if row.base):
        ignored.setdefault((ruling.device_id, ruling.seq), set()).update(ruling.bases)
    return [_change(row, ignored.get((row.device_id, row.seq), set())) for row in rows]


def _change(row: HouseholdChange, ignored: set[str]) -> Change:
    return Change(
        opid=row.opid,
        entity=row.household_id,
        field=row.field,
        value=row.value,
        base=frozenset(row.base) - ignored,
        stamp=Stamp(row.wall, row.counter, row.device_id),
        author=_author(row),
    )


async def comings_of(ids: Sequence[str]) -> dict[str, list[CountedMovement]]:
    """Household id -> counting movements, splits, merges."""
    found: dict[str, list[CountedMovement]] = {}
    rows = (
        await PopulationEvent.filter(household_id__in=list(ids)).order_by("opid").prefetch_related("device")
    )
    void = await void_events({row.household_id for row in rows}) if rows else set()
    for row in rows:
        if row.delta and row.opid not in void:
            found.setdefault(row.household_id, []).append(CountedMovement(_word(row), row.delta))
    steps = HouseholdStep.filter(household_id__in=list(ids)).order_by("id").prefetch_related("other")
    for step in await steps:
        if delta := _moved(step):
            found.setdefault(step.household_id, []).append(CountedMovement(_step_word(step, delta), delta))
    return found


def _moved(step: HouseholdStep) -> int:
    """People who left by a split (negative) or joined by a merge; for an undone split, those added to the new
    household.
    """
    there = (step.other.people or 0) if step.other else 0
    if step.turn is Turn.SPLIT:
        return there if step.undone_at else -step.persons
    return there if step.turn is Turn.MERGE and not step.undone_at else 0


async def void_events(ids: Iterable[str]) -> set[str]:
    """Opids; newest choice wins."""
    choices = PopulationChoice.filter(household_id__in=list(ids), counts__not_isnull=True).order_by(
        "at", "id"
    )
    newest = dict(await choices.values_list("event", "counts"))
    return {str(opid) for opid, counts in newest.items() if not counts}


def people_of(
    household: Household, changes: Iterable[Change], comings: Sequence[CountedMovement]
) -> MergedCount:
    of_people = [one for one in changes if one.field == "people"]
    return merge_count(household.origin.get("people", household.people), of_people, comings)


async def people_counts(households: Iterable[Household]) -> dict[str, MergedCount]:
    """Only households with movements. O(1) queries."""
    known = {one.id: one for one in households}
    comings = await comings_of(list(known)) if known else {}
    if not comings:
        return {}
    rows = HouseholdChange.filter(household_id__in=list(comings), field="people").prefetch_related("device")
    changes: dict[str, list[Change]] = {}
    for change in await changes_of(await rows):
        changes.setdefault(change.entity, []).append(change)
    return {id_: people_of(known[id_], changes.get(id_, []), come) for id_, come in comings.items()}


def _word(row: PopulationEvent) -> Change:
    return Change(
        opid=row.opid,
        entity=row.household_id,
        field="people",
        value=row.delta,
        base=frozenset(row.base),
        stamp=Stamp(row.wall, row.counter, row.device_id),
        author=_author(row),
    )


def _step_word(step: HouseholdStep, delta: int) -> Change:
    return Change(
        opid=step.opid,
        entity=step.household_id,
        field="people",
        value=delta,
        base=frozenset(step.told.get("base", [])),
        stamp=Stamp(int(step.at.timestamp()), 0, step.id),
        author=step.by_id,
    )


def _author(row: HouseholdChange | PopulationEvent) -> str:
    """The office's web device is shared; a phone has one author."""
    return (row.by_id or row.by_name) if row.device.kind == "web" else ""


class Authorship(NamedTuple):
    by_name: str
    written_at: datetime
    received_at: datetime


@dataclass(frozen=True)
class Choices:
    """(opid, number, who wrote what supports it)."""

    found: list[tuple[str, str, list[Authorship]]]
    base: str


async def people_choices(households: Iterable[Household]) -> dict[str, Choices]:
    """Where the number is contested and there are movements."""
    differing = [one for one in households if "people" in one.contested]
    counts = await people_counts(differing)
    if not counts:
        return {}
    told: dict[str, Authorship] = {}
    for row in await HouseholdChange.filter(household_id__in=list(counts), field="people"):
        told[row.opid] = writing_of(row)
    for event in await PopulationEvent.filter(household_id__in=list(counts)):
        told[event.opid] = writing_of(event)
    for step in await HouseholdStep.filter(household_id__in=list(counts)):
        told[step.opid] = Authorship(step.by_name, step.at, step.at)
    return {id_: Choices(_choices(one, told), " ".join(one.frontier)) for id_, one in counts.items()}


def _choices(counted: MergedCount, told: dict[str, Authorship]) -> list[tuple[str, str, list[Authorship]]]:
    found: dict[int | None, tuple[str, dict[str, Authorship]]] = {}
    for reading in counted.readings:
        _opid, words = found.setdefault(reading.number, (reading.opid, {}))
        words.update({opid: told[opid] for opid in reading.words})
    return [
        (opid, "" if number is None else str(number), list(words.values()))
        for number, (opid, words) in found.items()
    ]


def writing_of(row: HouseholdChange | PopulationEvent) -> Authorship:
    return Authorship(row.by_name, written_at(row), row.received_at)


def written_at(row: HouseholdChange | PopulationEvent) -> datetime:
    """Phone clock, capped at arrival."""
    return min(datetime.fromtimestamp(min(max(row.wall, 0), 10**11), UTC), row.received_at)


async def mark_live_rows(rows: Sequence[HouseholdChange], live: set[str]) -> None:
    """`live`: opids no edit replaces."""
    for row in rows:
        if row.live != (row.opid in live):
            row.live = row.opid in live
            await row.save(update_fields=["live"])
