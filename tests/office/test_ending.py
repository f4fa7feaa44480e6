"""The office ends soon after it is told to, whatever phones were doing: cut in the middle, still sending, or in line."""

import asyncio
import signal
import time
from pathlib import Path

import pytest

from tests.support.crowd import gather_phones
from tests.support.office import Office
from tests.support.phone import Phone
from tests.support.warm import WarmOffice

PATIENCE = 10
HEAD = (
    "POST /sync/v1/exchange HTTP/1.1\r\nhost: huukhuong.test\r\n"
    "content-type: application/vnd.gandan.exchange\r\ncontent-length: {}\r\n\r\n"
)


async def _send(office: Office, phone: Phone, whole: bool) -> asyncio.StreamWriter:
    _, body = phone.request(phone.unsettled())
    _, writer = await asyncio.open_connection("127.0.0.1", office.port)
    writer.write(HEAD.format(len(body)).encode() + (body if whole else body[: len(body) // 2]))
    await writer.drain()
    return writer


async def _phones_leave(office: Office, phones: list[Phone], stay: float) -> None:
    sent = await asyncio.gather(*(_send(office, phone, whole=n % 4 > 0) for n, phone in enumerate(phones)))
    await asyncio.sleep(stay)
    for writer in sent:
        writer.transport.abort()


@pytest.mark.parametrize("stay", [0.3, 2])
def test_the_office_ends_after_phones_dropped_out_in_the_middle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stay: float
) -> None:
    monkeypatch.setenv("GANDAN_SECRETS", str(tmp_path / "secrets"))
    office = WarmOffice(tmp_path, GANDAN_DEMO="", GANDAN_SECRETS=str(tmp_path / "secrets"))
    phones: list[Phone] = office.prepare(lambda: gather_phones(80, 1, 4))
    office.start()
    process = office.process
    assert process is not None
    try:
        asyncio.run(_phones_leave(office, phones, stay))
        time.sleep(0.3)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        assert time.monotonic() - began < PATIENCE
    finally:
        if process.poll() is None:
            office.stop(signal.SIGKILL)
    office.process = None
