"""PostgreSQL engine that releases its connection when BEGIN or COMMIT fails."""

from typing import Any

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


class PostgresClient(AsyncpgDBClient):
    def _in_transaction(self) -> TransactionContext:
        return Transaction(TransactionWrapper(self), self._pool_init_lock)


client_class = PostgresClient
