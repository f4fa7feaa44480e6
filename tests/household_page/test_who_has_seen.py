"""The office and whoever carries a household see who read about it, and when."""

import re
from typing import Any

from tests.support.phone import enrolled
from tests.support.world import World


async def seen(browser: Any, world: World) -> list[str]:
    page = (await browser.get(f"/households/{world.an.id}/readers")).text
    lines = re.findall(r'<li class="row">(.*?)</li>', page, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in lines]


async def test_readers_are_shown_by_person_and_day(huoi_co: World, browser_of: Any) -> None:
    dan, clerk = await browser_of(huoi_co.dan), await browser_of(huoi_co.clerk)
    for _ in range(3):
        await clerk.get(f"/households/{huoi_co.an.id}")
    await dan.get(f"/households/{huoi_co.an.id}/visits/new")
    await (await enrolled(huoi_co.dan)).exchange(await browser_of(None))

    lines = await seen(dan, huoi_co)

    assert [re.sub(r"\d\d:\d\d", "T", line) for line in lines] == [
        "Lô Văn Dần mở 1 lần · đưa 5 trang vào điện thoại · lần cuối T",
        "Hà Thị Ơn Văn phòng xã mở 3 lần · lần cuối T",
    ]
    assert len(await seen(clerk, huoi_co)) == 2


async def test_a_stranger_to_the_household_learns_nothing(huoi_co: World, browser_of: Any) -> None:
    answer = await (await browser_of(huoi_co.en)).get(f"/households/{huoi_co.an.id}/readers")

    assert answer.status_code == 404


async def test_the_households_page_leads_there(huoi_co: World, browser_of: Any) -> None:
    for person in (huoi_co.dan, huoi_co.clerk, huoi_co.khoa):
        page = (await (await browser_of(person)).get(f"/households/{huoi_co.an.id}")).text
        assert f'href="/households/{huoi_co.an.id}/readers"' in page


async def test_a_family_that_said_no_is_called_by_its_code_here_too(huoi_co: World, browser_of: Any) -> None:
    from webapp.core.calendar import today
    from webapp.register.models import Consent

    await Consent.create(household=huoi_co.an, answer="refused", asked_on=today(), commune=huoi_co.commune.id)

    page = (await (await browser_of(huoi_co.dan)).get(f"/households/{huoi_co.an.id}/readers")).text

    assert "Moong" not in page and "HC-001" in page
