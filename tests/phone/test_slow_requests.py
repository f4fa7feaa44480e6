"""Connections that trickle or stand half open are closed; nobody else waits for them, and what came whole stays."""

import asyncio
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.submissions.intake.faults import scope_of
from tests.support.crowd import gather_phones, meet
from tests.support.hasty import HastyOffice
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.submissions.models import StoredSubmission
from webapp.web import slow_clients

HOME, ASKED = 1, [1]
HEAD = b"POST /sync/v1/exchange HTTP/1.1\r\nhost: huukhuong.test\r\ncontent-type: application/vnd.gandan.exchange\r\n"


def test_half_open_connections_are_closed_and_phones_beside_them_are_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-05: 40 connections with unfinished headers or bodies that trickle."""
    monkeypatch.setenv("GANDAN_SECRETS", str(tmp_path / "secrets"))
    office = HastyOffice(tmp_path, GANDAN_DEMO="", GANDAN_SECRETS=str(tmp_path / "secrets"))
    phones: list[Phone] = office.prepare(lambda: gather_phones(4, 2, 10))
    office.start()
    try:
        seen, closed = asyncio.run(_beside_slow_ones(office, phones))
    finally:
        office.stop()

    assert closed == 40
    assert (set(seen.statuses), set(seen.page_statuses)) == ({200}, {200})
    assert all(not phone.unsettled() for phone in phones)


async def _beside_slow_ones(office: HastyOffice, phones: list[Phone]) -> tuple[Any, int]:
    body = HEAD + b"content-length: 5000\r\n\r\nGDX\x01\x00"
    openings = [HEAD[:40], body] * 20
    begun = [asyncio.Event() for _ in openings]
    slow = [
        asyncio.create_task(_trickle(office.port, opening, event))
        for opening, event in zip(openings, begun, strict=True)
    ]
    await asyncio.gather(*(event.wait() for event in begun))
    seen = await meet(office, phones)
    return seen, sum(await asyncio.gather(*slow))


async def _trickle(port: int, opening: bytes, begun: asyncio.Event) -> bool:
    """One byte a second; True when the server closed it, within a minute."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(opening)
    end = time.monotonic() + 60
    try:
        while time.monotonic() < end:
            writer.write(b"x")
            await writer.drain()
            begun.set()
            try:
                if not await asyncio.wait_for(reader.read(4096), 1):
                    return True
            except TimeoutError:
                continue
    except ConnectionError:
        return True
    finally:
        writer.close()
    return False


async def test_what_came_whole_before_a_phone_fell_silent_is_kept(
    huoi_co: World, app: Any, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_clients, "READ_WITHIN", 0.3)
    phone = await enrolled(huoi_co.dan)
    for n in range(3):
        phone.write(1, huoi_co.an.id, [HOME, ASKED, 0, f"Lần {n}"])
    _, body = phone.request(phone.outbox)
    first, heard = [{"type": "http.request", "body": body[:-80], "more_body": True}], []

    async def receive() -> Any:
        if first:
            return first.pop()
        await asyncio.sleep(60)
        raise AssertionError("waited for a silent phone")

    async def send(message: Any) -> None:
        heard.append(message)

    await asyncio.wait_for(app(scope_of(), receive, send), 10)

    assert heard[0]["status"] == 200
    assert await StoredSubmission.filter(code="unsigned").count() > 0
    reply = await phone.exchange(await browser_of(None))
    assert [receipt.status for receipt in reply.receipts] == [1, 1, 1]


async def test_a_slow_but_honest_sender_is_given_time_for_every_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_clients, "READ_WITHIN", 0.2)
    monkeypatch.setattr(slow_clients, "SLOWEST", 1000)
    pieces = [{"type": "http.request", "body": b"a" * 300, "more_body": n < 4} for n in range(5)]

    async def slow_app(scope: Any, receive: Any, send: Any) -> None:
        got = [await receive() for _ in range(5)]
        assert [message["type"] for message in got] == ["http.request"] * 5

    async def receive() -> Any:
        await asyncio.sleep(0.15)
        return pieces.pop(0)

    await slow_clients.Patience(slow_app)({"type": "http"}, receive, httpx.AsyncClient)  # type: ignore[arg-type]
