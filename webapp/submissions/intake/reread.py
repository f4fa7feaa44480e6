"""Applies held submissions again."""

from collections.abc import Sequence

from sync.envelope import to_text
from sync.inbox import Status
from webapp.submissions.decide import apply_again
from webapp.submissions.intake.ledger import TortoiseLedger
from webapp.submissions.intake.opening import open_inbox
from webapp.submissions.intake.quota import waiting_since_yesterday
from webapp.submissions.models import Submission

READ_AGAIN = ("schema", "fault")


async def read_again(commune: str) -> None:
    """After an upgrade: schemas may be known, faults fixed."""
    rows = await Submission.filter(commune=commune, status=int(Status.HELD), code__in=READ_AGAIN).order_by(
        "received_at", "id"
    )
    await take_in_again(commune, rows)


async def read_on_another_day(commune: str, device: bytes) -> None:
    rows = await waiting_since_yesterday(to_text(device))
    if rows:
        await take_in_again(commune, rows)


async def take_in_again(commune: str, rows: Sequence[Submission]) -> None:
    async with open_inbox(TortoiseLedger(commune)) as inbox:
        await apply_again(inbox, rows)
