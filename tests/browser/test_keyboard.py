"""With a keyboard alone: every stop is named and seen, Enter saves, mistakes are found."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from tests.browser import axe
from tests.browser.commune import looking, sign_in, small_office
from tests.browser.steps import arrived
from tests.support.office import Office
from tests.support.world import World

STOP = """() => {
    const it = document.activeElement;
    if (!it || it === document.body) return null;
    const chip = it.closest(".chips") && it.labels && it.labels[0], shown = chip || it, box = shown.getBoundingClientRect();
    const at = (x, y) => { const top = document.elementFromPoint(x, y); return top && (shown.contains(top) || top.contains(shown)); };
    const middle = (box.top + box.bottom) / 2, points = [box.left + 3, (box.left + box.right) / 2, box.right - 3].map((x) => [x, middle]);
    const style = getComputedStyle(shown);
    return {
        what: it.tagName.toLowerCase() + (it.name ? "[" + it.name + "]" : ""), name: axe.commons.text.accessibleText(it),
        tab: !!it.closest(".tabs"), seen: points.some(([x, y]) => at(x, y)), ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    };
}"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with small_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture(scope="module")
def world(office: Office) -> World:
    return office.world  # type: ignore[attr-defined,no-any-return]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def member(chromium: Browser, office: Office, world: World) -> AsyncIterator[BrowserContext]:
    context = await looking(chromium, office)
    await sign_in(context, office, world.dan)
    yield context
    await context.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def clerk(chromium: Browser, office: Office, world: World) -> AsyncIterator[BrowserContext]:
    context = await looking(chromium, office)
    await sign_in(context, office, world.clerk)
    yield context
    await context.close()


async def walk(page: Page, limit: int = 60) -> list[dict[str, Any]]:
    """Tab by tab from the top until the page is left."""
    await page.evaluate(axe.SOURCE)
    await page.evaluate(
        "axe.setup(document); document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)"
    )
    stops: list[dict[str, Any]] = []
    for _ in range(limit):
        await page.keyboard.press("Tab")
        stop = await page.evaluate(STOP)
        if stop is None:
            return stops
        stops.append(stop)
    raise AssertionError(f"never left the page: {stops[-5:]}")


async def tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        if await page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"no way to {selector}")


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/", 14),
        ("/households", 14),
        ("/households/{an}", 16),
        ("/households/{an}/visits/new", 16),
        ("/households/{an}/concerns/new", 16),
        ("/households/{an}/changes/new", 14),
        ("/device", 12),
    ],
)
async def test_every_stop_of_a_phone_page_is_named_and_seen(
    member: BrowserContext, world: World, path: str, most: int
) -> None:
    page = await member.new_page()
    await page.goto(path.format(an=world.an.id))

    stops = await walk(page)

    assert [stop for stop in stops if not (stop["name"] and stop["seen"] and stop["ring"])] == []
    # The four tabs stand after everything else: they are on nobody's way to saving.
    own = [stop["name"] for stop in stops if not stop["tab"]]
    assert len(own) <= most, own
    await page.close()


@pytest.mark.parametrize("path", ["/arrivals", "/households/register", "/concerns", "/households/import"])
async def test_every_stop_of_an_office_page_is_named_and_seen(clerk: BrowserContext, path: str) -> None:
    page = await clerk.new_page()
    await page.set_viewport_size({"width": 1200, "height": 800})
    await page.goto(path)

    stops = await walk(page)

    assert len(stops) > 8
    assert [stop for stop in stops if not (stop["name"] and stop["seen"] and stop["ring"])] == []
    await page.close()


async def test_enter_saves_the_visit(member: BrowserContext, office: Office, world: World) -> None:
    before = len(arrived(office))
    page = await member.new_page()
    await page.goto(f"/households/{world.an.id}/visits/new")
    await tab_to(page, "[name=met]")
    await page.keyboard.press("Space")
    await page.keyboard.press("Escape")
    assert await page.locator("#met").is_checked()
    await tab_to(page, "main form button")

    async with page.expect_navigation():
        await page.keyboard.press("Enter")

    assert "Xã đã nhận" in await page.locator("main [role=status]").inner_text()
    assert len(arrived(office)) == before + 1
    await page.close()


async def test_a_mistake_takes_the_keyboard_to_the_summary_and_on_to_the_field(
    member: BrowserContext, world: World
) -> None:
    page = await member.new_page()
    await page.goto(f"/households/{world.an.id}/visits/new")
    await tab_to(page, "main form button")

    async with page.expect_navigation():
        await page.keyboard.press("Enter")

    assert (await page.title()).startswith("Lỗi: ")
    await page.wait_for_function("() => document.activeElement.hasAttribute('data-errors')")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_function("() => document.activeElement.name === 'met'")
    await page.keyboard.press("Space")
    assert await page.locator("#met").is_checked()
    await page.close()


async def test_the_first_stop_leads_past_the_header(member: BrowserContext, world: World) -> None:
    page = await member.new_page()
    await page.goto(f"/households/{world.an.id}/visits/new")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_function("() => location.hash")
    await page.keyboard.press("Tab")

    await page.wait_for_function("() => document.activeElement.name === 'met'")
    await page.close()
