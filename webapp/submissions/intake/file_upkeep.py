"""Deletes erased files at once, unreferenced ones after 30 days."""

import time
from datetime import UTC, datetime, timedelta

from sync.blobs import named_in
from sync.envelope import Content, Malformed
from sync.inbox import Status
from webapp.attachments import files
from webapp.attachments.lifecycle import settle_file
from webapp.attachments.models import Blob, Stage
from webapp.submissions.models import StoredSubmission

UNNAMED = timedelta(days=30)
ORPHAN = 86_400
"""Seconds. Race: a new file's row comes later."""
EVERY = 3_600
_last = float("-inf")


async def tidy_files(commune: str) -> None:
    """At start and after a ruling; finishes what a crash interrupted."""
    for id_ in await Blob.filter(commune=commune, state=Stage.WHOLE).values_list("id", flat=True):
        await settle_file(str(id_))
    for id_ in await Blob.filter(commune=commune, state=Stage.ERASED).values_list("id", flat=True):
        files.remove(str(id_))
    await remove_unnamed_files(commune)


async def tidy_files_sometimes(commune: str) -> None:
    global _last
    if time.monotonic() - _last > EVERY:
        _last = time.monotonic()
        await remove_unnamed_files(commune)


async def remove_unnamed_files(commune: str, now: datetime | None = None) -> None:
    old = Blob.filter(
        commune=commune,
        state__in=[Stage.COMING, Stage.WHOLE, Stage.KEPT, Stage.REFUSED],
        attachments__isnull=True,
        moved_at__lt=(now or datetime.now(UTC)) - UNNAMED,
    )
    for blob in await old:
        if blob.id not in await _named_by_what_waits(blob.device_id):
            await blob.delete()
            files.remove(blob.id)
    await _take_away_orphans()


async def _named_by_what_waits(device_id: str) -> set[str]:
    """They may still be accepted."""
    waiting = StoredSubmission.filter(device_id=device_id, status__in=[Status.HELD, Status.QUARANTINED])
    found: set[str] = set()
    for body in await waiting.values_list("body", flat=True):
        try:
            found |= {one.id for one in named_in(Content.parse(bytes(body)).extras)}
        except Malformed:
            continue
    return found


async def _take_away_orphans() -> None:
    if not files.folder().is_dir():
        return
    there = {path for path in files.folder().iterdir() if time.time() - path.stat().st_mtime > ORPHAN}
    known = await Blob.filter(id__in=[path.name.partition(".")[0] for path in there]).values_list(
        "id", "state"
    )
    states = dict(known)
    for path in there:
        id_, _, ending = path.name.partition(".")
        raw_of_kept = not ending and states.get(id_) == Stage.KEPT
        if id_ not in states or ending == "new" or raw_of_kept:
            path.unlink(missing_ok=True)
