"""Visits that the office has not heard of, on the page of what waits."""

from playwright.async_api import Page

from tests.browser.hands import outbox
from tests.browser.script.kept import Kept
from tests.support.world import World


async def written_without_signal(kept: Kept, world: World, *notes: str) -> Page:
    """On the page of what waits, with as many visits that the office has not heard of."""
    kept.road.always = "dead"
    for note in notes:
        await kept.visit(world.an.id, note)
    return await outbox(await kept.open("/outbox"))
