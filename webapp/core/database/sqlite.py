"""SQLite engine: one writer, two read-only connections.

The stock engine's only connection makes pages wait for transactions; its deferred BEGIN fails when two processes write.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiosqlite
from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
    translate_exceptions,
)
from tortoise.connection import get_connections
from tortoise.exceptions import DBConnectionError

READERS = 2
PRAGMAS = {
    "busy_timeout": 10_000,
    "journal_mode": "WAL",
    "synchronous": "FULL",  # an acknowledged receipt must survive a power cut
    "journal_size_limit": 8_000_000,
    "foreign_keys": "ON",
    "cache_size": -16_000,
    "temp_store": "MEMORY",
}


ended = False
"""Database closed: a running request must not open a connection, whose thread would block the exit."""


class Writer(SqliteTransactionWrapper):
    async def begin(self) -> None:
        # Wait for the write lock now; a later upgrade fails at once.
        await self._connection.execute("BEGIN IMMEDIATE")

    async def commit(self) -> None:
        """Rolls back on failure: the transaction must not stay open."""
        try:
            await super().commit()
        except BaseException:
            await self.rollback()
            raise


class WriteTransaction(SqliteTransactionContext):
    """Releases the writer lock when BEGIN fails."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            await self._give_up()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection  # type: ignore[no-any-return]

    async def _give_up(self) -> None:
        try:
            if self.connection._connection:  # BEGIN may have succeeded after cancellation
                await self.connection._connection.rollback()
        finally:
            self._trxlock.release()


class WalClient(SqliteClient):
    """Readers never wait for the writer (WAL)."""

    def __init__(self, file_path: str, **kwargs: Any) -> None:
        super().__init__(file_path, **{**PRAGMAS, **kwargs})
        self._readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        self._open_readers: list[aiosqlite.Connection] = []
        self._opening = asyncio.Lock()

    async def create_connection(self, with_db: bool) -> None:
        _refuse_when_ended()
        await super().create_connection(with_db)

    def _in_transaction(self) -> TransactionContext:
        return WriteTransaction(Writer(self), self._lock)

    def snapshot(self) -> TransactionContext:
        """Consistent reads; blocks this process's writers only."""
        return WriteTransaction(SqliteTransactionWrapper(self), self._lock)

    async def _open(self) -> None:
        async with self._opening:
            if not self._connection:
                await self.create_connection(with_db=True)
            while len(self._open_readers) < READERS:
                reader = await self._new_reader()
                self._open_readers.append(reader)
                self._readers.put_nowait(reader)

    async def _new_reader(self) -> aiosqlite.Connection:
        _refuse_when_ended()
        reader = await aiosqlite.connect(self.filename, isolation_level=None)
        try:
            reader._conn.row_factory = sqlite3.Row
            for pragma in ("busy_timeout=10000", "cache_size=-8000", "query_only=ON"):
                await (await reader.execute(f"PRAGMA {pragma}")).close()
        except BaseException:  # cancelled: end the connection's thread
            reader.stop()
            raise
        return reader

    @asynccontextmanager
    async def _reader(self) -> AsyncIterator[aiosqlite.Connection]:
        if len(self._open_readers) < READERS:
            await self._open()
        reader = await self._readers.get()
        try:
            yield reader
        finally:
            self._readers.put_nowait(reader)

    @translate_exceptions
    async def execute_query(
        self, query: str, values: list[Any] | None = None
    ) -> tuple[int, Sequence[dict[str, Any]]]:
        if not _reads(query):
            return await super().execute_query(query, values)  # type: ignore[no-any-return]
        async with self._reader() as reader:
            rows = await reader.execute_fetchall(query, values)
            return len(list(rows)), rows  # type: ignore[return-value]

    @translate_exceptions
    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        if not _reads(query):
            return await super().execute_query_dict(query, values)  # type: ignore[no-any-return]
        async with self._reader() as reader:
            return [dict(row) for row in await reader.execute_fetchall(query, values)]

    async def close(self) -> None:
        async with self._opening:
            for reader in self._open_readers:
                await reader.close()
            self._open_readers.clear()
            self._readers = asyncio.Queue()
            await super().close()


def _refuse_when_ended() -> None:
    if ended:
        raise DBConnectionError("the office is being closed")


def _reads(query: str) -> bool:
    return query.lstrip()[:6].upper() == "SELECT"


client_class = WalClient
