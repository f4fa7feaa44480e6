"""Page values of the duty card, for phone, paper and office."""

from typing import Any

from webapp.accounts.models import Account
from webapp.assignments.plans.queries import plans_in_force
from webapp.core.calendar import holds_on, today
from webapp.duty.rules import SINCE, VERSION, digest_of, holds, newest_acks
from webapp.households.viewer import Viewer
from webapp.people.models import BranchMembership, Member, Position
from webapp.web.policies import CLERKS


async def duty_page(viewer: Viewer) -> dict[str, Any]:
    member = viewer.member_id
    codes = [home.code for home in await viewer.in_care()]
    digest = digest_of(codes, (await plans_in_force([member])).get(member, ""))
    ack = (await newest_acks([member])).get(member)
    return {
        "place": await viewer.place(),
        "codes": codes,
        "digest": digest,
        "version": VERSION,
        "since": SINCE,
        "ack": ack,
        "read": holds(ack, digest),
        "above": [*await _secretaries(member), *await _office(viewer.person.commune)],
    }


async def _secretaries(member: str) -> list[Member]:
    """Of the member's branches, without the member."""
    branches = BranchMembership.filter(holds_on(today()), member_id=member).values_list(
        "branch_id", flat=True
    )
    leading = Position.filter(holds_on(today()), kind="secretary", org_id__in=list(await branches))
    return [held.member for held in await leading.prefetch_related("member") if held.member_id != member]


async def _office(commune: str) -> list[Member]:
    desks = Account.filter(commune=commune, role__in=CLERKS, disabled_at=None, member_id__not_isnull=True)
    return [
        desk.member for desk in await desks.order_by("username").prefetch_related("member") if desk.member
    ]
