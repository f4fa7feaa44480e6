"""An office in this process for the benchmarks: real files, real fsync, the application without a network."""

import os
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from tests.conftest import create_database, started
from tests.support.office import apart, free_port
from tests.support.phone import MEDIA
from tests.support.postgres import Cluster
from webapp.core import keys
from webapp.core.database.migrating import migrate_database
from webapp.settings import settings

ROW = "(device TEXT, seq INTEGER, digest BYTEA, body BYTEA, PRIMARY KEY (device, seq))"
Plain = Callable[[list[tuple[str, int, bytes, bytes]]], Awaitable[None]]
"""Keeps rows in one transaction, with no product around: what the disk and the database take by themselves."""


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """A migrated, empty database of each kind that waits for the disk at every commit."""
    with tempfile.TemporaryDirectory(prefix="gandan-bench-") as folder:
        cluster = Cluster(Path(folder) / "cluster", free_port(), durable=True)
        cluster.start()
        try:
            apart(create_database(cluster, "bench"))
            urls = {"SQLite": f"sqlite://{folder}/bench.db", "PostgreSQL": cluster.url("bench")}
            for url in urls.values():
                apart(migrate_database(url))
            yield urls
        finally:
            cluster.stop()


@asynccontextmanager
async def office(url: str) -> AsyncIterator[Any]:
    with tempfile.TemporaryDirectory(prefix="gandan-bench-") as data:
        os.environ |= {"GANDAN_DATABASE_URL": url, "GANDAN_DATA": data, "GANDAN_SECRETS": data}
        settings.cache_clear()
        keys.forget()
        from webapp.app import create_app

        application = create_app()
        async with started(application):
            yield application


async def ask(app: Any, path: str, body: bytes = b"", method: str = "POST") -> bytes:
    """One request straight to the application; the answer's body, which must be a success."""
    sent = [{"type": "http.request", "body": body, "more_body": False}]
    heard: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return sent.pop() if sent else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        heard.append(message)

    await app(
        {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "scheme": "http",
            "server": ("huukhuong.test", 80),
            "client": ("127.0.0.1", 1),
            "headers": [(b"host", b"huukhuong.test"), (b"content-type", MEDIA.encode())],
            "state": {},
        },
        receive,
        send,
    )
    assert heard[0]["status"] == 200, heard
    return b"".join(message.get("body", b"") for message in heard)


async def exchange(app: Any, body: bytes) -> bytes:
    return await ask(app, "/sync/v1/exchange", body)


@asynccontextmanager
async def plain(url: str) -> AsyncIterator[Plain]:
    if url.startswith("sqlite://"):
        connection = sqlite3.connect(url.removeprefix("sqlite://") + ".plain", isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"CREATE TABLE IF NOT EXISTS plain {ROW}")

        async def keep_lite(rows: list[tuple[str, int, bytes, bytes]]) -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO plain VALUES (?, ?, ?, ?)", rows)
            connection.execute("COMMIT")

        yield keep_lite
        connection.close()
        return
    postgres = await asyncpg.connect(url)
    await postgres.execute(f"CREATE TABLE IF NOT EXISTS plain {ROW}")

    async def keep(rows: list[tuple[str, int, bytes, bytes]]) -> None:
        await postgres.executemany("INSERT INTO plain VALUES ($1, $2, $3, $4)", rows)

    yield keep
    await postgres.close()


class Clock:
    """Adds up what happens inside its blocks: seconds, and seconds of this process's work."""

    def __init__(self) -> None:
        self.spent, self.work, self.rounds = 0.0, 0.0, 0

    @contextmanager
    def running(self) -> Iterator[None]:
        began, worked = time.perf_counter(), time.process_time()
        yield
        self.spent += time.perf_counter() - began
        self.work += time.process_time() - worked
        self.rounds += 1
