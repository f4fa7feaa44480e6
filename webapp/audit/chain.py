"""Appends to the audit log, an HMAC chain; key and head are outside the database."""

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from webapp.audit.models import Reading
from webapp.core import chain_heads, journal
from webapp.core.keys import readings_key

Head = dict[str, Any]
START = bytes(16)
HOUR = 3_600_000
TRIES = 50
RESTORED = "(restored)"

log = logging.getLogger("gandan")


class Shown(NamedTuple):
    who: str
    page: str
    household: str = ""
    device: str = ""
    digest: bytes | None = None


async def keep_shown(commune: str, shown: Sequence[Shown]) -> None:
    """Retries if the number is taken (race)."""
    for _ in range(TRIES):
        before = chain_heads.noted().get("readings")
        try:
            async with in_transaction():
                last, rows = await add_shown(commune, shown)
        except IntegrityError:
            continue
        if rows:
            _note_newest(before, last, rows[-1])
        if last and rows and last.at // HOUR != rows[0].at // HOUR:
            note_head(last)
        return
    raise RuntimeError(f"{len(shown)} readings found no place in the log")


def _note_newest(before: Head | None, last: Reading | None, newest: Reading) -> None:
    """Keeps heads of deleted rows: the log must not grow over a gap unnoticed."""
    known = chain_heads.noted()
    if before and (last is None or before["number"] > last.number):
        if before not in (cut := known.get("cut", [])):
            chain_heads.note(cut=[*cut, before])
    elif (there := known.get("readings")) and there["number"] >= newest.number:
        return  # race: later row noted
    chain_heads.note(readings={"number": newest.number, "seal": bytes(newest.seal).hex(), "at": newest.at})


async def add_shown(commune: str, shown: Sequence[Shown]) -> tuple[Reading | None, list[Reading]]:
    """In the caller's transaction. Returns (former last row, new rows)."""
    last = await Reading.all().order_by("-number").first()
    rows = list(_chained(commune, shown, last))
    await Reading.bulk_create(rows)
    return last, rows


def _chained(commune: str, shown: Sequence[Shown], last: Reading | None) -> Iterator[Reading]:
    number, before, at = last.number if last else 0, bytes(last.seal) if last else START, milliseconds_now()
    for one in shown:
        number += 1
        row = Reading(number=number, commune=commune, at=at, before=before, **one._asdict())
        row.seal = before = seal_of(row)
        yield row


def milliseconds_now() -> int:
    return int(time.time() * 1000)


def seal_of(row: Reading) -> bytes:
    digest = bytes(row.digest).hex() if row.digest is not None else ""
    words = [row.number, row.commune, row.at, row.who, row.device, row.household, row.page, digest]
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()
    return hmac.new(readings_key(), bytes(row.before) + text, hashlib.sha256).digest()[:16]


def note_head(last: Reading) -> None:
    """In the journal, which backups copy."""
    try:
        journal.write_down(
            {
                "what": "readings",
                "number": last.number,
                "seal": bytes(last.seal).hex(),
                "at": milliseconds_now(),
            }
        )
    except OSError as error:
        log.error("the head of the readings was not noted: %s", error.strerror)


async def mark_restored(commune: str) -> None:
    await keep_shown(commune, [Shown(who="", page=RESTORED)])
