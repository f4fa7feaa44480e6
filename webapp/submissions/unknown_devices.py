"""Submissions of unknown devices: never read, discarded by the office or after 90 days."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from tortoise.queryset import QuerySet

from sync.ledger import STRANGER
from sync.ranges import Ranges
from webapp.accounts.models import Device
from webapp.core import journal
from webapp.submissions.models import StoredSubmission
from webapp.web.person import Person

log = logging.getLogger("gandan")
DISCARDED = "discarded"
LASTS = timedelta(days=90)
OF_A_DEVICE = ("submissions", "attestations", "carriages", "contacts", "rulings", "blobs", "revocations")


async def discard_unknown_records(person: Person) -> None:
    """Journal first. Phones keep theirs."""
    now, numbers = datetime.now(UTC), dict[str, list[int]]()
    for device, seq in await _here(person.commune, now).values_list("device_id", "seq"):
        numbers.setdefault(str(device), []).append(int(str(seq)))
    if numbers:
        records = {device: str(Ranges.of(seqs)) for device, seqs in numbers.items()}
        fact = {"what": DISCARDED, "commune": person.commune, "at": now.isoformat(), "by": person.name}
        journal.write_down(fact | {"records": records})
    await _discard(person.commune, now)


async def expire_unknown(commune: str) -> None:
    await _discard(commune, datetime.now(UTC) - LASTS)


async def replay_discards(commune: str) -> None:
    """A restored backup must not bring them back."""
    facts = [fact for fact in journal.facts() if fact["what"] == DISCARDED and fact["commune"] == commune]
    if facts:
        await _discard(commune, datetime.fromisoformat(facts[-1]["at"]))


def _here(commune: str, before: datetime) -> QuerySet[StoredSubmission]:
    rows = StoredSubmission.filter(commune=commune, code=STRANGER.code, status=int(STRANGER.status))
    return rows.filter(received_at__lt=before)


async def _discard(commune: str, before: datetime) -> None:
    gone = await _here(commune, before).delete()
    await _forget_devices(commune, before)
    if gone:
        log.info("discarded %s records of unknown devices", gone)


async def _forget_devices(commune: str, before: datetime) -> None:
    unknown = Device.filter(commune=commune, kind="unknown", enrolled_at__lt=before)
    nothing: dict[str, Any] = {f"{rows}__isnull": True for rows in OF_A_DEVICE}
    ids = await unknown.filter(**nothing).values_list("id", flat=True)
    for at in range(0, len(ids), 500):
        await Device.filter(id__in=ids[at : at + 500]).delete()
