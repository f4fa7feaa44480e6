"""An enrolled phone with a road to the office that can fail."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext

from tests.browser.script.between import Between
from tests.browser.script.kept import Kept, enrolled
from tests.office import Office
from tests.world import World


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
