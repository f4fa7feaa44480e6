"""Page values of the duty card, for phone, paper and office."""

from typing import Any

from webapp.accounts.models import Account
from webapp.core.calendar import holds_on, today
from webapp.duty.queries import Card
from webapp.duty.rules import SINCE, VERSION
from webapp.households.viewer import Viewer
from webapp.people.models import BranchMembership, Member, Position
from webapp.web.policies import CLERKS


async def duty_page(viewer: Viewer, card: Card) -> dict[str, Any]:
    """`card`: from `card_of`."""
    return {
        "place": await viewer.place(),
        "codes": card.codes,
        "digest": card.digest,
        "version": VERSION,
        "since": SINCE,
        "ack": card.ack,
        "read": card.read,
        "above": [*await _secretaries(viewer.member_id), *await _office(viewer.person.commune)],
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
