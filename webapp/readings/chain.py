"""Adding to the log of readings: sealed with a key that the database does not hold, its head noted outside it."""

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from webapp import journal
from webapp.keys import readings_key
from webapp.readings.models import Reading

START = bytes(16)
HOUR = 3_600_000
TRIES = 50
RESTORED = "(restored)"
"""Page of the row that a restore leaves: what was noted after its backup is not here any more."""

log = logging.getLogger("gandan")


class Sight(NamedTuple):
    """What somebody was shown."""

    who: str
    page: str
    household: str = ""
    device: str = ""
    digest: bytes | None = None


async def keep(commune: str, sights: Sequence[Sight]) -> None:
    """On disk when this returns. Whoever else adds at the same moment takes the next numbers."""
    for _ in range(TRIES):
        try:
            async with in_transaction():
                last, rows = await add(commune, sights)
        except IntegrityError:
            continue
        if last and rows and last.at // HOUR != rows[0].at // HOUR:
            note_head(last)
        return
    raise RuntimeError(f"{len(sights)} readings found no place in the log")


async def add(commune: str, sights: Sequence[Sight]) -> tuple[Reading | None, list[Reading]]:
    """Behind the last row there is, inside the caller's transaction; that row, and the new ones."""
    last = await Reading.all().order_by("-number").first()
    rows = list(_chained(commune, sights, last))
    await Reading.bulk_create(rows)
    return last, rows


def _chained(commune: str, sights: Sequence[Sight], last: Reading | None) -> Iterator[Reading]:
    number, before, at = last.number if last else 0, bytes(last.seal) if last else START, now()
    for sight in sights:
        number += 1
        row = Reading(number=number, commune=commune, at=at, before=before, **sight._asdict())
        row.seal = before = sealed(row)
        yield row


def now() -> int:
    return int(time.time() * 1000)


def sealed(row: Reading) -> bytes:
    """What the row's seal must be. Without the key nobody can make one that fits."""
    digest = bytes(row.digest).hex() if row.digest is not None else ""
    words = [row.number, row.commune, row.at, row.who, row.device, row.household, row.page, digest]
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()
    return hmac.new(readings_key(), bytes(row.before) + text, hashlib.sha256).digest()[:16]


def note_head(last: Reading) -> None:
    """Outside the database, at most once an hour: who cuts the end off is found out as well."""
    try:
        journal.write_down(
            {
                "what": "readings",
                "number": last.number,
                "seal": bytes(last.seal).hex(),
                "at": now(),
            }
        )
    except OSError as error:
        log.error("the head of the readings was not noted: %s", error.strerror)


async def mark_restored(commune: str) -> None:
    await keep(commune, [Sight(who="", page=RESTORED)])
