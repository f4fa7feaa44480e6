"""Queries: meetings of residents, and who may write of which hamlet."""

from datetime import date

from tortoise.queryset import QuerySet

from webapp.core.calendar import holds_on
from webapp.households.viewer import Viewer
from webapp.meetings.models import ResidentsMeeting
from webapp.people.models import BranchMembership, OrgUnit
from webapp.people.queries import hamlets_of
from webapp.register.charge import in_care_between
from webapp.register.models import Household


async def hamlets_of_member(member_id: str, first: date, last: date) -> set[str]:
    """Where the member carried households in these days, or belonged to the branch in the end."""
    carried = Household.filter(await in_care_between(member_id, first, last))
    ids = await carried.distinct().values_list("hamlet_id", flat=True)
    return {str(id_) for id_ in ids} | await _of_branches(member_id, last)


async def _of_branches(member_id: str, day: date) -> set[str]:
    branches = BranchMembership.filter(holds_on(day), member_id=member_id)
    return {str(id_) for id_ in await branches.values_list("branch__unit_id", flat=True)}


async def own_hamlets(viewer: Viewer) -> list[OrgUnit]:
    """The office's: all."""
    units = await hamlets_of(viewer.person.commune)
    if viewer.person.in_office:
        return units
    own = {home.hamlet_id for home in await viewer.in_care()} | await _of_branches(
        viewer.member_id, viewer.day
    )
    return [unit for unit in units if unit.id in own]


def meetings_in(hamlets: list[OrgUnit]) -> QuerySet[ResidentsMeeting]:
    """Newest first."""
    found = ResidentsMeeting.filter(hamlet_id__in=[unit.id for unit in hamlets])
    return found.order_by("-held_on", "-recorded_at", "id")
