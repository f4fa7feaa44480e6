"""Background task: contact hourly and soon after a decision, with backoff."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from sync.faults import error_line
from webapp.people.queries import this_commune
from webapp.upstream.link import the_link
from webapp.upstream.models import ProvinceLink
from webapp.upstream.sending import NotDelivered, contact_province
from webapp.upstream.transport import Road, post_by_network

log = logging.getLogger("gandan")
SOON, LATEST = 5, 15 * 60
BETWEEN = 3600
NOT_JOINED = 60

_waiting: set[asyncio.Event] = set()


def wake_sender() -> None:
    for something_new in _waiting:
        something_new.set()


@asynccontextmanager
async def sending_in_background() -> AsyncIterator[None]:
    """Requests never wait for it."""
    something_new = asyncio.Event()
    _waiting.add(something_new)
    task = asyncio.create_task(_forever(something_new))
    try:
        yield
    finally:
        _waiting.discard(something_new)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _forever(something_new: asyncio.Event) -> None:
    while True:
        something_new.clear()
        seconds = await _turn()
        with suppress(TimeoutError):
            await asyncio.wait_for(something_new.wait(), seconds)


async def _turn() -> float:
    """One attempt; returns seconds to the next."""
    try:
        link = await the_link(await this_commune())
        if link is None:
            return NOT_JOINED
        wait = left(link)
        if wait > 0:
            return wait
        await contact_and_note(link)
        return left(link)
    except Exception as error:
        log.error("the contact with the province met a fault: %s", error_line(error))
        return LATEST


def left(link: ProvinceLink) -> float:
    """Until the next attempt."""
    return max(0.0, (link.next_at - datetime.now(UTC)).total_seconds()) if link.next_at else 0.0


async def contact_and_note(link: ProvinceLink, road: Road = post_by_network, *, backups: bool = True) -> int:
    """Stores the result and the next time."""
    link.tried_at = datetime.now(UTC)
    arrived = 0
    try:
        arrived = await contact_province(link, road, backups=backups)
        link.failures, link.problem, seconds = 0, "", float(BETWEEN)
    except NotDelivered as error:
        link.failures += 1
        link.problem = error.code
        seconds = random.uniform(SOON, min(LATEST, SOON * 2 ** min(link.failures, 20)))  # noqa: S311
    link.next_at = link.tried_at + timedelta(seconds=seconds)
    await link.save(update_fields=["tried_at", "failures", "problem", "next_at"])
    return arrived
