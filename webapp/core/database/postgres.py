"""PostgreSQL engine: releases its connection when BEGIN or COMMIT fails, and asks once a statement."""

from typing import Any

import asyncpg  # type: ignore[import-untyped]
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionalDBClient, TransactionContext, TransactionContextPooled
from tortoise.connection import get_connections


class Transaction(TransactionContextPooled):
    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        client: Any = self.client
        client._connection = await client._parent._pool.acquire()
        try:
            await client.begin()
        except BaseException:
            await client._parent._pool.release(client._connection)
            raise
        self.token = get_connections().set(self.connection_name, client)
        return self.client

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        client: Any = self.client
        try:
            if not client._finalized:
                await (client.rollback() if exc_type else client.commit())
        finally:
            get_connections().reset(self.token)
            await client._parent._pool.release(client._connection)


async def _nothing_to_reset(connection: asyncpg.Connection) -> None:
    """asyncpg would send `RESET ALL` after each statement; no statement here outlives its transaction."""


class PostgresClient(AsyncpgDBClient):
    async def create_pool(self, **settings: Any) -> asyncpg.Pool:
        return await asyncpg.create_pool(None, reset=_nothing_to_reset, **settings)

    def _in_transaction(self) -> TransactionContext:
        return Transaction(TransactionWrapper(self), self._pool_init_lock)


client_class = PostgresClient
