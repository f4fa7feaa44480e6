"""Looking a household up: without marks, without a name in any address, within one's own view."""

import re
from typing import Any

import pytest

from tests.support.world import World
from webapp.core.calendar import today
from webapp.register.models import Consent, Household

pytestmark = pytest.mark.both

NAMES = re.compile(r'<th scope="row"><a[^>]+>([^<]+)</a>')


async def look_up(browser: Any, words: str, **more: str) -> list[str]:
    answer = await browser.send_form("/households/register", {"words": words, **more})
    assert answer.status_code == 200
    return NAMES.findall(answer.text)


@pytest.mark.parametrize("words", ["canh", "CẢNH", "kha y", "  y   cảnh ", "HC-003", "hc-003", "ca\u0309nh"])
async def test_marks_case_and_order_do_not_matter(huoi_co: World, browser_of: Any, words: str) -> None:
    assert await look_up(await browser_of(huoi_co.clerk), words) == ["Kha Y Cảnh"]


async def test_what_was_looked_for_stays_in_the_box_and_out_of_addresses(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.clerk)

    answer = await browser.send_form("/households/register", {"words": "Bảo <i>"})

    assert 'value="Bảo &lt;i&gt;"' in answer.text
    assert NAMES.findall(answer.text) == [] and '<p class="box">' in answer.text
    assert not re.search(r'(?:href|action)="[^"]*(?:B%E1|Bảo)', answer.text)


async def test_the_commune_is_listed_by_given_name_as_in_a_dictionary(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.clerk)

    page = (await browser.get("/households/register")).text

    assert NAMES.findall(page) == ["Moong Thị An", "Lữ Văn Bảo", "Kha Y Cảnh", "Ốc Bá Xồng"]
    assert "Lô Văn Dần" in page
    assert "chưa có ai" in page


async def test_one_hamlet_alone(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.clerk)

    page = (await browser.get(f"/households/register?hamlet={huoi_co.other_hamlet.id}")).text

    assert NAMES.findall(page) == ["Ốc Bá Xồng"]
    assert await look_up(browser, "an", hamlet=huoi_co.other_hamlet.id) == []


async def test_a_branch_secretary_looks_up_the_hamlet_and_no_further(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.khoa)

    assert await look_up(browser, "xong") == []
    assert await look_up(browser, "bao") == ["Lữ Văn Bảo"]


async def test_a_member_has_no_register(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)

    assert (await browser.get("/households/register")).status_code == 403
    assert (await browser.send_form("/households/register", {"words": "an"})).status_code == 403


async def test_a_family_that_said_no_is_not_found_by_its_name(huoi_co: World, browser_of: Any) -> None:
    await Consent.create(
        household=huoi_co.canh, answer="refused", asked_on=today(), commune=huoi_co.commune.id
    )
    browser = await browser_of(huoi_co.clerk)

    assert await look_up(browser, "canh") == []
    assert await look_up(browser, "HC-003") == ["HC-003"]


async def test_fifty_a_page(huoi_co: World, browser_of: Any) -> None:
    for number in range(10, 60):
        await Household.create(
            code=f"HC-{number:03d}",
            hamlet=huoi_co.hamlet,
            path_order=number * 10,
            head_name=f"Lô Văn {chr(65 + number % 26)}n",
            commune=huoi_co.commune.id,
        )
    browser = await browser_of(huoi_co.clerk)

    first, second = [(await browser.get(f"/households/register?page={n}")).text for n in (1, 2)]

    assert (len(NAMES.findall(first)), len(NAMES.findall(second))) == (50, 4)
    assert "54 hộ" in first
    assert "Trang 2 trên 2" in second
    assert (await browser.get("/households/register?page=x")).status_code == 200
