"""Signed records whose bytes break the format: refused for good, and still there for people to look at."""

import json
import unicodedata
from collections.abc import Iterable
from typing import Any

from tortoise.queryset import QuerySet

from sync.envelope import LIST_MAX, TEXT_MAX, UNFIT_TEXT, WHOLE_MAX, Malformed, make_body
from sync.inbox import Status
from webapp.outbox.models import Ruling, Submission

UNREADABLE = ("format", "size")


def unreadable_in(commune: str) -> QuerySet[Submission]:
    return Submission.filter(commune=commune, status=int(Status.REFUSED), code__in=UNREADABLE)


async def not_looked_at(commune: str) -> list[Submission]:
    """Those that nobody has ruled on: a ruling says that somebody has read them."""
    rows = await unreadable_in(commune).order_by("received_at", "id")
    ruled = Ruling.filter(commune=commune, device_id__in=list({row.device_id for row in rows}))
    known = {
        (str(d), int(str(n)), str(h)) for d, n, h in await ruled.values_list("device_id", "seq", "digest")
    }
    return [row for row in rows if (row.device_id, row.seq, row.digest) not in known]


def made_readable(rows: Iterable[Submission]) -> None:
    """Kind, day, household and words as far as they can be told, for showing alone: nothing of it is stored."""
    for row in rows:
        if row.kind is not None or row.code not in UNREADABLE:
            continue
        try:
            kind, schema, wall, _counter, entity, values = json.loads(
                bytes(row.body).decode(errors="replace")
            )[:6]
            body = make_body(kind=kind, schema=schema, wall=wall, entity=entity, values=_shown(values))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, Malformed):
            continue
        row.kind, row.wall, row.entity, row.body = kind, wall, entity or None, body


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", UNFIT_TEXT.sub("", value))[:TEXT_MAX]
    if isinstance(value, list):
        return [_shown(one) for one in value[:LIST_MAX]]
    if value is None or (type(value) is int and abs(value) <= WHOLE_MAX):
        return value
    return str(value)[:TEXT_MAX]
