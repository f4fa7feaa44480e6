"""Storage failures, as opposed to errors in one record.

Nothing is acknowledged or quarantined; clients retry.
"""

import errno
import sqlite3
from collections.abc import Iterator

import asyncpg  # type: ignore[import-untyped]
from tortoise.exceptions import DBConnectionError, TransactionManagementError

RETRY_AFTER = 60  # seconds
LOST = (DBConnectionError, TransactionManagementError, ConnectionError, asyncpg.InterfaceError)
POSTGRES = (
    asyncpg.InsufficientResourcesError,  # disk full, out of memory, too many connections
    asyncpg.OperatorInterventionError,  # shut down
    asyncpg.PostgresConnectionError,
    asyncpg.TransactionRollbackError,  # deadlock or serialization failure
    asyncpg.InFailedSQLTransactionError,
    asyncpg.PostgresIOError,
    asyncpg.ReadOnlySQLTransactionError,
)
SQLITE = (
    "full",
    "disk i/o",
    "readonly",
    "locked",
    "unable to open",
    "out of memory",
    "malformed",
    "not a database",
)
DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)
UNDONE = ("no such savepoint", "no transaction is active")
"""SQLite has rolled back already."""


def is_storage_failure(error: BaseException) -> bool:
    return any(_is_storage(one) for one in _chain(error))


def storage_words(error: BaseException) -> str:
    """First line only: others may quote a row."""
    said = next(one for one in _chain(error) if _is_storage(one))
    return f"{type(said).__name__}: {str(said).partition(chr(10))[0]}"


def _is_storage(error: BaseException) -> bool:
    if isinstance(error, (*LOST, *POSTGRES)):
        return True
    if isinstance(error, OSError) and error.errno in DISK:
        return True
    words = str(error).lower()
    return isinstance(error, sqlite3.DatabaseError) and any(said in words for said in (*SQLITE, *UNDONE))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
