"""Page values of the duty card, for phone, paper and office."""

from datetime import date
from typing import Any

from webapp.accounts.models import Account
from webapp.core.calendar import holds_on, today
from webapp.core.i18n import local_time
from webapp.duty.cards import BY_NUMBER, CARDS, TrainingCard
from webapp.duty.models import CardRead
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


async def cards_page(viewer: Viewer) -> dict[str, Any]:
    read = await _read_on(viewer)
    return {"place": await viewer.place(), "cards": [(card, read.get(card)) for card in CARDS]}


async def card_page(viewer: Viewer, number: int) -> dict[str, Any]:
    """Raises `KeyError` for a number that there is not."""
    card = BY_NUMBER[number]
    return _card(card, await _read_on(viewer))


async def card_pages(viewer: Viewer) -> dict[str, dict[str, Any]]:
    """Path -> values, for a phone."""
    read = await _read_on(viewer)
    return {f"/duty/cards/{card.number}": _card(card, read) for card in CARDS}


def _card(card: TrainingCard, read: dict[TrainingCard, date]) -> dict[str, Any]:
    return {"card": card, "read_on": read.get(card), "last": card is CARDS[-1], "saved": None}


async def _read_on(viewer: Viewer) -> dict[TrainingCard, date]:
    """Those read in their present version, with the first day."""

    async def ask() -> dict[TrainingCard, date]:
        rows = await CardRead.filter(member_id=viewer.member_id).order_by("-recorded_at", "id")
        known = [(BY_NUMBER.get(row.card), row) for row in rows]
        return {
            card: local_time(row.recorded_at).date()
            for card, row in known
            if card and card.version == row.version
        }

    return await viewer.once("cards read", ask)


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
