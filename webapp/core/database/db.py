"""Database connection, models, base class of tables."""

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

from webapp.core.database import sqlite
from webapp.settings import ROOT, settings

PACKAGE = ROOT / "webapp"
MODELS = sorted(
    ".".join(("webapp", *file.relative_to(PACKAGE).with_suffix("").parts))
    for file in PACKAGE.glob("**/*models.py")
)


def new_id() -> str:
    return urlsafe_b64encode(secrets.token_bytes(8)).rstrip(b"=").decode()


def derived_id(words: str) -> str:
    """Row id of a projection, the same in every replay."""
    return urlsafe_b64encode(hashlib.sha256(f"gandan {words}".encode()).digest()[:8]).rstrip(b"=").decode()


def now() -> datetime:
    return datetime.now(UTC)


class Row(Model):
    id = fields.CharField(max_length=11, primary_key=True, default=new_id)
    commune = fields.CharField(max_length=11)

    class Meta:
        abstract = True


def placeholders(count: int) -> list[str]:
    lite = connections.get("default").capabilities.dialect == "sqlite"
    return ["?" if lite else f"${place}" for place in range(1, count + 1)]


def epoch_sql(column: str) -> str:
    lite = connections.get("default").capabilities.dialect == "sqlite"
    return f"CAST(strftime('%s', {column}) AS INTEGER)" if lite else f"EXTRACT(EPOCH FROM {column})"


async def insert_rows(table: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Without model objects, for speed."""
    sql = f"INSERT INTO {table._meta.db_table} ({', '.join(columns)}) VALUES ({', '.join(placeholders(len(columns)))})"  # noqa: S608
    await connections.get("default").execute_many(sql, [list(row) for row in rows])


def tortoise_config(url: str, **pragmas: Any) -> dict[str, Any]:
    sqlite.ended = False
    if url.startswith("sqlite://"):
        path = Path(url.removeprefix("sqlite://"))
        path.parent.mkdir(parents=True, exist_ok=True)
        connection: Any = {
            "engine": "webapp.core.database.sqlite",
            "credentials": {"file_path": str(path), **pragmas},
        }
    else:
        connection = expand_db_url(
            url.replace("postgresql://", "asyncpg://").replace("postgres://", "asyncpg://")
        ) | {"engine": "webapp.core.database.postgres"}
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
async def open_database(url: str | None = None) -> AsyncIterator[None]:
    # The ORM caches SQL by connection name: SQLite, then PostgreSQL in one process would mix dialects.
    EXECUTOR_CACHE.clear()
    # Request tasks must find the start-up task's connection.
    await Tortoise.init(config=tortoise_config(url or settings().database_url), _enable_global_fallback=True)
    try:
        yield
    finally:
        sqlite.ended = True
        await Tortoise.close_connections()


def wipe_erased_bytes_later() -> None:
    """Call before erasing: after a crash the next start wipes."""
    _unwiped().parent.mkdir(parents=True, exist_ok=True)
    _unwiped().touch()


async def wipe_erased_bytes() -> None:
    """After erasing: clears free pages, write-ahead log, unsealed copies."""
    if not _unwiped().exists():
        return
    connection = connections.get("default")
    if connection.capabilities.dialect == "sqlite":
        await connection.execute_query("PRAGMA temp_store = FILE")  # VACUUM copies the whole database
        await connection.execute_query("VACUUM")
        await connection.execute_query("PRAGMA temp_store = MEMORY")
        _, (result,) = await connection.execute_query("PRAGMA wal_checkpoint(TRUNCATE)")
        if tuple(result)[0]:  # a reader holds an older snapshot; retried later
            return
    else:
        for model in Tortoise.apps["gandan"].values():
            await connection.execute_query(f'VACUUM FULL "{model._meta.db_table}"')
    for copy in (*plain_copies(), *(settings().data / "backups").glob("before-*")):
        copy.unlink(missing_ok=True)
    _unwiped().unlink()


def plain_copies() -> list[Path]:
    """Left by a migration or restore."""
    if not settings().database_url.startswith("sqlite://"):
        return []
    path = Path(settings().database_url.removeprefix("sqlite://"))
    return sorted(path.parent.glob(f"{path.name}.before-*"))


def _unwiped() -> Path:
    return settings().data / "erased-not-yet-wiped"


def database_name(url: str) -> str:
    """Without the password, for messages."""
    return url if url.startswith("sqlite://") else urlsplit(url).path.lstrip("/")
