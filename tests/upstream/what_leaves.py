"""A commune full of people, joined long ago."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.phone import enrolled
from tests.support.world import World
from tests.upstream.send_up import reported
from webapp.concerns.models import Concern
from webapp.register.models import Household
from webapp.upstream.models import ProvinceLink


async def fill_the_commune(world: World, browser: Any) -> Concern:
    await Household.filter(id=world.an.id).update(head_phone="0912345678")
    phone = await enrolled(world.dan)
    phone.write(1, world.an.id, [1, [1], 1, "Ghi chú kín"])
    await phone.exchange(browser)
    return await reported(world, browser, [1, 3, "Tóm tắt kín", "Lời kín trong nhà", 1, 1])


async def joined_long_ago(link: ProvinceLink) -> None:
    link.joined_at = datetime.now(UTC) - timedelta(days=70)
    await link.save()
