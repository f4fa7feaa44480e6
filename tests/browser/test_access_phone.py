"""What the phone's own script shows keeps the same rules: rows that wait, the box after saving, a locked phone."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser import axe
from tests.browser.commune import PHONE, looking, small_office
from tests.browser.steps import enrol, says, unlock, write_visit
from tests.support.office import Office
from tests.support.world import World


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with small_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture(scope="module")
def world(office: Office) -> World:
    return office.world  # type: ignore[attr-defined,no-any-return]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def kept(chromium: Browser, office: Office, world: World) -> AsyncIterator[BrowserContext]:
    """A phone with one record received and, without signal, one that waits."""
    context = await looking(chromium, office)
    page = await enrol(context, office, world.dan)
    await write_visit(page, office, world.bao)
    await says(page, "Xã đã nhận lúc")
    await context.set_offline(True)
    await write_visit(page, office, world.an, note="Ống nước vỡ ở khe trên")
    await page.close()
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(kept: BrowserContext) -> AsyncIterator[Page]:
    page = await kept.new_page()
    await page.set_viewport_size(PHONE)
    yield page
    await page.close()


@pytest.mark.parametrize("path", ["/", "/households", "/households/{an}", "/who", "/device", "/help"])
async def test_a_page_that_the_phone_composes_keeps_the_rules(page: Page, world: World, path: str) -> None:
    await page.goto(path.format(an=world.an.id))
    await says(page, "Chưa có sóng")

    assert await axe.faults(page) == {}


async def test_rows_that_wait_and_rows_that_arrived_keep_the_rules(page: Page) -> None:
    await page.goto("/outbox")
    await page.locator("[data-outbox-list=waiting] summary").click()
    await page.locator("[data-outbox-list=done] summary").click()

    await expect(page.get_by_text("Ống nước vỡ ở khe trên")).to_be_visible()
    assert await axe.faults(page) == {}


async def test_the_box_after_saving_keeps_the_rules_and_has_the_focus(
    page: Page, office: Office, world: World
) -> None:
    await page.goto(f"/households/{world.bao.id}")
    await page.get_by_role("button", name="Thăm bình thường").click()
    await page.locator("[data-saved]").wait_for()

    await page.wait_for_function("() => document.activeElement.closest('[data-saved]')")
    assert await axe.faults(page) == {}


async def test_mistakes_found_by_the_phone_keep_the_rules_and_lead_to_the_field(
    page: Page, world: World
) -> None:
    await page.goto(f"/households/{world.bao.id}/visits/new")
    await page.get_by_role("button", name="Lưu phiếu thăm").click()
    link = page.locator("a[href='#met']")
    await link.wait_for()

    await page.wait_for_function("() => document.activeElement.querySelector('a[href=\"#met\"]')")
    assert await axe.faults(page) == {}
    await link.focus()
    await page.keyboard.press("Enter")
    await page.wait_for_function("() => document.activeElement.name === 'met'")


async def test_a_page_that_is_not_on_the_phone_says_so(page: Page, world: World) -> None:
    await page.goto(f"/households/{world.canh.id}")
    await page.get_by_text("cần có sóng").wait_for()

    assert await axe.faults(page) == {}


async def test_a_locked_phone_keeps_the_rules(page: Page) -> None:
    await page.goto("/device")
    await page.locator("[data-lock]").click()
    await page.wait_for_url("**/unlock")
    await page.locator("form[data-unlock] [name=pin]").fill("000000")
    await page.locator("form[data-unlock] button").click()
    await page.get_by_text("Sai mã PIN").wait_for()
    assert await axe.faults(page) == {}
    await page.evaluate(
        "document.querySelectorAll('[data-unlock],[data-renew]').forEach((it) => it.hidden = !it.hidden)"
    )
    await page.get_by_text("Từ nay mã PIN có 6 chữ số").wait_for()
    assert await axe.faults(page) == {}

    await page.goto("/outbox")
    await page.get_by_text("đang khoá").first.wait_for()
    assert await axe.faults(page) == {}

    await page.goto("/unlock")
    await unlock(page)
