"""After a restore: fetch letters sent since; continue as a new device."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tortoise.transactions import in_transaction

from sync.envelope import Content, Malformed, from_text, to_text
from sync.frames import ZERO8
from sync.inbox import Status
from webapp.concerns.models import SentUp
from webapp.core.labels import record_id
from webapp.province.letters import BackupPart, Counted, NotALetter
from webapp.upstream.answers import COPIES
from webapp.upstream.models import ProvinceLink, SentLetter
from webapp.upstream.queue import SETTLED, WAITS
from webapp.upstream.whitelist import letter_for, overdue_letters

Copy = tuple[str, int]


async def refill_letters(link: ProvinceLink, device: bytes, node: bytes, pages: Mapping[str, bytes]) -> None:
    """One transaction: a retry starts from the same state."""
    copies = _copies(pages)
    async with in_transaction():
        rows = await SentLetter.filter(commune=link.commune)
        there = {(row.device, row.seq) for row in rows}
        taken = {row.source for row in rows}
        sources = await _sources(link.commune)
        for name, body in copies.items():
            if name not in there:
                row = _copy(link.commune, name, body)
                source = sources.of(body)
                row.source = source if source and source not in taken else f"copy:{name[0]}:{name[1]}"
                taken.add(row.source)
                await row.save(force_create=True)
        link.device, link.node, link.issued = to_text(device), node, 0
        link.refill, link.manifest = False, ZERO8
        for row in sorted(rows, key=lambda row: (row.device, row.seq)):
            await _settle(link, row, arrived=(row.device, row.seq) in copies)
        await link.save(update_fields=["device", "node", "issued", "refill", "manifest"])


async def _settle(link: ProvinceLink, row: SentLetter, *, arrived: bool) -> None:
    """Arrived: accepted; backup parts: given up; others: queued under the new device."""
    if row.status in SETTLED and (arrived or row.kind == BackupPart.KIND or row.status == Status.REFUSED):
        return
    if arrived:
        row.status = int(Status.ACCEPTED)
    elif row.kind == BackupPart.KIND:
        row.status, row.code = int(Status.ERASED), "given up"
    else:
        link.issued += 1
        row.device, row.seq, row.status, row.code, row.number = link.device, link.issued, WAITS, "", None
        row.record, row.tried_at = record_id(from_text(link.device), link.issued), None
    await row.save()


def _copies(pages: Mapping[str, bytes]) -> dict[Copy, bytes]:
    found: dict[Copy, bytes] = {}
    for path, body in pages.items():
        device, _, seq = path.removeprefix(COPIES).partition("/")
        if path.startswith(COPIES) and seq.isdecimal():
            found[device, int(seq)] = body
    return found


async def _sources(commune: str) -> "Sources":
    """Letters that would have the same content now."""
    rows = SentUp.filter(commune=commune).order_by("recorded_at", "id").prefetch_related("concern")
    concerns = {_words(letter_for(one).values()): f"concern:{one.id}" for one in await rows}
    overdue = await overdue_letters(commune)
    return Sources(concerns | {_words(one.values()): source for source, one in overdue.items()})


class Sources:
    """Letter content -> source, if known."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known

    def of(self, body: bytes) -> str:
        try:
            content = Content.parse(body)
            if content.kind == Counted.KIND:
                letter = Counted.read(content.values)
                return f"month:{letter.month}:{letter.subject}"
        except (Malformed, NotALetter):
            return ""
        return self.known.get(_words(content.values), "")


def _words(values: Sequence[Any]) -> str:
    kept = list(values)
    while kept and kept[-1] is None:
        kept.pop()
    return json.dumps(kept)


def _copy(commune: str, name: Copy, body: bytes) -> SentLetter:
    """From the lost database; its concern may be unknown here."""
    device, seq = name
    try:
        content = Content.parse(body)
        kind, made_at = content.kind, datetime.fromtimestamp(max(content.wall, 0), UTC)
    except (Malformed, ValueError, OverflowError):
        kind, made_at = 0, datetime.now(UTC)
    return SentLetter(
        commune=commune,
        device=device,
        seq=seq,
        kind=kind,
        source="",
        body=body,
        record=record_id(from_text(device), seq),
        made_at=made_at,
        tried_at=made_at,
        status=int(Status.ACCEPTED),
    )
