"""Authorisation for printing and typing in."""

from dataclasses import dataclass
from datetime import date

from tortoise.queryset import QuerySet

from webapp.core.calendar import holds_on, today
from webapp.paper.models import VisitSheet
from webapp.people.models import BranchMembership, Member, PartyOrg
from webapp.register.charge_models import Assignment, GroupPlace
from webapp.register.models import Household
from webapp.web.person import Person


def branches_printed_for(person: Person) -> QuerySet[PartyOrg]:
    """Hamlet branches. Office: all; branch secretary: own."""
    found = PartyOrg.filter(commune=person.commune, kind="branch", branch_kind="hamlet")
    if person.in_office:
        return found
    led = person.branch_id if person.leads_branch else None
    return found.filter(id=led or "")


async def branches_typed_for(person: Person) -> list[str]:
    """Office: all; member: own."""
    if person.in_office:
        branches = PartyOrg.filter(commune=person.commune, kind="branch").values_list("id", flat=True)
        return [str(id_) for id_ in await branches]
    mine = BranchMembership.filter(holds_on(today()), member_id=person.member_id or "")
    found = {str(id_) for id_ in await mine.values_list("branch_id", flat=True)}
    return sorted(found | ({person.branch_id} if person.branch_id else set()))


async def sheets_typed_by(person: Person) -> QuerySet[VisitSheet]:
    return VisitSheet.filter(commune=person.commune, branch_id__in=await branches_typed_for(person))


def sheets_printed_for(person: Person) -> QuerySet[VisitSheet]:
    found = VisitSheet.filter(commune=person.commune)
    if person.in_office:
        return found
    led = person.branch_id if person.leads_branch else None
    return found.filter(branch_id=led or "")


@dataclass(frozen=True)
class CarerGroup:
    """Member with one household group."""

    member: Member
    role: str
    group: int
    houses: list[Household]
    decision_no: str = ""

    @property
    def stands_in(self) -> bool:
        return self.role == "cover"

    @property
    def reinforces(self) -> bool:
        return self.role == "reinforcement"

    @property
    def clusters(self) -> list[str]:
        return list(dict.fromkeys(house.cluster.name for house in self.houses if house.cluster))


async def carers_of(branch: PartyOrg, day: date) -> list[CarerGroup]:
    """By group number; households in path order."""
    held = (
        await Assignment.filter(holds_on(day), group__branch_id=branch.id)
        .order_by("group__number", "-role", "valid_from", "id")
        .prefetch_related("member", "group")
    )
    places = (
        await GroupPlace.filter(
            holds_on(day), group_id__in=[row.group_id for row in held], household__closed_on=None
        )
        .order_by("household__path_order", "household__code")
        .prefetch_related("household__hamlet", "household__cluster")
    )
    houses: dict[str, list[Household]] = {}
    for place in places:
        houses.setdefault(place.group_id, []).append(place.household)
    return [
        CarerGroup(row.member, row.role, row.group.number, houses[row.group_id], row.decision_no)
        for row in held
        if row.group_id in houses
    ]
