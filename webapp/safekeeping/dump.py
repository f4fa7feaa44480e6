"""Database dump as lines, same for SQLite and PostgreSQL, from one snapshot."""

import json
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from tortoise import Tortoise, connections, fields
from tortoise.models import Model
from tortoise.transactions import in_transaction

from webapp.accounts.models import BrowserPin, StoredSession
from webapp.core.database.sqlite import WalClient

LEFT_OUT = (StoredSession, BrowserPin)
"""All users sign in again after a restore."""
BATCH = 500

READ: dict[str, Callable[[Any], Any]] = {
    "bytes": b64decode,
    "time": datetime.fromisoformat,
    "date": date.fromisoformat,
    "json": lambda value: json.dumps(value, ensure_ascii=False),
    "decimal": Decimal,
    "plain": lambda value: value,
}
"""JSON to database value."""


def tables() -> list[type[Model]]:
    """Referenced tables first (foreign keys)."""
    left = [model for model in Tortoise.apps["gandan"].values() if model not in LEFT_OUT]
    found: list[type[Model]] = []
    while left:
        ready = [model for model in left if _parents(model) <= set(found)]
        if not ready:
            raise RuntimeError(f"these tables point at each other: {left}")
        found += ready
        left = [model for model in left if model not in ready]
    return found


def _parents(model: type[Model]) -> set[Any]:
    keys = [model._meta.fields_map[name] for name in model._meta.fk_fields | model._meta.o2o_fields]
    return {key.related_model for key in keys} - {model}  # type: ignore[attr-defined]


@asynccontextmanager
async def snapshot() -> AsyncIterator[None]:
    """Consistent reads; writers are not blocked."""
    connection = connections.get("default")
    if isinstance(connection, WalClient):
        async with connection.snapshot():
            yield
        return
    async with in_transaction() as transaction:
        await transaction.execute_query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def columns(model: type[Model]) -> dict[str, str]:
    known = model._meta.fields_db_projection
    return {column: _sort(model._meta.fields_map[name]) for name, column in known.items()}


def _sort(field: Any) -> str:
    for kind, sort in (
        (fields.BinaryField, "bytes"),
        (fields.DatetimeField, "time"),
        (fields.DateField, "date"),
        (fields.JSONField, "json"),
        (fields.DecimalField, "decimal"),
    ):
        if isinstance(field, kind):
            return sort
    return "plain"


async def rows(model: type[Model]) -> AsyncIterator[list[Any]]:
    names, key = list(model._meta.fields_db_projection), model._meta.pk_attr
    place, last = names.index(key), None
    if above := _points_at_itself(model):
        everything = await model.all().order_by(key).values_list(*names)
        for row in _parents_first(everything, place, names.index(above)):
            yield [_plain(value) for value in row]
        return
    while True:
        query = model.all() if last is None else model.filter(**{f"{key}__gt": last})
        some: Sequence[Any] = await query.order_by(key).limit(BATCH).values_list(*names)
        for row in some:
            yield [_plain(value) for value in row]
        if len(some) < BATCH:
            return
        last = some[-1][place]


def _points_at_itself(model: type[Model]) -> str:
    """Foreign key to its own table, or "". Such tables are small."""
    for name in model._meta.fk_fields:
        if model._meta.fields_map[name].related_model is model:  # type: ignore[attr-defined]
            return str(model._meta.fields_map[name].source_field)
    return ""


def _parents_first(rows: Sequence[Any], key: int, above: int) -> Iterator[Any]:
    """A restore inserts row by row."""
    done: set[Any] = {None}
    while rows:
        ready = [row for row in rows if row[above] in done]
        if not ready:
            raise RuntimeError("these rows point at each other")
        yield from ready
        done |= {row[key] for row in ready}
        rows = [row for row in rows if row[key] not in done]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Decimal) else value


async def put_rows(table: str, sorts: dict[str, str], lines: Sequence[list[Any]]) -> None:
    """By column: an old backup has its own schema."""
    connection = connections.get("default")
    lite = connection.capabilities.dialect == "sqlite"
    places = ", ".join("?" if lite else f"${place}" for place in range(1, len(sorts) + 1))
    names = ", ".join(f'"{name}"' for name in sorts)
    sql = f'INSERT INTO "{table}" ({names}) VALUES ({places})'  # noqa: S608 (names from a file that our key sealed)
    readers = [READ[sort] for sort in sorts.values()]
    await connection.execute_many(sql, [list(_taken(readers, line)) for line in lines])


def _taken(readers: Sequence[Callable[[Any], Any]], line: Sequence[Any]) -> Iterator[Any]:
    for read, value in zip(readers, line, strict=True):
        yield None if value is None else read(value)
