"""Retention: daily clean-up, also at every start."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sync.faults import error_line
from webapp.accounts.sessions import tidy_sessions
from webapp.core.database.db import wipe_erased_bytes
from webapp.households.imports.imports import forget_old_lists as forget_household_lists
from webapp.members.imports.imports import forget_old_lists as forget_member_lists
from webapp.people.queries import this_commune
from webapp.submissions.intake.file_upkeep import remove_unnamed_files
from webapp.submissions.unknown_devices import expire_unknown
from webapp.web import rejected_forms

log = logging.getLogger("gandan")
A_DAY = 86_400.0


async def expire_rows(commune: str) -> None:
    """Expiry: lists 7 days, records of unknown devices 90, unreferenced files 30."""
    rejected_forms.tidy()
    await tidy_sessions()
    await expire_unknown(commune)
    await remove_unnamed_files(commune)
    await forget_household_lists(commune)
    await forget_member_lists(commune)
    await wipe_erased_bytes()


@asynccontextmanager
async def daily_upkeep() -> AsyncIterator[None]:
    task = asyncio.create_task(_forever())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _forever() -> None:
    while True:
        await asyncio.sleep(A_DAY)
        try:
            if commune := await this_commune():
                await expire_rows(commune)
        except Exception as error:
            log.error("what is to go with time met a fault: %s", error_line(error))
