"""No migration, upward or downward, loses a row, a value or a reference, on either database."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tortoise import connections, fields
from tortoise.models import Model

from webapp.core.db import database
from webapp.core.migrating import migrate, migrations
from webapp.households.poverty.models import PovertyStandard
from webapp.households.poverty.standards import NATIONAL
from webapp.people.models import OrgUnit
from webapp.safekeeping import dump

pytestmark = pytest.mark.both

Rows = dict[str, list[tuple[Any, ...]]]
ROWS = 3


async def fill() -> None:
    """Some rows in every table that this release has, each pointing at others, no column left empty."""
    made: dict[type[Model], list[Any]] = {}
    for model in [*dump.tables(), *dump.LEFT_OUT]:
        made[model] = []
        for number in range(1, ROWS + 1):
            row = model(**values_for(model, number, made))
            await row.save(force_create=True)
            made[model].append(row)
    await OrgUnit.filter(id=made[OrgUnit][0].id).update(kind="commune")


def values_for(model: type[Model], number: int, made: dict[type[Model], list[Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    keys = model._meta.fk_fields | model._meta.o2o_fields
    for name, known in model._meta.fields_map.items():
        if name in keys:
            parents = made.get(known.related_model, [])  # type: ignore[attr-defined]
            if len(parents) >= number:
                values[name] = parents[number - 1]
        elif name in model._meta.fields_db_projection and not known.reference:
            values[name] = value_for(known, number)
    return values


def value_for(known: Any, number: int) -> Any:
    if getattr(known, "enum_type", None):
        return list(known.enum_type)[number % len(list(known.enum_type))]
    for sort, value in (
        (fields.BooleanField, True),
        (fields.BinaryField, b"\x00\xff" + bytes([number])),
        (fields.DatetimeField, datetime(2026, 2, number, 3, 4, 5, 678901, tzinfo=UTC)),
        (fields.DateField, date(2026, 2, number)),
        (fields.JSONField, {"ghi chú": [number, "ộ"]}),
        (fields.DecimalField, Decimal(number)),
        (fields.FloatField, number + 0.5),
    ):
        if isinstance(known, sort):
            return value
    if isinstance(known, fields.CharField):
        return f"{'chữ số ' * 3}"[: max(0, known.max_length - 1)].replace(" ", "-") + str(number)
    if isinstance(known, fields.TextField):
        return f"Một dòng {number}\nvà dòng nữa"
    return 10_000 + number if isinstance(known, fields.BigIntField) else 100 + number


async def schema(url: str) -> dict[str, list[str]]:
    """Table -> its columns, as the database itself says."""
    connection = connections.get("default")
    if url.startswith("sqlite"):
        sql = "SELECT m.name AS t, c.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
    else:
        sql = "SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = 'public'"
    found: dict[str, list[str]] = {}
    for row in await connection.execute_query_dict(sql):
        if not row["t"].startswith(("sqlite_", "tortoise_")):
            found.setdefault(row["t"], []).append(row["c"])
    return {table: sorted(columns) for table, columns in found.items()}


async def contents(tables: dict[str, list[str]]) -> Rows:
    connection = connections.get("default")
    found: Rows = {}
    for table, columns in tables.items():
        names = ", ".join(f'"{column}"' for column in columns)
        rows = await connection.execute_query_dict(f'SELECT {names} FROM "{table}"')
        found[table] = sorted((tuple(row[column] for column in columns) for row in rows), key=repr)
    return found


async def broken_references(url: str) -> list[Any]:
    """Rows that point nowhere, and references the database no longer watches over."""
    connection = connections.get("default")
    if url.startswith("sqlite"):
        return list(await connection.execute_query_dict("PRAGMA foreign_key_check"))
    watched = await connection.execute_query_dict(
        "SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated"
    )
    return list(watched)


async def references(url: str) -> int:
    connection = connections.get("default")
    if url.startswith("sqlite"):
        sql = "SELECT count(*) AS n FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'"
    else:
        sql = "SELECT count(*) AS n FROM pg_constraint WHERE contype = 'f'"
    return int((await connection.execute_query_dict(sql))[0]["n"])


@pytest.mark.parametrize("step", migrations()[:-1])
async def test_with_rows_in_every_table_down_and_up_again_nothing_is_lost(
    database_url: str, step: str
) -> None:
    """T-43: to every earlier release and back; what that release has no column for may go, nothing else."""
    async with database(database_url):
        await fill()
        newest, counted = await schema(database_url), await references(database_url)
        before = await contents(newest)
        assert {len(rows) for rows in before.values()} == {ROWS}

    await migrate(database_url, target=f"gandan.{step}")
    async with database(database_url):
        older = await schema(database_url)
        assert older != newest and all(set(columns) <= set(newest[table]) for table, columns in older.items())
        below = await contents(older)
        assert not await broken_references(database_url)
    await migrate(database_url)

    async with database(database_url):
        assert await schema(database_url) == newest
        assert await references(database_url) == counted
        assert not await broken_references(database_url)
        assert (
            await contents(older)
            == below
            == {table: narrowed(before, newest, older, table) for table in older}
        )
        if step < "0003":  # what is there already stays as it is
            await what_the_law_calls_poor_is_written_once()


async def what_the_law_calls_poor_is_written_once() -> None:
    """A commune that an earlier release began has it after the upgrade, as a new one does."""
    unit = await OrgUnit.get(kind="commune")
    rows = await PovertyStandard.all().values_list("commune", "code", "area")
    assert sorted(rows) == sorted((unit.commune, code, area) for code, area, *_ in NATIONAL)


def narrowed(rows: Rows, newest: dict[str, list[str]], older: dict[str, list[str]], table: str) -> Any:
    """The rows of before, in the columns that the older release has."""
    places = [newest[table].index(column) for column in older[table]]
    return sorted((tuple(row[place] for place in places) for row in rows[table]), key=repr)
