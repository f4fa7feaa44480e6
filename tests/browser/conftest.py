"""A real browser: Debian's Chromium, one for all tests of a process, a fresh profile for each."""

import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Playwright, async_playwright, expect

from tests.support.office import Office
from tests.support.warm import WarmOffice
from tests.support.world import World

CHROMIUM = next(
    (path for name in ("chromium-headless-shell", "chromium") if (path := shutil.which(name))), "chromium"
)
"""The shell without windows, where it is installed: it takes a third less time."""
PATIENCE = 40_000
"""Milliseconds: what is waited for comes at once, unless the machine has other things to do."""
expect.set_options(timeout=PATIENCE)
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--no-opt --no-maglev --single-threaded-gc",  # no page stays open long enough to gain by them
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All in one event loop, because the browser lives in it.

    A browser on a busy machine gets a second try; the run says at its end which tests needed it.
    """
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def playwright() -> AsyncIterator[Playwright]:
    async with async_playwright() as playwright:
        yield playwright


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium(playwright: Playwright) -> AsyncIterator[Browser]:
    browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
    yield browser
    await browser.close()


class Pocket:
    """A phone that can lose its power: its storage is a folder, its processes can be killed and started again."""

    def __init__(self, playwright: Playwright, folder: Path) -> None:
        self.playwright, self.folder = playwright, folder
        self.context: BrowserContext | None = None

    async def switch_on(self) -> BrowserContext:
        self.context = await self.playwright.chromium.launch_persistent_context(
            str(self.folder),
            executable_path=CHROMIUM,
            args=SWITCHES,
            viewport={"width": 360, "height": 640},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        self.context.set_default_timeout(PATIENCE)
        return self.context

    async def lose_power(self) -> None:
        """SIGKILL to every process that runs on this folder, and to no other."""
        for place in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if str(self.folder).encode() in (place / "cmdline").read_bytes():
                    os.kill(int(place.name), signal.SIGKILL)
        with suppress(Exception):
            await self.context.close()  # type: ignore[union-attr]
        for left in self.folder.glob("Singleton*"):
            left.unlink()


@pytest_asyncio.fixture(loop_scope="session")
async def pocket(playwright: Playwright, tmp_path: Path) -> AsyncIterator[Pocket]:
    pocket = Pocket(playwright, tmp_path / "phone")
    yield pocket
    with suppress(Exception):
        await pocket.context.close()  # type: ignore[union-attr]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A running office with the small world; `office.world` knows who is who."""
    office = WarmOffice(tmp_path, GANDAN_DEMO="")
    office.world = office.prepare_small_world()  # type: ignore[attr-defined]
    office.start()
    yield office
    office.stop()


@pytest.fixture
def world(office: Office) -> World:
    return office.world  # type: ignore[attr-defined,no-any-return]


@pytest_asyncio.fixture(loop_scope="session")
async def phone(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A cheap phone's screen, with storage of its own."""
    context = await chromium.new_context(
        viewport={"width": 360, "height": 640}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", has_touch=True
    )
    context.set_default_timeout(PATIENCE)
    yield context
    await context.close()
