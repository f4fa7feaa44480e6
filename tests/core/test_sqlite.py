"""The engine leaves no thread behind: neither after it was closed, nor when a phone left while it was being opened."""

import asyncio
import threading
import time
from pathlib import Path

import pytest
from tortoise import connections
from tortoise.exceptions import DBConnectionError

from webapp.core.database.db import open_database


def threads() -> int:
    return sum("_connection_worker_thread" in thread.name for thread in threading.enumerate())


async def no_more_than(before: int) -> None:
    """A thread needs a moment to end; one of an earlier test may end meanwhile."""
    end = time.monotonic() + 5
    while threads() > before:
        assert time.monotonic() < end, threads()
        await asyncio.sleep(0.01)


async def test_a_request_that_goes_on_after_the_end_opens_nothing(tmp_path: Path) -> None:
    before, url = threads(), f"sqlite://{tmp_path}/a.db"
    async with open_database(url):
        held = connections.get("default")
        await held.execute_query("SELECT 1")
        assert threads() > 0

    for query in ("SELECT 1", "CREATE TABLE a (b)"):
        with pytest.raises(DBConnectionError):
            await held.execute_query(query)
    await no_more_than(before)
    async with open_database(url):
        await connections.get("default").execute_query("SELECT 1")


async def test_who_leaves_while_a_connection_is_opened_leaves_no_thread(tmp_path: Path) -> None:
    before, url = threads(), f"sqlite://{tmp_path}/a.db"
    for steps in range(12):
        async with open_database(url):
            asked = asyncio.create_task(connections.get("default").execute_query("SELECT 1"))
            for _ in range(steps):
                await asyncio.sleep(0)
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)
            _, [row] = await connections.get("default").execute_query("SELECT 2 AS two")
            assert row["two"] == 2
        await no_more_than(before)
