"""A crowd is told to come later before it waits longer than a phone does, and half-open requests take no places."""

import asyncio
import time
from typing import Any

import httpx
import pytest
from litestar import Litestar

from tests.support.phone import MEDIA, enrolled
from tests.support.world import World
from webapp.phone import http
from webapp.web import half_open_limit

pytestmark = pytest.mark.both

HOME, ASKED = 1, [1]
WHERE = "/sync/v1/exchange"


async def _in_line(line: http.ExchangeQueue, count: int) -> list[asyncio.Task[Any]]:
    """Until a dozen have had their turn."""

    async def turn() -> None:
        async with line:
            await asyncio.sleep(0.05)

    tasks = [asyncio.create_task(turn()) for _ in range(count)]
    while not 0 < line.waiting <= count - 12:
        await asyncio.sleep(0)
    return tasks


async def test_the_line_knows_how_long_the_next_would_wait() -> None:
    line = http.ExchangeQueue()
    assert line.seconds == 0
    tasks = await _in_line(line, 40)

    assert 0 < line.waiting < 40
    assert 0.2 * line.waiting * 0.025 * 3 < line.seconds < 5 * line.waiting * 0.025 * 3
    await asyncio.gather(*tasks)
    assert line.seconds == 0


async def test_a_phone_behind_a_long_line_hears_at_once_when_to_come_again(
    app: Litestar, huoi_co: World, browser_of: Any
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(1, huoi_co.an.id, [HOME, ASKED], wall=int(time.time()))
    hello, body = phone.request(phone.unsettled())
    line: http.ExchangeQueue = app.state.turns
    line.waiting, line.between = 300, 0.2
    try:
        answer = await browser.post(WHERE, content=body, headers={"content-type": MEDIA})
    finally:
        line.waiting = 0
    assert (answer.status_code, answer.text) == (503, "busy")
    assert int(answer.headers["retry-after"]) > http.LONGEST

    answer = await browser.post(WHERE, content=body, headers={"content-type": MEDIA})
    assert answer.status_code == 200
    phone.take(hello, answer.content)
    assert not phone.unsettled()


async def _half_open(
    app: Any, path: str, address: str, gate_: asyncio.Event, begun: asyncio.Event | None = None
) -> int:
    async def trickle() -> Any:
        yield b"GDX"
        if begun:
            begun.set()
        await gate_.wait()
        yield b""

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app, client=(address, 1)), base_url="http://huukhuong.test"
    ) as client:
        answer = await client.post(path, content=trickle(), headers={"content-type": MEDIA})
        return answer.status_code


async def test_half_open_requests_have_a_limit_of_one_address_and_of_all(
    app: Litestar, huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(half_open_limit, "OF_ONE", 3)
    monkeypatch.setattr(half_open_limit, "OF_ALL", 5)
    done = asyncio.Event()

    async def opened(address: str, count: int) -> list[asyncio.Task[int]]:
        begun = [asyncio.Event() for _ in range(count)]
        tasks = [asyncio.create_task(_half_open(app, WHERE, address, done, event)) for event in begun]
        await asyncio.gather(*(event.wait() for event in begun))
        return tasks

    tasks = await opened("10.0.0.1", 3)
    browser = await browser_of(huoi_co.dan)
    assert (await _half_open(app, WHERE, "10.0.0.1", done)) == 503
    tasks += await opened("10.0.0.2", 2)
    assert (await browser.get("/households")).status_code == 200
    full = await browser.send_form("/sign-out")
    assert full.status_code == 503
    assert "nửa phút" in full.text and full.headers["retry-after"]
    done.set()

    assert set(await asyncio.gather(*tasks)) == {400}
    assert (await browser.send_form("/sign-out")).status_code == 303
