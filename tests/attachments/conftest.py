"""Dần's phone and the way to the office."""

from typing import Any

import pytest

from tests.attachments.sending import Sender
from tests.support.phone import enrolled
from tests.support.world import World


@pytest.fixture
async def sender(huoi_co: World, browser_of: Any) -> Sender:
    return Sender(await enrolled(huoi_co.dan), await browser_of(None))
