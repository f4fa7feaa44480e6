"""An enrolled phone with a road to the office that can fail."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page

from tests.browser.script.bench import Bench, bench_page, with_profile
from tests.browser.script.between import Between
from tests.browser.script.kept import Kept, enrolled
from tests.support.office import Office
from tests.support.world import World


@pytest.fixture
def road(office: Office) -> Iterator[Between]:
    road = Between(office.port)
    yield road
    road.close()


@pytest_asyncio.fixture(loop_scope="session")
async def kept(phone: BrowserContext, office: Office, road: Between, world: World) -> AsyncIterator[Kept]:
    """Dần's phone, in charge of `an` and `bao`. A test that breaks the script's rules of silence fails."""
    kept = await enrolled(phone, office, road, world.dan)
    yield kept
    assert not kept.errors, kept.errors


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.close()


@pytest_asyncio.fixture(loop_scope="session")
async def desk(phone: BrowserContext, bench: Bench) -> Page:
    """A page with the kit and an unlocked profile, and no office."""
    return await with_profile(await bench_page(phone, bench))
