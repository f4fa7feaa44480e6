"""After a restore: phones give back what the backup lacks."""

import secrets

from sync.envelope import from_text
from sync.inbox import Inbox
from webapp.core.database.models import Node
from webapp.core.labels import LABELS
from webapp.submissions.intake.apply import Applier
from webapp.submissions.intake.ledger import TortoiseLedger
from webapp.submissions.queries import unsigned_in

LEAP = 10_000
"""Receipts since the backup are on paper: new numbers start well above."""


async def renew_nodes() -> None:
    """A new incarnation: phones resend what was lost. Numbers must not be reused."""
    for node in await Node.all():
        node.incarnation = secrets.token_bytes(8)
        node.last_number = (node.last_number // LEAP + 2) * LEAP
        await node.save(update_fields=["incarnation", "last_number"])
        await _offered_again(node.commune)


async def _offered_again(commune: str) -> None:
    """Unsigned at the backup, perhaps signed since: not held, so phones resend."""
    ledger = TortoiseLedger(commune)
    inbox = Inbox(ledger, Applier(ledger).apply, LABELS)
    loose: dict[str, list[int]] = {}
    for device, seq in await unsigned_in(commune):
        loose.setdefault(device, []).append(seq)
    for device, seqs in loose.items():
        await inbox.count_proven(from_text(device), seqs)
