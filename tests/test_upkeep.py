"""Names of a list are gone after their week though the office is never started again, from the files too."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import started
from tests.households.lists import HEAD, xlsx
from tests.safekeeping.erased import in_files, in_tables
from tests.support.browsing import browser_for
from tests.support.world import World, build_world
from webapp import upkeep
from webapp.app import create_app
from webapp.core.database import sqlite
from webapp.core.database.db import now
from webapp.households.imports.imports import confirm_list, preview_list
from webapp.households.imports.write import PovertyDecision
from webapp.register.models import HouseholdImport

pytestmark = pytest.mark.both

WORDS = ("Xeo Thị Hoài Thu", "0912345678")


async def a_list(world: World) -> None:
    """With a row that was not taken, and somebody who signed below."""
    row = [1, WORDS[0], "Không có bản", "", 4, WORDS[1]]
    table = [HEAD, row, ["", f"Người lập: {WORDS[0]}", "", "", "", ""]]
    seen = await preview_list(xlsx(table), "ds.xlsx", commune=world.commune.id, by=world.clerk.id)
    await confirm_list(seen, PovertyDecision())
    assert await in_tables(WORDS) == list(WORDS)


async def test_in_a_running_office_rows_of_a_list_go_after_their_week(
    database_url: str, environment: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sqlite.PRAGMAS, "secure_delete", "OFF")  # as most systems build it
    monkeypatch.setattr(upkeep, "A_DAY", 0.05)
    application = create_app()
    async with started(application):
        world = await build_world()
        assert (await (await browser_for(application, None)).get("/healthz")).status_code == 200
        await a_list(world)
        assert await in_tables(WORDS) == list(WORDS), "it is needed while rows are put right"

        await HouseholdImport.all().update(confirmed_at=now() - timedelta(days=8))
        for _ in range(400):
            if not await in_tables(WORDS) and not in_files(tmp_path, WORDS):
                break
            await asyncio.sleep(0.05)

        assert await in_tables(WORDS) == [] and in_files(tmp_path, WORDS) == []


async def test_a_fault_does_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = asyncio.Event()

    async def broken() -> str:
        if tries.is_set():
            again.set()
        tries.set()
        raise OSError

    again = asyncio.Event()
    monkeypatch.setattr(upkeep, "this_commune", broken)
    monkeypatch.setattr(upkeep, "A_DAY", 0)

    async with upkeep.daily_upkeep():
        await asyncio.wait_for(again.wait(), 30)
