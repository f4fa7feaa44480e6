"""A concern, and what the branch said of it."""

from datetime import UTC, datetime
from typing import Any

from tests.support.phone import enrolled
from tests.support.world import World
from tests.support.written import arrive
from webapp.concerns.kinds import CONCERN, CONCERN_STEP
from webapp.concerns.models import Concern
from webapp.promises.models import OfficeTelephone

WATER = {"category": "1", "severity": "2", "summary": "Ống nước vỡ", "body": "Ở nhà trên khe.", "agreed": "1"}


async def reported(world: World, **fields: str) -> Concern:
    written = await arrive(CONCERN, world.dan, world.an, **(WATER | fields))
    return await Concern.get(id=written.id)


async def step(world: World, concern: Concern, action: int, seq: int = 2, **fields: str) -> None:
    await arrive(
        CONCERN_STEP, world.khoa, world.an, seq=seq, concern=concern.id, action=str(action), **fields
    )


async def answered(world: World) -> Concern:
    concern = await reported(world)
    await step(world, concern, 2, text="Thứ năm thợ lên.")
    await step(world, concern, 7, seq=3)
    return concern


async def answered_in_the_log(world: World, browser_of: Any) -> Concern:
    """Sent by a phone, answered on pages."""
    phone, khoa = await enrolled(world.dan), await browser_of(world.khoa)
    phone.write(CONCERN.code, world.an.id, [1, 2, "Ống nước vỡ", "Ở nhà trên khe.", None, 1])
    await phone.exchange(await browser_of(None))
    concern = await Concern.get()
    for action, text in ((2, "Thứ năm thợ lên."), (7, "")):
        fields = {"action": str(action), "text": text, "op": f"op-{action}"}
        await khoa.send_form(f"/concerns/{concern.id}/steps", fields)
    return concern


async def telephones(world: World) -> None:
    for use, name, number in (
        ("office", "Văn phòng Đảng ủy xã Hữu Khuông", "02383999111"),
        ("past_office", "Ủy ban Kiểm tra Đảng ủy xã Hữu Khuông", "02383999222"),
    ):
        said = {"commune": world.commune.id, "by_name": "-", "made_at": datetime.now(UTC)}
        await OfficeTelephone.create(use=use, name=name, number=number, **said)
