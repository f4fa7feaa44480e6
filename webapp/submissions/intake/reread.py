"""Applies held submissions after an upgrade or on another day."""

from collections.abc import Sequence

from sync.envelope import to_text
from sync.inbox import Inbox, Status
from webapp.attachments.lifecycle import settle_all
from webapp.core.labels import LABELS
from webapp.households.details.unseen_bases import ignore_blind_bases
from webapp.submissions.decide import apply_again
from webapp.submissions.intake.apply import Desk
from webapp.submissions.intake.ledger import TortoiseLedger
from webapp.submissions.intake.quota import waiting_since_yesterday
from webapp.submissions.models import Submission

READ_AGAIN = ("schema", "fault")


async def read_again(commune: str) -> None:
    """After an upgrade: newer schemas and internal faults may be readable."""
    rows = await Submission.filter(commune=commune, status=int(Status.HELD), code__in=READ_AGAIN).order_by(
        "received_at", "id"
    )
    await take_in_again(commune, rows)


async def read_on_another_day(commune: str, device: bytes) -> None:
    """Apply what exceeded the quota of an earlier day."""
    rows = await waiting_since_yesterday(to_text(device))
    if rows:
        await take_in_again(commune, rows)


async def take_in_again(commune: str, rows: Sequence[Submission]) -> None:
    ledger = TortoiseLedger(commune)
    desk = Desk(ledger)
    await apply_again(Inbox(ledger, desk.apply, LABELS), rows)
    await ignore_blind_bases(commune, desk.claiming)
    await settle_all(desk.files)
