"""A pile of paper at the office: nothing but the keyboard, with scripts and without."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page

from tests.browser.commune import looking, sign_in, small_office
from tests.browser.steps import visits
from tests.support.office import Office
from webapp.core.calendar import today

DAY = f"{today():%d/%m}"
COMING = f"{today() + timedelta(days=9):%d/%m}"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with small_office(tmp_path_factory.mktemp("office")) as office:
        yield office


async def at_the_desk(chromium: Browser, office: Office, *, javascript: bool) -> Page:
    context = await looking(chromium, office, javascript=javascript)
    await sign_in(context, office, office.world.clerk)  # type: ignore[attr-defined]
    return await context.new_page()


async def blank_forms(page: Page, count: int) -> list[str]:
    await page.goto("/paper")
    await page.locator("[name=what][value=forms] + label").click()
    await page.locator("#blank").fill(str(count))
    async with page.expect_navigation():
        await page.locator("main form button.big").click()
    return await page.locator(".no b").all_inner_texts()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
async def test_rows_are_typed_with_the_keyboard_alone(
    chromium: Browser, office: Office, javascript: bool
) -> None:
    page = await at_the_desk(chromium, office, javascript=javascript)
    before = len(visits(office))
    serials = await blank_forms(page, 2)
    await page.goto("/paper/visits")
    await page.locator("#serial-0").focus()

    for serial, code in zip(serials, ("HC-001", "HC-003"), strict=True):
        for words in (serial, code, DAY, "1", "1 5", "", "2", "", "1 2", "", COMING, "1 1", ""):
            await page.keyboard.type(words)
            await page.keyboard.press("Tab")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")

    assert "đã ghi 2 lần thăm" in await page.locator("main [role=status]").first.inner_text()
    assert len(visits(office)) == before + 2
    await page.context.close()


async def test_a_mistyped_number_is_told_before_anything_is_sent(chromium: Browser, office: Office) -> None:
    page = await at_the_desk(chromium, office, javascript=True)
    [serial] = await blank_forms(page, 1)
    await page.goto("/paper/visits")
    said = page.locator("#said-0")

    await page.locator("#serial-0").fill(serial[:-1] + ("2" if serial[-1] == "3" else "3"))
    await page.keyboard.press("Tab")
    await said.filter(has_text="Ở đây không có phiếu nào mang số này.").wait_for()
    await page.locator("#serial-0").fill(serial)
    await page.keyboard.press("Tab")

    await page.wait_for_function("() => document.querySelector('#said-0').textContent.trim() === ''")
    await page.context.close()
