"""Outgoing letters: created once, numbered without gaps, stored as sent."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tortoise.transactions import in_transaction

from sync.envelope import CANCELLED, Content, Submission, from_text, make_body
from sync.inbox import Status
from webapp.concerns.models import SentUp
from webapp.core.calendar import today
from webapp.core.database.node import incarnation
from webapp.core.i18n import local_time
from webapp.core.labels import record_id
from webapp.province.letters import PART, BackupPart, Counted, Overdue, Raised, TakenBack
from webapp.safekeeping.backup import backups_folder, write_backup
from webapp.safekeeping.recovery_key import recovery_point
from webapp.upstream.counting import count_month, months_to_count
from webapp.upstream.models import ProvinceLink, SentLetter
from webapp.upstream.whitelist import letter_for, overdue_letters

WAITS = 0
ON_THE_WAY = (WAITS, int(Status.HELD))
SETTLED = (int(Status.ACCEPTED), int(Status.REFUSED), int(Status.ERASED))
BACKUP_EVERY = timedelta(days=7)
PREFIX = "to-province-"

Letter = Raised | Counted | BackupPart | TakenBack | Overdue


async def create_letters(link: ProvinceLink, *, backups: bool = True) -> None:
    """After a restore, only once the province was asked."""
    if link.refill or bytes(link.node) != await incarnation(link.commune):
        return
    overdue = await overdue_letters(link.commune)
    await _raise(link)
    await _write(link, list(overdue.items()))
    await _take_back(link, overdue)
    await _count(link)
    if backups:
        await _back_up(link)


async def _raise(link: ProvinceLink) -> None:
    rows = await SentUp.filter(commune=link.commune).order_by("recorded_at", "id").prefetch_related("concern")
    await _write(link, [(f"concern:{one.id}", letter_for(one)) for one in rows])


async def _take_back(link: ProvinceLink, overdue: Collection[str]) -> None:
    """Erased or settled here meanwhile: cancel unsent letters, recall arrived ones."""
    sent_up = await SentUp.filter(commune=link.commune).values_list("id", flat=True)
    there = {f"concern:{one}" for one in sent_up} | set(overdue)
    said = SentLetter.filter(commune=link.commune, kind__in=[Raised.KIND, Overdue.KIND])
    for row in await said.exclude(status=int(Status.ERASED)):
        known = row.kind == Overdue.KIND or row.source.startswith("concern:")
        if row.source in there or not known:
            continue
        if row.tried_at is None:
            row.body, row.kind = _nothing(row), CANCELLED
            await row.save(update_fields=["body", "kind"])
        elif row.status in SETTLED:
            async with in_transaction():
                await _write(link, [(f"back:{row.device}:{row.seq}", TakenBack(row.device, row.seq))])
                await SentLetter.filter(id=row.id).update(body=b"", answer=None, status=int(Status.ERASED))


async def _count(link: ProvinceLink) -> None:
    for month in months_to_count(local_time(link.joined_at).date(), today()):
        if not await SentLetter.filter(commune=link.commune, source__startswith=f"month:{month}:").exists():
            tables = await count_month(link.commune, month, today())
            await _write(link, [(f"month:{month}:{one.subject}", one) for one in tables])


async def _back_up(link: ProvinceLink) -> None:
    """Weekly, unless the previous one is on its way."""
    if recovery_point() is None:
        return
    parts = SentLetter.filter(commune=link.commune, source__startswith="backup:")
    newest = await parts.order_by("-made_at").first()
    fresh = newest and datetime.now(UTC) - newest.made_at < BACKUP_EVERY
    if fresh or await parts.filter(status__in=ON_THE_WAY).exists():
        return
    for old in backups_folder().glob(f"{PREFIX}*"):
        old.unlink()
    file = await write_backup(backups_folder() / f"{PREFIX}{datetime.now(UTC):%Y%m%dT%H%M%S}.backup")
    count = -(-file.stat().st_size // PART)
    await _write(link, [(f"backup:{file.name}:{n}", _part(file, n, count)) for n in range(count)])


def _part(file: Path, place: int, parts: int) -> BackupPart:
    with file.open("rb") as stream:
        stream.seek(place * PART)
        return BackupPart(file.name, place, parts, file.stat().st_size, stream.read(PART))


async def _write(link: ProvinceLink, letters: Sequence[tuple[str, Letter]]) -> None:
    """One transaction for numbers and bodies."""
    if not letters:
        return
    async with in_transaction():
        locked = await ProvinceLink.select_for_update().get(id=link.id)
        sources = [source for source, _ in letters]
        rows = await SentLetter.filter(commune=link.commune, source__in=sources)
        there = {row.source for row in rows}
        for source, letter in letters:
            if source not in there:
                locked.issued += 1
                await _row(locked, source, letter).save(force_create=True)
        await locked.save(update_fields=["issued"])
    link.issued = locked.issued


def _row(link: ProvinceLink, source: str, letter: Letter) -> SentLetter:
    now = datetime.now(UTC)
    row = SentLetter(
        commune=link.commune,
        device=link.device,
        seq=link.issued,
        kind=letter.KIND,
        source=source,
        body=b"",
        record=record_id(from_text(link.device), link.issued),
        made_at=now,
    )
    if not isinstance(letter, BackupPart):
        row.body = make_body(kind=letter.KIND, schema=1, wall=int(now.timestamp()), values=letter.values())
    return row


async def on_the_way(link: ProvinceLink) -> list[SentLetter]:
    """Backups last: they are long."""
    return await SentLetter.filter(commune=link.commune, device=link.device, status=WAITS).order_by(
        "kind", "seq"
    )


def submissions_of(rows: Iterable[SentLetter]) -> list[Submission]:
    return [Submission(from_text(row.device), row.seq, letter_body(row)) for row in rows]


def letter_body(row: SentLetter) -> bytes:
    """Deleted: a cancelled number, so no gap."""
    if row.kind != BackupPart.KIND:
        return bytes(row.body) or _nothing(row)
    _, name, place = row.source.split(":")
    file = backups_folder() / name
    if not file.exists():
        return _nothing(row)
    letter = _part(file, int(place), -(-file.stat().st_size // PART))
    return make_body(kind=letter.KIND, schema=1, wall=int(row.made_at.timestamp()), values=letter.values())


def _nothing(row: SentLetter) -> bytes:
    return make_body(kind=CANCELLED, schema=1, wall=int(row.made_at.timestamp()))


def letter_digest(row: SentLetter) -> bytes:
    return hashlib.sha256(letter_body(row)).digest()


def content_of(row: SentLetter) -> dict[str, Any]:
    """By field name."""
    names = {one.KIND: one.NAMES for one in (Raised, Counted, BackupPart, TakenBack, Overdue)}[row.kind]
    values = Content.parse(letter_body(row)).values
    return dict.fromkeys(names) | dict(zip(names, values, strict=False))
