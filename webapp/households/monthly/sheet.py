"""Monthly population sheet: start + arrivals - departures = end; the rest is gaps. Computed backwards from
the current register: a late record changes its own and later months, and months still balance.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from sync.merge import Change
from webapp.core.calendar import last_of_month, today
from webapp.core.i18n import local_time
from webapp.households.details.counting import CountedMovement, merge_count
from webapp.households.details.models import HouseholdChange, PopulationEvent
from webapp.households.details.movements import Movement, movements_of
from webapp.households.details.recorded import changes_of, comings_of, written_at
from webapp.register.models import Household, HouseholdStep, Turn


class Sort(StrEnum):
    BIRTH = "birth"
    MOVE_IN = "move_in"
    DEATH = "death"
    MOVE_OUT = "move_out"
    PUT_RIGHT = "put_right"
    LISTED = "listed"
    CLOSED = "closed"
    MORE_WENT = "more_went"
    SPLIT = "split"
    JOINED = "joined"
    SAME = "same"


COMING = (Sort.BIRTH, Sort.MOVE_IN)
GOING = (Sort.DEATH, Sort.MOVE_OUT)
GAPS = (Sort.PUT_RIGHT, Sort.LISTED, Sort.CLOSED, Sort.MORE_WENT, Sort.SPLIT, Sort.JOINED, Sort.SAME)


@dataclass(frozen=True)
class PopulationChange:
    household: Household
    on: date
    sort: Sort
    delta: int
    row: Any = None


@dataclass
class MonthSheet:
    hamlet_id: str
    start: int = 0
    sums: dict[Sort, int] = field(default_factory=dict)
    entries: list[PopulationChange] = field(default_factory=list)
    events: list[Movement] = field(default_factory=list)
    households: int = 0
    uncounted: int = 0
    """Without a number of people."""

    @property
    def coming(self) -> int:
        return sum(self.sums.get(sort, 0) for sort in COMING)

    @property
    def going(self) -> int:
        return -sum(self.sums.get(sort, 0) for sort in GOING)

    @property
    def gap(self) -> int:
        return sum(self.sums.get(sort, 0) for sort in GAPS)

    @property
    def gaps(self) -> list[PopulationChange]:
        return [entry for entry in self.entries if entry.sort in GAPS]

    @property
    def end(self) -> int:
        return self.start + sum(self.sums.values())


async def month_sheets(hamlets: Sequence[str], month: date) -> list[MonthSheet]:
    """`month`: first day."""
    last = last_of_month(month)
    households = await Household.filter(hamlet_id__in=list(hamlets)).prefetch_related("listed_in")
    ids = [one.id for one in households]
    events = await movements_of(
        await PopulationEvent.filter(household__hamlet_id__in=list(hamlets)).order_by("happened_on", "opid")
    )
    steps = await HouseholdStep.filter(household__hamlet_id__in=list(hamlets)).order_by("at")
    split_on = {step.other_id: step.happened_on for step in steps if step.turn is Turn.SPLIT}
    entries = await _entries(households, ids, events, steps)
    found = {id_: MonthSheet(id_) for id_ in hamlets}
    for home in households:
        sheet = found[home.hamlet_id]
        sheet.start += home.people or 0 if home.closed_on is None else 0
        if _stood_on(home, last, split_on.get(home.id)):
            sheet.households += 1
            sheet.uncounted += home.people is None
    for entry in entries:
        sheet = found[entry.household.hamlet_id]
        if entry.on >= month:
            sheet.start -= entry.delta
        if month <= entry.on <= last:
            sheet.sums[entry.sort] = sheet.sums.get(entry.sort, 0) + entry.delta
            sheet.entries.append(entry)
    homes = {one.id: one for one in households}
    for event in events:
        if month <= event.row.happened_on <= last:
            found[homes[event.row.household_id].hamlet_id].events.append(event)
    return list(found.values())


def total_sheet(several: Iterable[MonthSheet]) -> MonthSheet:
    whole = MonthSheet("")
    for one in several:
        whole.start += one.start
        whole.households += one.households
        whole.uncounted += one.uncounted
        for sort, delta in one.sums.items():
            whole.sums[sort] = whole.sums.get(sort, 0) + delta
    return whole


def _stood_on(home: Household, day: date, split_on: date | None) -> bool:
    since = split_on or _listed_on(home)
    return (since is None or since <= day) and (home.closed_on is None or home.closed_on > day)


def _listed_on(home: Household) -> date | None:
    listed = home.listed_in
    return local_time(listed.confirmed_at).date() if listed and listed.confirmed_at else None


async def _entries(
    households: Sequence[Household],
    ids: list[str],
    events: Sequence[Movement],
    steps: Sequence[HouseholdStep],
) -> list[PopulationChange]:
    homes = {one.id: one for one in households}
    found = [
        PopulationChange(homes[row.household_id], row.happened_on, Sort(row.kind.value), row.delta, row)
        for row in (one.row for one in events if not one.void)
        if row.delta and homes[row.household_id].people is not None
    ]
    found += await _put_right(
        homes, await comings_of(ids), {one.row.household_id: one.row.happened_on for one in events}
    )
    for home in households:
        if home.people is None:
            continue
        since = _listed_on(home)
        if since is not None:
            found.append(
                PopulationChange(home, since, Sort.LISTED, int(home.origin.get("people") or 0), home)
            )
        if home.closed_on is not None and not home.merged_into_id:
            found.append(PopulationChange(home, home.closed_on, Sort.CLOSED, -home.people, home))
    return found + list(_decided(homes, steps))


def _decided(homes: Mapping[str, Household], steps: Sequence[HouseholdStep]) -> Iterator[PopulationChange]:
    """Split and merge move people; a duplicate was counted twice."""
    for step in steps:
        home, other = homes[step.household_id], homes.get(step.other_id or "")
        if other is None or (step.undone_at and step.turn is not Turn.SPLIT):
            continue
        if step.turn is Turn.SPLIT and not step.undone_at:
            moves = [(home, -step.persons, Sort.SPLIT), (other, step.persons, Sort.SPLIT)]
        elif step.turn is Turn.SAME:
            moves = [(other, -(other.people or 0), Sort.SAME)]
        else:  # also an undone split: the new household's numbers count with the old one
            moves = [(other, -(other.people or 0), Sort.JOINED), (home, other.people or 0, Sort.JOINED)]
        for one, delta, sort in moves:
            if delta and one.people is not None:
                yield PopulationChange(one, step.happened_on, sort, delta, step)


async def _put_right(
    homes: Mapping[str, Household], comings: Mapping[str, list[CountedMovement]], last: Mapping[str, date]
) -> list[PopulationChange]:
    """Corrected number minus count before; `last`: day of the last event."""
    rows = HouseholdChange.filter(household_id__in=list(homes), field="people").prefetch_related("device")
    by_opid = {row.opid: row for row in await rows}
    changes: dict[str, list[Change]] = {}
    for change in await changes_of(list(by_opid.values())):
        changes.setdefault(change.entity, []).append(change)
    found = []
    for id_ in sorted({*changes, *comings}):
        home, come = homes[id_], comings.get(id_, [])
        if home.people is None:
            continue
        written = sorted(changes.get(id_, []), key=lambda one: (one.stamp, one.opid))
        first = home.origin.get("people", home.people)
        totals = [merge_count(first, written[:place], come).number or 0 for place in range(len(written) + 1)]
        if first is None:
            totals[0] = sum(one.delta for one in come)
        elif more := totals[0] - first - sum(one.delta for one in come):
            found.append(PopulationChange(home, last.get(id_, today()), Sort.MORE_WENT, more))
        for change, (before, after) in zip(written, pairwise(totals), strict=True):
            if after != before:
                row = by_opid[change.opid]
                found.append(PopulationChange(home, _day(row), Sort.PUT_RIGHT, after - before, row))
    return found


def _day(row: HouseholdChange) -> date:
    # Fast phone clock.
    return min(local_time(written_at(row)).date(), local_time(row.received_at).date())
