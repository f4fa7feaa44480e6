"""Opens an inbox, and runs what follows its transactions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sync.inbox import Inbox
from sync.seal import OfficeKey
from webapp.attachments.lifecycle import settle_files
from webapp.core.labels import LABELS
from webapp.submissions.intake.apply import Applier
from webapp.submissions.intake.ledger import TortoiseLedger
from webapp.submissions.kinds import KINDS


@asynccontextmanager
async def open_inbox(
    ledger: TortoiseLedger, *, office: OfficeKey | None = None, measured: bool = False
) -> AsyncIterator[Inbox]:
    """After the block: `Kind.afterwards`, then files; if it raises, both follow at the next start."""
    applier = Applier(ledger, measured=measured)
    yield Inbox(ledger, applier.apply, LABELS, office=office)
    async with ledger.turns:
        for code, names in applier.new.items():
            if check := KINDS[code].afterwards:
                await check(ledger.commune, names)
        await settle_files(applier.files)
