"""Applies held submissions again."""

from collections.abc import Sequence

from sync.envelope import to_text
from sync.inbox import Status
from webapp.submissions.decide import apply_rows_again
from webapp.submissions.intake.ledger import TortoiseLedger
from webapp.submissions.intake.opening import open_inbox
from webapp.submissions.intake.quota import waiting_since_yesterday
from webapp.submissions.models import StoredSubmission

READ_AGAIN = ("schema", "fault")


async def reread_held(commune: str) -> None:
    """After an upgrade: schemas may be known, faults fixed."""
    rows = await StoredSubmission.filter(
        commune=commune, status=int(Status.HELD), code__in=READ_AGAIN
    ).order_by("received_at", "id")
    await reread_rows(commune, rows)


async def reread_after_quota(commune: str, device: bytes) -> None:
    rows = await waiting_since_yesterday(to_text(device))
    if rows:
        await reread_rows(commune, rows)


async def reread_rows(commune: str, rows: Sequence[StoredSubmission]) -> None:
    async with open_inbox(TortoiseLedger(commune)) as inbox:
        await apply_rows_again(inbox, rows)
