"""Migrations, schema of new databases, corruption check."""

import asyncio
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tortoise import Tortoise, connections
from tortoise.migrations.api import migrate as apply_migrations
from tortoise.migrations.executor import MigrationExecutor
from tortoise.transactions import in_transaction
from tortoise.utils import generate_schema_for_client

from webapp.core.database.db import tortoise_config
from webapp.core.i18n import catalogue, gettext_noop
from webapp.settings import ROOT, settings

DAMAGED = gettext_noop(
    "The database %(file)s is damaged (%(found)s). Nothing was started or changed. Begin again from the newest "
    "backup: gandan restore %(backup)s. Phones then send what it lacks; the damaged file is put aside, not lost."
)


async def migrate_database(url: str | None = None, target: str | None = None) -> None:
    """To the newest version or `target`; SQLite is copied first.

    The ORM rebuilds a SQLite table by dropping it: foreign keys would delete referencing rows; indexes are lost. So
    keys are off, references checked, indexes recreated.
    """
    url = url or settings().database_url
    target = None if target == f"gandan.{migrations()[-1]}" else target
    sqlite = url.startswith("sqlite://")
    if sqlite:
        await asyncio.to_thread(check_whole, Path(url.removeprefix("sqlite://")))
    configuration = tortoise_config(url, foreign_keys="OFF") if sqlite else tortoise_config(url)
    applied = await _applied(configuration)
    current = applied is not None and applied >= set(migrations())
    if target is None and applied is None:
        await _make_new(url)
        return
    if target is None and current:
        return  # the executor takes longer than the rest of a start
    copy = await _copy_aside(configuration) if sqlite and applied is not None and not current else None
    await Tortoise.init(config=configuration)
    try:
        if sqlite:
            await connections.get("default").execute_query("PRAGMA user_version")
        await apply_migrations(config=configuration, target=target, direction="both")
        if sqlite:
            await _check(target)
    except Exception as error:
        if copy:
            error.add_note(f"The database as it was before: {copy}")
        raise
    finally:
        await Tortoise.close_connections()
    if copy:
        copy.unlink()  # unencrypted, not reached by erasures


async def _make_new(url: str) -> None:
    """Schema from the models, atomic, 20 times as fast as migrations; `tests/core/test_migrations.py` compares both."""
    if not url.startswith("sqlite://"):
        await _make_tables(tortoise_config(url))
        return
    path = Path(url.removeprefix("sqlite://"))
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)  # from an interrupted start
    await _make_tables(tortoise_config(f"sqlite://{beside}"))
    beside.replace(path)


async def _make_tables(configuration: dict[str, Any]) -> None:
    await Tortoise.init(config=configuration)
    try:
        # Outside the transaction: the executor's first query may fail and, on PostgreSQL, abort it.
        await MigrationExecutor(connections.get("default"), {}).migrate()
        async with in_transaction() as connection:
            await generate_schema_for_client(connection, safe=False)
            await MigrationExecutor(connection, configuration["apps"]).migrate(fake=True)
    finally:
        await Tortoise.close_connections()


class DamagedDatabase(Exception):
    """The message says what to do, in both languages."""


def check_whole(path: Path) -> None:
    """Before any access, so that damage does not reach backups.

    SQLite only; PostgreSQL: `initdb --data-checksums`.
    """
    if _is_empty(path):
        return
    try:
        with closing(sqlite3.connect(path, timeout=10)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError:  # busy or unreachable, not damaged
        raise
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        kept = sorted((settings().data / "backups").glob("gandan-*.backup"))
        told = {"file": path, "found": found, "backup": kept[-1] if kept else "FILE"}
        raise DamagedDatabase(f"{catalogue('vi').gettext(DAMAGED) % told}\n{DAMAGED % told}")


async def _check(target: str | None) -> None:
    connection = connections.get("default")
    if target is None:
        await Tortoise.generate_schemas(safe=True)
        await _keep_unique()
    broken = await connection.execute_query_dict("PRAGMA foreign_key_check")
    if broken:
        raise RuntimeError(
            f"the migration left {len(broken)} rows pointing nowhere; put the copy beside the database back"
        )


async def _keep_unique() -> None:
    """Table rebuilds lose unique constraints too."""
    connection = connections.get("default")
    rows = await connection.execute_query_dict(
        "SELECT m.name, group_concat(c.name) AS columns FROM sqlite_master m, pragma_index_list(m.name) i, "
        'pragma_index_info(i.name) c WHERE i."unique" GROUP BY m.name, i.name'
    )
    there = {(row["name"], row["columns"]) for row in rows}
    for model in Tortoise.apps["gandan"].values():
        table, fields_of = model._meta.db_table, model._meta.fields_map
        for names in model._meta.unique_together:
            columns = [fields_of[name].source_field or name for name in names]
            if (table, ",".join(columns)) not in there:
                quoted = ", ".join(f'"{column}"' for column in columns)
                name = f"uid_{table}_{'_'.join(columns)}"
                await connection.execute_script(f'CREATE UNIQUE INDEX "{name}" ON "{table}" ({quoted})')


async def _copy_aside(configuration: dict[str, Any]) -> Path:
    path = Path(configuration["connections"]["default"]["credentials"]["file_path"])
    await Tortoise.init(config=configuration)
    try:
        copy = path.with_name(f"{path.name}.before-migration-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
        os.close(
            os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        )  # VACUUM INTO accepts an empty file
        await connections.get("default").execute_query("VACUUM INTO ?", [str(copy)])
        return copy
    finally:
        await Tortoise.close_connections()


def _is_empty(path: Path) -> bool:
    return not path.exists() or path.stat().st_size == 0


async def _applied(configuration: dict[str, Any]) -> set[str] | None:
    """None for an empty database."""
    await Tortoise.init(config=configuration)
    try:
        connection = connections.get("default")
        lite = connection.capabilities.dialect == "sqlite"
        tables = (
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if lite
            else "SELECT tablename AS name FROM pg_catalog.pg_tables WHERE schemaname = 'public'"
        )
        there = {row["name"] for row in await connection.execute_query_dict(tables)} - {"sqlite_sequence"}
        if there <= {"tortoise_migrations"}:
            return None
        if "tortoise_migrations" not in there:
            return set()
        applied = await connection.execute_query_dict("SELECT name FROM tortoise_migrations")
        return {row["name"] for row in applied}
    finally:
        await Tortoise.close_connections()


def migrations() -> list[str]:
    """Oldest first."""
    return sorted(path.stem for path in (ROOT / "webapp" / "migrations").glob("0*.py"))
