"""A concern that goes up, and what was reported."""

from typing import Any

from tests.support.phone import enrolled
from tests.support.world import World
from webapp.concerns.models import Concern
from webapp.core.labels import record_id

PIPES = [1, 3, "Ống nước nhà ông An vỡ", "Lời riêng trong nhà", 1, 1]


async def reported(world: World, browser: Any, values: list[Any] = PIPES) -> Concern:
    """Written on a phone, so that it is in the log."""
    phone = await enrolled(world.dan)
    written = phone.write(2, world.an.id, values)
    await phone.exchange(browser)
    return await Concern.get(id=record_id(written.device, written.seq))


async def send_up(browser: Any, concern: Concern, text: str = "", hamlet: str = "") -> Any:
    path = f"/concerns/{concern.id}/send-up"
    await browser.get(path)
    return await browser.send_form(path, {"op": "op1", "text": text, "with_hamlet": hamlet, "checked": "1"})
