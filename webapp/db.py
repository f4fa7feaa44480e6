"""The connection, the list of models, and migrations that cannot quietly lose rows."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tortoise import Tortoise, connections, fields
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.migrations.api import migrate as apply_migrations
from tortoise.models import Model

from webapp.settings import settings

FEATURES = ["people", "accounts", "households", "assignments", "visits", "concerns", "outbox"]
MODELS = [f"webapp.{feature}.models" for feature in FEATURES]


def new_id() -> str:
    """Eight random bytes, as every node writes them: 11 characters, no meaning in them."""
    return urlsafe_b64encode(secrets.token_bytes(8)).rstrip(b"=").decode()


def now() -> datetime:
    return datetime.now(UTC)


class Row(Model):
    """What every table has: an id that its maker chose, and the commune it belongs to."""

    id = fields.CharField(max_length=11, primary_key=True, default=new_id)
    commune = fields.CharField(max_length=11)

    class Meta:
        abstract = True


def config(url: str, **pragmas: Any) -> dict[str, Any]:
    """The ORM's configuration for `sqlite://…` or `postgres://…`."""
    if url.startswith("sqlite://"):
        path = Path(url.removeprefix("sqlite://"))
        path.parent.mkdir(parents=True, exist_ok=True)
        connection: Any = {"engine": "webapp.sqlite", "credentials": {"file_path": str(path), **pragmas}}
    else:
        connection = expand_db_url(
            url.replace("postgresql://", "asyncpg://").replace("postgres://", "asyncpg://")
        )
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
    configuration = config(url, foreign_keys="OFF") if sqlite else config(url)
    if sqlite:
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


async def _check(target: str | None) -> None:
    connection = connections.get("default")
    if target is None:
        await Tortoise.generate_schemas(safe=True)
    broken = await connection.execute_query_dict("PRAGMA foreign_key_check")
    if broken:
        raise RuntimeError(
            f"the migration left {len(broken)} rows pointing nowhere; restore the copy in backups"
        )


async def _copy_aside(configuration: dict[str, Any]) -> None:
    path = Path(configuration["connections"]["default"]["credentials"]["file_path"])
    if not path.exists() or path.stat().st_size == 0:  # noqa: ASYNC240
        return
    await Tortoise.init(config=configuration)
    try:
        if await _is_current():
            return
        folder = path.parent / "backups"
        folder.mkdir(exist_ok=True)
        copy = folder / f"before-migration-{datetime.now(UTC):%Y%m%dT%H%M%S}.db"
        await connections.get("default").execute_query("VACUUM INTO ?", [str(copy)])
    finally:
        await Tortoise.close_connections()


async def _is_current() -> bool:
    newest = max(p.stem for p in (Path(__file__).parent / "migrations").glob("0*.py"))
    connection = connections.get("default")
    tables = await connection.execute_query_dict(
        "SELECT name FROM sqlite_master WHERE name = 'tortoise_migrations'"
    )
    if not tables:
        return False
    applied = await connection.execute_query_dict("SELECT name FROM tortoise_migrations")
    return newest in {row["name"] for row in applied}


def database_name(url: str) -> str:
    """What to call the database in a sentence, without its password."""
    return url if url.startswith("sqlite://") else urlsplit(url).path.lstrip("/")
