"""Every row of a database as plain text, to search and to compare."""

from datetime import UTC, date, datetime
from typing import Any

from tortoise import Tortoise

RANDOM = {"Node"}  # an office's own incarnation, made anew with each database


async def everything() -> dict[str, list[dict[str, Any]]]:
    found = {}
    for name, model in Tortoise.apps["gandan"].items():
        if name not in RANDOM:
            rows = [
                {column: _plain(value) for column, value in row.items()} for row in await model.all().values()
            ]
            found[name] = sorted(rows, key=lambda row: str(row[model._meta.pk_attr]))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return _readable(bytes(value))
    return value


def _readable(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.hex()
