"""Browsers inside chat programs, and those that keep nothing: they are told so, and work with signal."""

import re
from collections.abc import Iterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.commune import looking, small_office
from tests.browser.steps import PIN, arrived, slip_for
from tests.support.office import Office
from tests.support.world import World

CHROME = "Mozilla/5.0 (Linux; Android 9; {}) AppleWebKit/537.36 (KHTML, like Gecko) {} Chrome/124.0 Mobile Safari/537.36{}"
WITHOUT_WORKER = "delete Navigator.prototype.serviceWorker"
WITHOUT_STORAGE = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("denied", "SecurityError"); } })"""
BROWSERS = {
    "Zalo": (CHROME.format("SM-J260", "Version/4.0", " Zalo android/12100738 ZaloTheme/light"), ""),
    "Facebook": (CHROME.format("SM-J260", "Version/4.0", " [FB_IAB/FB4A;FBAV/440.0.0.0;]"), ""),
    "WebView": (CHROME.format("SM-J260; wv", "Version/4.0", ""), WITHOUT_WORKER),
    "without workers": (CHROME.format("SM-J260", "", ""), WITHOUT_WORKER),
    "storage denied": (CHROME.format("SM-J260", "", ""), WITHOUT_STORAGE),
}
CLAIMS = re.compile("trên máy này|an toàn trên máy|Đã lưu|Chờ sóng|tự gửi", re.IGNORECASE)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with small_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.mark.parametrize("name", BROWSERS)
async def test_it_says_where_to_open_it_and_works_online(
    chromium: Browser, office: Office, name: str
) -> None:
    """T-54: browsers of chat programs, without a worker, with storage denied; forms online, no claim to keep."""
    agent, script = BROWSERS[name]
    world: World = office.world  # type: ignore[attr-defined]
    before = len(arrived(office))
    async with opened(chromium, office, agent, script) as page:
        await page.goto(f"/s/{slip_for(office, world.dan)}")
        await page.get_by_text("Mở bằng Chrome").first.wait_for()
        assert not await page.locator("[data-enrol] [name=pin]").is_visible()
        for field in await page.locator("[name^=pin]:visible").all():
            await field.fill(PIN)
        await page.get_by_role("button", name=f"Tôi là {world.dan.full_name}").click()
        await page.wait_for_url(f"{office.base}/")
        await claims_nothing(page)

        for path in ("/households", f"/households/{world.an.id}/concerns/new", "/outbox", "/device"):
            await page.goto(path)
            await claims_nothing(page)

        await page.goto(f"/households/{world.an.id}/visits/new")
        await page.locator("label[for=met]").click()
        await page.get_by_role("button", name="Lưu phiếu thăm").click()
        await page.get_by_text(re.compile(r"Xã đã nhận lúc \d\d:\d\d \(số \d+\)")).wait_for()
        await claims_nothing(page)
    assert len(arrived(office)) == before + 1


async def test_a_browser_that_can_keep_records_is_offered_to(chromium: Browser, office: Office) -> None:
    world: World = office.world  # type: ignore[attr-defined]
    async with opened(chromium, office, CHROME.format("SM-J260", "", ""), "") as page:
        await page.goto(f"/s/{slip_for(office, world.dan)}")
        await page.locator("[data-enrol] [name=pin]").wait_for()

        await expect(page.locator(".plain-note:visible")).to_have_count(0)


@asynccontextmanager
async def opened(chromium: Browser, office: Office, agent: str, script: str):
    context = await looking(chromium, office, agent=agent)
    if script:
        await context.add_init_script(script)
    try:
        yield await context.new_page()
    finally:
        await context.close()


async def claims_nothing(page: Page) -> None:
    """Not a word that something is kept here, no worker, and the way out is named."""
    await expect(page.locator(".plain-note:visible")).to_have_count(1)
    words = await page.locator("body").inner_text()
    assert not CLAIMS.search(words.replace("Trình duyệt này không lưu phiếu", "")), words
    assert await page.locator(".kept:visible").count() == 0
    workers = (
        "navigator.serviceWorker ? navigator.serviceWorker.getRegistrations().then((all) => all.length) : 0"
    )
    assert await page.evaluate(workers) == 0
    assert await page.evaluate("indexedDB.databases()") == []
