"""The connection, the list of models, and migrations that cannot quietly lose rows."""

import asyncio
import hashlib
import secrets
import sqlite3
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tortoise import Tortoise, connections, fields
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.migrations.api import migrate as apply_migrations
from tortoise.migrations.executor import MigrationExecutor
from tortoise.models import Model
from tortoise.transactions import in_transaction
from tortoise.utils import generate_schema_for_client

from webapp.i18n import catalogue, gettext_noop
from webapp.settings import settings

FEATURES = [
    "people",
    "accounts",
    "households",
    "assignments",
    "visits",
    "concerns",
    "duty",
    "progress",
    "outbox",
    "attachments",
    "readings",
    "upstream",
    "province",
    "paper",
]
DAMAGED = gettext_noop(
    "The database %(file)s is damaged (%(found)s). Nothing was started or changed. Begin again from the newest "
    "backup: gandan restore %(backup)s. Phones then send what it lacks; the damaged file is put aside, not lost."
)
MODELS = [f"webapp.{feature}.models" for feature in FEATURES]


def new_id() -> str:
    """Eight random bytes, as every node writes them: 11 characters, no meaning in them."""
    return urlsafe_b64encode(secrets.token_bytes(8)).rstrip(b"=").decode()


def derived_id(words: str) -> str:
    """The id of a row that is made again from the log: the same at every reading."""
    return urlsafe_b64encode(hashlib.sha256(f"gandan {words}".encode()).digest()[:8]).rstrip(b"=").decode()


def now() -> datetime:
    return datetime.now(UTC)


class Row(Model):
    """What every table has: an id that its maker chose, and the commune it belongs to."""

    id = fields.CharField(max_length=11, primary_key=True, default=new_id)
    commune = fields.CharField(max_length=11)

    class Meta:
        abstract = True


def places(count: int) -> list[str]:
    """How this database writes the places for values in a statement of our own."""
    lite = connections.get("default").capabilities.dialect == "sqlite"
    return ["?" if lite else f"${place}" for place in range(1, count + 1)]


async def insert_rows(table: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Many at once, without an object for each: what comes from phones comes in hundreds."""
    sql = f"INSERT INTO {table._meta.db_table} ({', '.join(columns)}) VALUES ({', '.join(places(len(columns)))})"  # noqa: S608
    await connections.get("default").execute_many(sql, [list(row) for row in rows])


def config(url: str, **pragmas: Any) -> dict[str, Any]:
    """The ORM's configuration for `sqlite://…` or `postgres://…`."""
    if url.startswith("sqlite://"):
        path = Path(url.removeprefix("sqlite://"))
        path.parent.mkdir(parents=True, exist_ok=True)
        connection: Any = {"engine": "webapp.sqlite", "credentials": {"file_path": str(path), **pragmas}}
    else:
        connection = expand_db_url(
            url.replace("postgresql://", "asyncpg://").replace("postgres://", "asyncpg://")
        ) | {"engine": "webapp.postgres"}
    return {
        "connections": {"default": connection},
        "apps": {
            "gandan": {
                "models": MODELS,
                "default_connection": "default",
                "migrations": "webapp.migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


@asynccontextmanager
async def database(url: str | None = None) -> AsyncIterator[None]:
    """Open the database for as long as the block runs; every command and the server go through here."""
    # The ORM keeps its SQL by connection name; a process that opens SQLite and PostgreSQL in turn would mix them.
    EXECUTOR_CACHE.clear()
    # The global fallback lets request tasks find the connection that the start-up task opened.
    await Tortoise.init(config=config(url or settings().database_url), _enable_global_fallback=True)
    try:
        yield
    finally:
        await Tortoise.close_connections()


async def migrate(url: str | None = None, target: str | None = None) -> None:
    """Bring the database to the newest version, or to `target`; SQLite is copied aside first.

    The ORM rebuilds a SQLite table by dropping it, which with foreign keys on deletes
    the rows that point at it and always loses its indexes. So keys are off while it
    runs, every reference is checked afterwards and lost indexes are made again.
    """
    url = url or settings().database_url
    sqlite = url.startswith("sqlite://")
    if sqlite:
        await asyncio.to_thread(check_whole, Path(url.removeprefix("sqlite://")))
    configuration = config(url, foreign_keys="OFF") if sqlite else config(url)
    applied = await _applied(configuration)
    current = applied is not None and applied >= set(migrations())
    if target is None and applied is None:
        await _make_new(url)
        return
    if target is None and current:
        return  # to go through all that was ever done takes longer than everything else at a start
    if sqlite and applied is not None and not current:
        await _copy_aside(configuration)
    await Tortoise.init(config=configuration)
    try:
        if sqlite:
            await connections.get("default").execute_query("PRAGMA user_version")
        await apply_migrations(config=configuration, target=target, direction="both")
        if sqlite:
            await _check(target)
    finally:
        await Tortoise.close_connections()


async def _make_new(url: str) -> None:
    """As the models say, all or nothing: the way there step by step takes twenty times as long.

    `tests/test_migrations.py` holds both ways to the same tables.
    """
    if not url.startswith("sqlite://"):
        await _make_tables(config(url))
        return
    path = Path(url.removeprefix("sqlite://"))
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)  # of a start that was cut
    await _make_tables(config(f"sqlite://{beside}"))
    beside.replace(path)


async def _make_tables(configuration: dict[str, Any]) -> None:
    await Tortoise.init(config=configuration)
    try:
        await MigrationExecutor(
            connections.get("default"), {}
        ).migrate()  # makes its own table, of what was done
        async with in_transaction() as connection:
            await generate_schema_for_client(connection, safe=False)
            await MigrationExecutor(connection, configuration["apps"]).migrate(fake=True)
    finally:
        await Tortoise.close_connections()


class Damaged(Exception):
    """The file is not what was written; the message says what to do, in both languages."""


def check_whole(path: Path) -> None:
    """Before anything is read or written: a damaged page must not spread into backups and answers.

    Only for SQLite, whose file is ours to look at. PostgreSQL keeps checksums of its pages itself
    (`initdb --data-checksums`) and stops at a wrong one; a client cannot see its files.
    """
    if _is_empty(path):
        return
    try:
        with closing(sqlite3.connect(path, timeout=10)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError:  # busy or out of reach: not a word about its content
        raise
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        kept = sorted((settings().data / "backups").glob("gandan-*.backup"))
        told = {"file": path, "found": found, "backup": kept[-1] if kept else "FILE"}
        raise Damaged(f"{catalogue('vi').gettext(DAMAGED) % told}\n{DAMAGED % told}")


async def _check(target: str | None) -> None:
    connection = connections.get("default")
    if target is None or target.endswith(migrations()[-1]):
        await Tortoise.generate_schemas(safe=True)
        await _keep_unique()
    broken = await connection.execute_query_dict("PRAGMA foreign_key_check")
    if broken:
        raise RuntimeError(
            f"the migration left {len(broken)} rows pointing nowhere; restore the copy in backups"
        )


async def _keep_unique() -> None:
    """What is unique together is lost with the rebuilt table too."""
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
                name = f"uid_{table}_{'_'.join(columns)}"
                await connection.execute_script(
                    f"CREATE UNIQUE INDEX {name} ON {table} ({', '.join(columns)})"
                )


async def _copy_aside(configuration: dict[str, Any]) -> None:
    path = Path(configuration["connections"]["default"]["credentials"]["file_path"])
    await Tortoise.init(config=configuration)
    try:
        folder = path.parent / "backups"
        folder.mkdir(exist_ok=True)
        copy = folder / f"before-migration-{datetime.now(UTC):%Y%m%dT%H%M%S}.db"
        await connections.get("default").execute_query("VACUUM INTO ?", [str(copy)])
    finally:
        await Tortoise.close_connections()


def _is_empty(path: Path) -> bool:
    return not path.exists() or path.stat().st_size == 0


async def _applied(configuration: dict[str, Any]) -> set[str] | None:
    """Names of the migrations that this database has; None when there is nothing in it."""
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


def wipe_later() -> None:
    """Called before something is erased: a crash in between is made good at the next start."""
    _unwiped().parent.mkdir(parents=True, exist_ok=True)
    _unwiped().touch()


async def wipe_now() -> None:
    """After erasing: leave nothing of it in free pages, in the write-ahead log or in unsealed copies."""
    if not _unwiped().exists():
        return
    connection = connections.get("default")
    if connection.capabilities.dialect == "sqlite":
        await connection.execute_query(
            "PRAGMA temp_store = FILE"
        )  # a copy of everything is too much for memory
        await connection.execute_query("VACUUM")
        await connection.execute_query("PRAGMA temp_store = MEMORY")
        _, (result,) = await connection.execute_query("PRAGMA wal_checkpoint(TRUNCATE)")
        if tuple(result)[0]:  # somebody still reads an older state
            return
    else:
        for model in Tortoise.apps["gandan"].values():
            await connection.execute_query(f'VACUUM FULL "{model._meta.db_table}"')
    for copy in (settings().data / "backups").glob("before-*.db*"):
        copy.unlink()
    _unwiped().unlink()


def _unwiped() -> Path:
    return settings().data / "erased-not-yet-wiped"


def migrations() -> list[str]:
    """The names of all there are, oldest first."""
    return sorted(path.stem for path in (Path(__file__).parent / "migrations").glob("0*.py"))


def database_name(url: str) -> str:
    """What to call the database in a sentence, without its password."""
    return url if url.startswith("sqlite://") else urlsplit(url).path.lstrip("/")
