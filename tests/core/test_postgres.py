"""On PostgreSQL a statement is one question to the database, and nothing outlives its transaction."""

import re

import asyncpg
import pytest

from webapp.core.database.db import PACKAGE
from webapp.people.models import Member

OUTLIVES = re.compile(r'"\s*(SET (?!TRANSACTION|LOCAL)|LISTEN |DECLARE |PREPARE )|pg_(try_)?advisory_lock')


@pytest.mark.both
async def test_no_statement_of_ours_is_followed_by_one_that_resets_the_connection(
    db: None, database_url: str
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has no sessions")
    await Member.all().count()

    watcher = await asyncpg.connect(database_url)
    try:
        last = await watcher.fetchval(
            "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    finally:
        await watcher.close()

    assert last.startswith("SELECT COUNT")


def test_no_statement_changes_what_would_have_to_be_reset() -> None:
    found = [str(path) for path in PACKAGE.rglob("*.py") if OUTLIVES.search(path.read_text())]

    assert not found
