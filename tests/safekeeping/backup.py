"""An office that is backed up, and the same one elsewhere."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from sync.ranges import Ranges
from tests.conftest import application, create_database, started
from tests.support.phone import Phone, post
from tests.support.world import World
from webapp import settings as settings_module
from webapp.core import keys

HOME, ASKED = 1, [1]


async def elsewhere(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> str:
    """The other office: nothing in its folder, and a database that was never used."""
    if where == "postgresql":
        cluster = request.getfixturevalue("cluster")
        name = f"again{abs(hash((request.node.nodeid, str(tmp_path)))) % 10**9}"
        await create_database(cluster, name)
        url = cluster.url(name)
    else:
        url = f"sqlite://{tmp_path / 'again' / 'gandan.db'}"
    monkeypatch.setenv("GANDAN_DATABASE_URL", url)
    monkeypatch.setenv("GANDAN_DATA", str(tmp_path / "again"))
    settings_module.settings.cache_clear()
    keys.forget()
    return url


def other(url: str) -> str:
    return "sqlite" if url.startswith("postgres") else "postgresql"


def same(url: str) -> str:
    return "sqlite" if url.startswith("sqlite") else "postgresql"


async def work(phone: Phone, world: World, notes: list[str]) -> None:
    for note in notes:
        phone.write(1, world.an.id, [HOME, ASKED, 0, note])


async def offer_again(phone: Phone, browser: httpx.AsyncClient) -> None:
    """What a phone does that meets another incarnation: ask for all it keeps, send what has no receipt."""
    before = phone.incarnation
    hello, body = phone.request([], asked=Ranges.of(range(1, len(phone.outbox) + 1)))
    reply = phone.take(hello, (await post(browser, body)).content)
    assert reply.welcome.incarnation != before
    there = {receipt.seq for receipt in reply.receipts}
    phone.receipts = {seq: receipt for seq, receipt in phone.receipts.items() if seq in there}
    await phone.exchange(browser)


@asynccontextmanager
async def office() -> AsyncIterator[httpx.AsyncClient]:
    """The server from its start to its end, and a phone's way to it."""
    made = application()
    way = httpx.ASGITransport(made)
    async with started(made), httpx.AsyncClient(transport=way, base_url="http://x.test") as browser:
        yield browser
