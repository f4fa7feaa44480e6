"""Signed submissions with malformed bodies: refused, but listed."""

import json
import unicodedata
from collections.abc import Sequence
from typing import Any

from tortoise import connections

from sync.envelope import LIST_MAX, TEXT_MAX, UNFIT_TEXT, WHOLE_MAX, Malformed, make_body
from sync.inbox import Status
from webapp.core.database.db import placeholders
from webapp.submissions.models import StoredSubmission

UNREADABLE = ("format", "size")


async def not_looked_at(commune: str) -> list[tuple[str, str, int]]:
    """(device, code, count)."""
    rows = await _asked(
        commune, UNREADABLE, "s.device_id, s.code, COUNT(*) AS n", "GROUP BY s.device_id, s.code"
    )
    return [(row["device_id"], row["code"], row["n"]) for row in rows]


async def first_not_looked_at(commune: str, code: str, most: int) -> list[StoredSubmission]:
    """Round robin: no phone hides the others."""
    in_turn = "ROW_NUMBER() OVER (PARTITION BY s.device_id ORDER BY s.received_at, s.id)"
    rows = await _asked(commune, (code,), "s.id", f"ORDER BY {in_turn}, s.received_at, s.id LIMIT {most}")
    ids = [row["id"] for row in rows]
    return await StoredSubmission.filter(id__in=ids).order_by("received_at", "id") if ids else []


async def _asked(commune: str, codes: Sequence[str], what: str, tail: str) -> list[dict[str, Any]]:
    of, status, *rest = placeholders(len(codes) + 2)
    sql = f"""SELECT {what} FROM submission s
        WHERE s.commune = {of} AND s.status = {status} AND s.code IN ({", ".join(rest)}) AND NOT EXISTS
        (SELECT 1 FROM ruling r WHERE r.device_id = s.device_id AND r.seq = s.seq AND r.digest = s.digest) {tail}"""  # noqa: S608
    return list(
        await connections.get("default").execute_query_dict(sql, [commune, int(Status.REFUSED), *codes])
    )


def readable_copy(row: StoredSubmission) -> StoredSubmission:
    """Best effort; unsaved, so it cannot replace the original bytes."""
    if row.kind is not None or row.code not in UNREADABLE:
        return row
    try:
        kind, schema, wall, _counter, entity, values = json.loads(bytes(row.body).decode(errors="replace"))[
            :6
        ]
        body = make_body(kind=kind, schema=schema, wall=wall, entity=entity, values=_shown(values))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, Malformed):
        return row
    stored = {name: getattr(row, name) for name in StoredSubmission._meta.db_fields}
    return StoredSubmission(**stored | {"kind": kind, "wall": wall, "entity": entity or None, "body": body})


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", UNFIT_TEXT.sub("", value))[:TEXT_MAX]
    if isinstance(value, list):
        return [_shown(one) for one in value[:LIST_MAX]]
    if value is None or (type(value) is int and abs(value) <= WHOLE_MAX):
        return value
    return str(value)[:TEXT_MAX]
