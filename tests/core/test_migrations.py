"""Up on both databases; keys and indexes as the models say."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from tortoise import Tortoise, connections
from tortoise.migrations.api import migrate as apply_migrations
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_generator.state_apps import StateApps

from webapp.core.database.db import open_database, tortoise_config
from webapp.core.database.migrating import migrate_database, migrations

pytestmark = pytest.mark.both

SQLITE_INDEXES = (
    "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%' ORDER BY name"
)
SQLITE_PARTS = (
    'SELECT m.name AS "of", c.name, c.type, c."notnull", c.dflt_value, c.pk '
    "FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'",
    'SELECT m.name, k."from", k."table", k."to", k.on_delete '
    "FROM sqlite_master m, pragma_foreign_key_list(m.name) k WHERE m.type = 'table'",
    'SELECT m.name, i."unique", i.partial, group_concat(c.name) '
    "FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c "
    "WHERE m.type = 'table' GROUP BY m.name, i.name",
)
POSTGRES_PARTS = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "SELECT tablename, regexp_replace(indexdef, 'INDEX .* ON', 'ON') FROM pg_indexes WHERE schemaname = 'public'",
)
POSTGRES_INDEXES = "SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"


async def rows_query(url: str, sql: str) -> list[str]:
    async with open_database(url):
        return [row["name"] for row in await connections.get("default").execute_query_dict(sql)]


def indexes_of(url: str) -> str:
    return SQLITE_INDEXES if url.startswith("sqlite") else POSTGRES_INDEXES


async def test_a_new_database_is_what_the_migrations_lead_to(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made from the models at once: a migration that forgot something shows here."""
    without_queries(monkeypatch)
    made, declared = await parts_of(database_url), await _declared()

    async with open_database(database_url):
        await drop_all(database_url)
    await apply_migrations(config=tortoise_config(database_url))
    await Tortoise.close_connections()

    assert declared <= set(await rows_query(database_url, indexes_of(database_url)))
    assert await parts_of(database_url) == made


def without_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ORM prepares queries of all tables after each table, four fifths of the time; to make tables asks none."""
    monkeypatch.setattr("tortoise.models.get_filters_for_field", lambda **_: {})
    monkeypatch.setattr(StateApps, "_build_initial_querysets", lambda _: None)


async def parts_of(url: str) -> set[tuple[object, ...]]:
    """Columns, keys and indexes, each with all that is said of it; their order does not matter."""
    async with open_database(url):
        ask = connections.get("default").execute_query_dict
        if url.startswith("sqlite"):
            return {tuple(row.values()) for sql in SQLITE_PARTS for row in await ask(sql)}
        return {tuple(row.values()) for sql in POSTGRES_PARTS for row in await ask(sql)}


async def test_a_first_start_that_is_cut_begins_again(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await parts_of(database_url)
    async with open_database(database_url):
        await drop_all(database_url)
    with monkeypatch.context() as cut:
        cut.setattr(MigrationRecorder, "record_applied", stopped)
        with pytest.raises(KeyboardInterrupt):
            await migrate_database(database_url)

    await migrate_database(database_url)

    assert await parts_of(database_url) == whole


async def stopped(*_: object) -> None:
    raise KeyboardInterrupt


async def drop_all(url: str) -> None:
    if url.startswith("sqlite"):
        await Tortoise.close_connections()
        Path(url.removeprefix("sqlite://")).unlink()
    else:
        await connections.get("default").execute_script("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


async def _declared() -> set[str]:
    await Tortoise.init(config=tortoise_config("sqlite://:memory:"), init_connections=False)
    models = Tortoise.apps["gandan"].values()
    names = {index.name for model in models for index in model._meta.indexes if hasattr(index, "name")}
    await Tortoise.close_connections()
    return {name for name in names if name}


async def test_every_foreign_key_has_an_index_and_restricts(database_url: str) -> None:
    async with open_database(database_url):
        for model in Tortoise.apps["gandan"].values():
            indexed = {tuple(index.fields)[0] for index in model._meta.indexes}
            indexed |= {fields[0] for fields in model._meta.unique_together}
            indexed |= {f"{fields[0]}_id" for fields in model._meta.unique_together}
            for name in model._meta.fk_fields:
                field = model._meta.fields_map[name]
                assert field.on_delete == "RESTRICT", f"{model.__name__}.{name}"
                assert f"{name}_id" in indexed, f"{model.__name__}.{name} has no index"


async def test_migrating_twice_changes_nothing_and_makes_no_copy(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path / 'gandan.db'}"

    await migrate_database(url)
    await migrate_database(url)

    assert not (tmp_path / "backups").exists()


async def test_no_readable_copy_stays_once_a_migration_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "gandan.db"
    await migrate_database(f"sqlite://{path}")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM tortoise_migrations WHERE name = ?", [migrations()[-1]])
    copies: list[Path] = []

    async def step(**_: object) -> None:
        copies.extend(tmp_path.glob("*before-migration*"))

    monkeypatch.setattr("webapp.core.database.migrating.apply_migrations", step)
    await migrate_database(f"sqlite://{path}")

    assert len(copies) == 1
    assert [path.name for path in tmp_path.rglob("*before*")] == []


async def test_the_file_is_copied_aside_before_a_migration_touches_it(tmp_path: Path) -> None:
    path = tmp_path / "gandan.db"
    await migrate_database(f"sqlite://{path}")
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO stored_session (key, value) VALUES ('k', x'00')")
        connection.execute("DELETE FROM tortoise_migrations")
        connection.execute("DROP INDEX visit_day")
    connection.close()

    with suppress(Exception):  # the tables are there already: what matters is the copy
        await migrate_database(f"sqlite://{path}")

    copies = list(tmp_path.glob("gandan.db.before-migration-*"))
    assert len(copies) == 1 and copies[0].stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(copies[0]) as connection:
        assert connection.execute("SELECT key FROM stored_session").fetchall() == [("k",)]
    connection.close()
