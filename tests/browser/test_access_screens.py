"""Every screen, in every theme, at the narrowest width with the largest type: readable, and large enough to touch."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext

from tests.browser import axe
from tests.browser.commune import DESK, demo_office, looking
from tests.browser.screens import OFFICE, PHONE, Screen, opened
from tests.support.office import Office

BAD = """<html lang="vi"><title>Xấu</title><main><h1>Xấu</h1>
<p style="color:#777">Chữ mờ</p><p style="color:#666">Chữ hơi mờ</p><img src="data:,"><form><label style="white-space:nowrap">
Một dòng rất dài không bao giờ xuống dòng nên tràn ra ngoài màn hình</label><button style="height:30px">Lưu</button></form>
<p class="acts"><button style="height:60px;width:60px">Một</button> <button style="height:60px;width:60px;position:relative;top:9px">Hai</button></p></main>"""

PLAIN = """<html lang="vi"><body style="background:#fff;color:#000"><main class="one"><h1>Sáng</h1><p>Một <b>hai</b></p>
<p>Ba <small>bốn</small></p><p>Năm <i>sáu</i>, <a href="/" style="color:#00f">bảy</a></p></main></html>"""


@pytest.fixture(scope="module")
def office(pytestconfig: pytest.Config) -> Office:
    return demo_office(pytestconfig)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def people(chromium: Browser, office: Office) -> AsyncIterator[dict[str, BrowserContext]]:
    who = {screen.who for screen in (*PHONE, *OFFICE)}
    contexts = {name: await looking(chromium, office, name) for name in who}
    yield contexts
    for context in contexts.values():
        await context.close()


@pytest.mark.parametrize("screen", PHONE, ids=str)
async def test_a_screen_of_the_phone_keeps_the_rules(
    people: dict[str, BrowserContext], screen: Screen
) -> None:
    page = await opened(people[screen.who], screen)

    assert await axe.faults(page) == {}


@pytest.mark.parametrize("screen", OFFICE, ids=str)
async def test_a_screen_of_the_office_keeps_the_rules(
    people: dict[str, BrowserContext], screen: Screen
) -> None:
    page = await opened(people[screen.who], screen)
    await axe.shortened(page)
    await page.set_viewport_size(DESK)
    overflow, small = await axe.overflowing(page), await axe.small_targets(page)
    at_the_desk = axe.noted(overflow_at_1200=overflow, small_at_1200=small, crooked=await axe.crooked(page))

    assert await axe.faults(page) | at_the_desk == {}


async def test_the_judges_see_what_is_wrong(people: dict[str, BrowserContext]) -> None:
    page = await people[""].new_page()
    await page.set_viewport_size(axe.NARROW)
    await page.set_content(BAD)

    assert "image-alt" in {fault.split()[0] for fault in await axe.violations(page)}
    colours = {fault.split()[0] for fault in await axe.poor_colours(page)}
    assert colours == {"color-contrast-enhanced", "color-contrast"}
    assert [fault.split()[0] for fault in await axe.small_targets(page)] == ["BUTTON."]
    assert await axe.crooked(page) == ["Một / Hai"]
    assert any(fault.startswith("LABEL") for fault in await axe.overflowing(page))
    await page.close()


@pytest.mark.parametrize(
    "rule",
    [
        "p + p { color: #777 }",
        "b { background: #777 }",
        ".one { background: #777 }",
        "p:first-of-type { opacity: .4 }",
        "small { font-size: .5rem; color: #747474 }",
        "a { color: #333; text-decoration: none }",
    ],
)
async def test_a_colour_is_judged_anew_where_a_rule_makes_it_poor(
    people: dict[str, BrowserContext], rule: str
) -> None:
    page = await people[""].new_page()
    await page.set_content(PLAIN)
    assert await axe.poor_colours(page) == []

    await page.set_content(f"<style>[data-theme=dark] {{ {rule} }}</style>{PLAIN}")
    assert await axe.poor_colours(page) == []
    await axe.look(page, theme="dark")
    found = await axe.poor_colours(page)

    assert found
    assert await axe.poor_colours(page) == found, "what is poor stays so when a test runs again"
    await page.close()
