"""A concern reported from a phone, and the steps that people take with it on pages."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.phone import enrolled
from tests.support.world import World
from tests.support.written import arrive
from webapp.concerns import kinds
from webapp.concerns.models import Concern

ANSWER = "Thứ năm thợ lên nối ống."
CONCERN, STEP = 2, 20
EXPLAINED, ANSWERED, CANNOT, PASS_UP, ASK, DETAIL, TOLD, NOT_ENOUGH, TAKE = range(1, 10)
ASSIGN, EXTEND, REDIRECT, MERGE = range(10, 14)


async def reported(world: World, browser_of: Any, category: int = 1) -> Concern:
    phone = await enrolled(world.dan)
    phone.write(CONCERN, world.an.id, [category, 2, "Ống nước vỡ", "Ở nhà trên khe.", None, 1])
    await phone.exchange(await browser_of(None))
    return await Concern.get()


async def take(browser: Any, concern: Concern, action: int, text: str = "", op: str = "", **more: str) -> Any:
    fields = {"action": str(action), "text": text, "op": op or f"op-{action}", **more}
    return await browser.send_form(f"/concerns/{concern.id}/steps", fields)


async def said(world: World, seq: int, *, days: int = 0, severity: int = 2, **more: str) -> Concern:
    fields = {"category": "1", "severity": str(severity), "summary": f"Việc {seq}", "agreed": "1"}
    made = datetime.now(UTC) - timedelta(days=days)
    written = await arrive(kinds.CONCERN, world.dan, world.an, seq=seq, made=made, **(fields | more))
    return await Concern.get(id=written.id)
