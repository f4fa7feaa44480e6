"""The connection, the list of models, and what every table has."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tortoise import Tortoise, connections, fields
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.models import Model

from webapp import sqlite
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


def epoch(column: str) -> str:
    """How this database says a moment in seconds."""
    lite = connections.get("default").capabilities.dialect == "sqlite"
    return f"CAST(strftime('%s', {column}) AS INTEGER)" if lite else f"EXTRACT(EPOCH FROM {column})"


async def insert_rows(table: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Many at once, without an object for each: what comes from phones comes in hundreds."""
    sql = f"INSERT INTO {table._meta.db_table} ({', '.join(columns)}) VALUES ({', '.join(places(len(columns)))})"  # noqa: S608
    await connections.get("default").execute_many(sql, [list(row) for row in rows])


def config(url: str, **pragmas: Any) -> dict[str, Any]:
    """The ORM's configuration for `sqlite://…` or `postgres://…`; whoever asks opens it."""
    sqlite.ended = False
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
        sqlite.ended = True
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
    for copy in (*plain_copies(), *(settings().data / "backups").glob("before-*")):
        copy.unlink(missing_ok=True)
    _unwiped().unlink()


def plain_copies() -> list[Path]:
    """What a migration or a restore set aside and could not seal or remove yet; earlier releases left it in backups."""
    beside: list[Path] = []
    if settings().database_url.startswith("sqlite://"):
        path = Path(settings().database_url.removeprefix("sqlite://"))
        beside = sorted(path.parent.glob(f"{path.name}.before-*"))
    return [*beside, *sorted((settings().data / "backups").glob("before-*.db*"))]


def _unwiped() -> Path:
    return settings().data / "erased-not-yet-wiped"


def database_name(url: str) -> str:
    """What to call the database in a sentence, without its password."""
    return url if url.startswith("sqlite://") else urlsplit(url).path.lstrip("/")
