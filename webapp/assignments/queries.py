"""Queries on who is in charge of which households."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from webapp.access import Person
from webapp.assignments.gaps import gaps_in
from webapp.assignments.long_away import LongAway, long_away_in
from webapp.assignments.models import ApprovalLevel, Assignment, AssignmentPlan, GroupPlace, PlanAnswer
from webapp.assignments.plan_models import Level, State
from webapp.assignments.reports import waiting_reports
from webapp.calendar import holds_on, today
from webapp.households.models import Household
from webapp.households.queries import in_care_of
from webapp.people.models import BranchMembership, Member, PartyOrg


def branches_led_by(person: Person) -> QuerySet[PartyOrg]:
    found = PartyOrg.filter(commune=person.commune, kind="branch", branch_kind="hamlet")
    return found if person.in_office else found.filter(id=person.branch_id or "")


async def uncovered_count(person: Person) -> int:
    return len(await gaps_in(await branches_led_by(person), today()))


async def long_away_of(person: Person) -> list[LongAway]:
    return await long_away_in(await branches_led_by(person), today())


async def long_away_here(branch: PartyOrg) -> list[LongAway]:
    return await long_away_in([branch], today())


async def in_care(person: Person) -> list[Household]:
    """In path order, as the phone stores them."""
    if person.member_id is None:
        return []
    return await (
        Household.filter(await in_care_of(person.member_id, today()), commune=person.commune, closed_on=None)
        .order_by("hamlet_id", "path_order")
        .distinct()
    )


async def reports_to_confirm(person: Person) -> int:
    """Reports of members that wait for this branch secretary."""
    branch = await PartyOrg.get_or_none(id=person.branch_id or "")
    return len(await waiting_reports(branch)) if branch else 0


async def waiting_plan(person: Person) -> str:
    """A published plan this member has not accepted; "" if none."""
    mine = AssignmentPlan.filter(state=State.PUBLISHED, lines__member_id=person.member_id or "").distinct()
    for plan in await mine:
        if not await PlanAnswer.filter(plan_id=plan.id, member_id=person.member_id, accepted=True).exists():
            return plan.id
    return ""


async def level_of(branch: PartyOrg, day: date) -> Level:
    """The branch's own row, else the commune's default."""
    said = ApprovalLevel.filter(
        holds_on(day), Q(branch_id=branch.id) | Q(branch_id=None), commune=branch.commune
    )
    rows = sorted(await said, key=lambda one: (one.branch_id is not None, one.valid_from))
    return rows[-1].level if rows else Level.COMMUNE


async def plans_in_force(members: Iterable[str]) -> dict[str, str]:
    """Plan in force by member; a new plan asks them again."""
    places = BranchMembership.filter(holds_on(today()), member_id__in=list(members), secondary=False)
    branches = dict(await places.values_list("member_id", "branch_id"))
    plans = AssignmentPlan.filter(state=State.IN_FORCE, branch_id__in=list(branches.values()))
    newest = dict(await plans.order_by("in_force_from", "made_at").values_list("branch_id", "id"))
    return {str(member): str(newest.get(branch, "")) for member, branch in branches.items()}


@dataclass(frozen=True)
class HandedOn:
    """Households that recently left a member's charge, and who has them now."""

    ended: Assignment
    until: date
    homes: list[str]
    now: list[Member]

    @property
    def households(self) -> int:
        return len(self.homes)


async def handed_on(given: QuerySet[Assignment], since: date) -> list[HandedOn]:
    """Newest first."""
    going: Q = Q(valid_to=None) | Q(valid_to__gte=since)
    rows = await given.filter(going).exclude(role="cover").prefetch_related("member", "group__branch")
    left: dict[tuple[str, date], list[str]] = {}
    places: dict[str, list[GroupPlace]] = {}
    for place in await GroupPlace.filter(going, group_id__in=[row.group_id for row in rows]).order_by("id"):
        places.setdefault(place.group_id, []).append(place)
    for row in rows:
        for place in places.get(row.group_id, []):
            until = min(row.valid_to or date.max, place.valid_to or date.max)
            if since <= until < today() and place.valid_from <= until and row.valid_from <= until:
                left.setdefault((row.id, until), []).append(place.household_id)
    return await _now(rows, left) if left else []


async def _now(rows: list[Assignment], left: dict[tuple[str, date], list[str]]) -> list[HandedOn]:
    homes = [home for found in left.values() for home in found]
    held: dict[str, list[Member]] = {}
    current = GroupPlace.filter(holds_on(today()), household_id__in=homes)
    groups = await current.values_list("household_id", "group_id")
    main = Assignment.filter(holds_on(today()), group_id__in=[group for _, group in groups])
    for one in await main.exclude(role="cover").prefetch_related("member"):
        for home, group in groups:
            if group == one.group_id:
                held.setdefault(home, []).append(one.member)
    by_id = {row.id: row for row in rows}
    found = []
    for (id_, until), homes in left.items():
        row = by_id[id_]
        gone = [home for home in homes if row.member_id not in [one.id for one in held.get(home, [])]]
        if gone:
            now = {one.id: one for home in gone for one in held.get(home, [])}
            found.append(HandedOn(row, until, gone, sorted(now.values(), key=lambda one: one.sort_key)))
    return sorted(found, key=lambda one: (-one.until.toordinal(), one.ended.id))
