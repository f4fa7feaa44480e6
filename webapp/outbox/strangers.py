"""What devices that nobody enrolled left here: counted, never read, and gone after a while or when the office says so."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from sync.ledger import STRANGER
from webapp.accounts.models import Device
from webapp.outbox.models import Submission

log = logging.getLogger("gandan")
LASTS = timedelta(days=90)
OF_A_DEVICE = ("submissions", "attestations", "carriages", "contacts", "rulings", "blobs", "revocations")


async def discard(commune: str, before: datetime | None = None) -> int:
    """Their phones keep it, sealed. Nobody here can tell who wrote it, so nothing of ours speaks of it."""
    rows = Submission.filter(commune=commune, code=STRANGER.code, status=int(STRANGER.status))
    gone = await (rows.filter(received_at__lt=before) if before else rows).delete()
    await _forget_devices(commune, before)
    if gone:
        log.info("discarded %s records of unknown devices", gone)
    return gone


async def expire(commune: str) -> None:
    await discard(commune, datetime.now(UTC) - LASTS)


async def _forget_devices(commune: str, before: datetime | None) -> None:
    """Those of which nothing is left; what they said they had is forgotten too."""
    unknown = Device.filter(commune=commune, kind="unknown", enrolled_at__lt=before or datetime.now(UTC))
    nothing: dict[str, Any] = {f"{rows}__isnull": True for rows in OF_A_DEVICE}
    ids = await unknown.filter(**nothing).values_list("id", flat=True)
    for at in range(0, len(ids), 500):
        await Device.filter(id__in=ids[at : at + 500]).delete()
