"""A phone whose clock is wrong: its days are shown as what they can be, and the office is told of the clock."""

from datetime import UTC, datetime

import pytest

from tests.outbox.test_numbers import said
from tests.phone import enrolled
from tests.world import World
from webapp.accounts.models import Device
from webapp.visits.models import Visit

DAY = 86_400


@pytest.mark.parametrize("days", [2, 400, 100_000_000])
async def test_a_clock_ahead_keeps_nothing_on_top(huoi_co: World, browser_of, days: int) -> None:
    phone, nobody, clerk = (
        await enrolled(huoi_co.dan),
        await browser_of(None),
        await browser_of(huoi_co.clerk),
    )
    phone.ahead = days * DAY
    phone.write(1, huoi_co.an.id, [1, [1], 0])
    await phone.exchange(nobody)

    visit = await Visit.get()
    assert visit.recorded_at == visit.received_at <= datetime.now(UTC)
    shown = await said(clerk, f"/households/{huoi_co.an.id}")
    assert str(datetime.now(UTC).year + 1) not in shown
    assert "sai" in await said(clerk, f"/phones/{(await Device.get()).id}")


async def test_a_clock_behind_is_named_where_the_phone_is_shown(huoi_co: World, browser_of) -> None:
    phone, nobody, clerk = (
        await enrolled(huoi_co.dan),
        await browser_of(None),
        await browser_of(huoi_co.clerk),
    )
    phone.ahead = -400 * DAY
    await phone.exchange(nobody)

    assert "400 ngày" in await said(clerk, f"/phones/{(await Device.get()).id}")
    assert "400 ngày" in await said(clerk, "/phones")


async def test_of_a_right_clock_nothing_is_said(huoi_co: World, browser_of) -> None:
    phone, nobody, clerk = (
        await enrolled(huoi_co.dan),
        await browser_of(None),
        await browser_of(huoi_co.clerk),
    )
    await phone.exchange(nobody)

    assert "đồng hồ" not in (await said(clerk, f"/phones/{(await Device.get()).id}")).lower()
