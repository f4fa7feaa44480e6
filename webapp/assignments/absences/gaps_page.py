"""Page values: uncovered households, overloaded members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.assignments.absences.gaps import Gap, gaps_in
from webapp.assignments.charge.queries import branches_led_by
from webapp.assignments.plans.load_problem import facts_of
from webapp.core.calendar import today
from webapp.households.due_visits import HouseholdLine, household_lines
from webapp.people.models import Member, OrgUnit, PartyOrg
from webapp.register.models import Household
from webapp.web.person import Person


@dataclass(frozen=True)
class GapLine:
    standing: HouseholdLine
    gap: Gap
    member: Member | None


@dataclass(frozen=True)
class Over:
    member: Member
    count: int
    limit: int


@dataclass(frozen=True)
class HamletGaps:
    branch: PartyOrg
    lines: list[GapLine]
    over: list[Over]

    @property
    def away(self) -> bool:
        """A stand-in can be chosen."""
        return any(line.gap in (Gap.AWAY, Gap.REPORTED) for line in self.lines)


async def uncovered_page(person: Person, day: date) -> dict[str, Any]:
    branches = await branches_led_by(person).order_by("name").prefetch_related("unit")
    gaps = await gaps_in(branches, day)
    rows = Household.filter(id__in=list(gaps)).order_by("hamlet_id", "path_order", "code")
    shown = await household_lines(await rows.prefetch_related("cluster"), day)
    members = {one.id: one for one in await Member.filter(id__in=list({who for _, who in gaps.values()}))}
    hamlets = [await _hamlet(branch, shown, gaps, members, day) for branch in branches]
    return {
        "day": day,
        "hamlets": [one for one in hamlets if one.lines or one.over],
        "count": len(gaps),
        "over": sum(len(one.over) for one in hamlets),
        "commune": await OrgUnit.get(id=person.commune),
        "today": today(),
        "body": None if person.in_office or not branches else branches[0],
    }


async def _hamlet(
    branch: PartyOrg,
    shown: Sequence[HouseholdLine],
    gaps: dict[str, tuple[Gap, str]],
    members: dict[str, Member],
    day: date,
) -> HamletGaps:
    facts = await facts_of(branch, day)
    loads: dict[str, int] = {}
    for house in facts.task.houses:
        loads[house.holder] = loads.get(house.holder, 0) + 1
    return HamletGaps(
        branch,
        [
            GapLine(one, gaps[one.household.id][0], members.get(gaps[one.household.id][1]))
            for one in shown
            if one.household.hamlet_id == branch.unit_id
        ],
        [
            Over(member, loads[id_], facts.limits[id_])
            for id_, member in facts.members.items()
            if loads.get(id_, 0) > facts.limits[id_]
        ],
    )
