"""A commune's office in this process and its province in another, on the same kind of database."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import create_database
from tests.support.upper import PASSWORD, Province
from tests.support.world import World
from webapp.upstream.link import join_province_by_network
from webapp.upstream.models import ProvinceLink


@pytest.fixture
async def province(
    database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Province]:
    url = ""
    if not database_url.startswith("sqlite"):
        cluster = request.getfixturevalue("cluster")
        name = f"p{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**9}"
        await create_database(cluster, name, "template_gandan")
        url = cluster.url(name)
    node = Province(tmp_path / "province", url)
    node.code = node.begin()
    node.start()
    yield node
    node.stop()


@pytest.fixture(autouse=True)
def nobody_else_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's own contact would come in between; its test brings it back."""
    monkeypatch.setattr("webapp.upstream.routes.wake_sender", lambda: None)


@pytest.fixture
async def joined(province: Province, huoi_co: World) -> ProvinceLink:
    return await join_province_by_network(province.base, province.code)


@pytest.fixture
async def official(province: Province) -> AsyncIterator[Any]:
    """Somebody of the province, signed in there."""
    from tests.support.browsing import Browser

    async with Browser(base_url=province.base) as browser:
        await browser.get("/sign-in")
        answer = await browser.send_form("/sign-in", {"username": "canbo", "password": PASSWORD, "next": "/"})
        assert answer.status_code == 303, answer.text
        yield browser
