"""The running server sends by itself, and no page waits for the province."""

import asyncio
import socket
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.upper import Province
from tests.support.world import World
from tests.upstream.send_up import reported, send_up
from webapp.upstream import background
from webapp.upstream.models import ProvinceLink, SentLetter


async def until(true: Any, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not await true():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.05)


async def test_what_was_sent_up_leaves_soon_by_itself(
    joined: ProvinceLink, province: Province, huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.upstream.routes.wake_sender", background.wake_sender)
    concern = await reported(huoi_co, await browser_of(None))
    clerk = await browser_of(huoi_co.clerk)

    await send_up(clerk, concern, "Xin cấp ống nước")

    await until(lambda: SentLetter.filter(status=1).exists())
    page = (await clerk.get("/upstream")).text
    assert "đã nhận, số 1" in page
    assert [row["text"] for row in await province.rows("SELECT text FROM raised_concern")] == [
        "Xin cấp ống nước"
    ]


async def test_a_province_that_never_answers_holds_no_page_up(
    joined: ProvinceLink, huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.upstream.routes.wake_sender", background.wake_sender)
    monkeypatch.setattr("webapp.upstream.transport.SECONDS", 10)
    deaf = socket.create_server(("127.0.0.1", 0))
    port = deaf.getsockname()[1]
    await ProvinceLink.all().update(url=f"http://127.0.0.1:{port}")
    concern = await reported(huoi_co, await browser_of(None))
    clerk, before = await browser_of(huoi_co.clerk), datetime.now(UTC)
    await send_up(clerk, concern, "Xin cấp ống nước")
    await until(lambda: SentLetter.all().exists())

    for path in ("/upstream", f"/concerns/{concern.id}", "/members"):
        assert (await clerk.get(path)).status_code == 200
    assert not await ProvinceLink.filter(problem="road").exists(), "the pages waited for the province"

    await until(lambda: ProvinceLink.filter(problem="road").exists())
    link = await ProvinceLink.get()
    assert link.failures == 1 and link.next_at and link.next_at > before
    assert '<div class="box wait"><p><b>Chưa liên lạc' in (await clerk.get("/upstream")).text
    deaf.close()


async def test_tries_come_further_and_further_apart(joined: ProvinceLink) -> None:
    """5 s at first, at most 15 minutes, never all communes at the same moment."""
    from webapp.upstream.transport import NoAnswer

    async def nobody(_url: str, _body: bytes) -> bytes:
        raise NoAnswer

    waits = []
    for _ in range(12):
        await background.contact_and_note(joined, nobody)
        assert joined.tried_at and joined.next_at
        waits.append((joined.next_at - joined.tried_at).total_seconds())

    assert joined.failures == 12
    assert 5 <= waits[0] <= 10
    assert max(waits) <= 15 * 60
    assert max(waits[8:]) > 60


async def test_without_a_province_nothing_is_tried(huoi_co: World, browser_of: Any) -> None:
    page = (await (await browser_of(huoi_co.clerk)).get("/upstream")).text

    assert "gandan upstream join" in page
    assert 'action="/upstream/now"' not in page
