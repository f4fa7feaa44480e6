"""A phone that writes and sends whatever becomes of the server, and requests that are cut."""

import random
import signal
import threading
import time
from contextlib import suppress
from typing import Any

import httpx

from tests.support.office import Office
from tests.support.phone import MEDIA, Phone, enrolled
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.people.models import Member
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit

HOME, ASKED = 1, [1]


def scope_of() -> dict[str, Any]:
    """An exchange, as the server hands it to the application."""
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/sync/v1/exchange",
        "raw_path": b"/sync/v1/exchange",
        "root_path": "",
        "query_string": b"",
        "scheme": "http",
        "server": ("huukhuong.test", 80),
        "client": ("127.0.0.1", 1),
        "headers": [(b"host", b"huukhuong.test"), (b"content-type", MEDIA.encode())],
        "state": {},
    }


async def cut_request(app: Any, body: bytes) -> None:
    """Send this much of a request and go away, as a phone does when the signal ends."""
    messages = [{"type": "http.request", "body": body, "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> Any:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(_: Any) -> None:
        """Nobody is there to hear it."""

    await app(scope_of(), receive, send)


async def _phone(member_id: str) -> Phone:
    return await enrolled(await Member.get(id=member_id))


async def _kept() -> dict[str, Any]:
    device = await Device.get(kind="phone")
    accepted = await StoredSubmission.filter(device_id=device.id, status=1).values_list("seq", flat=True)
    return {"accepted": set(accepted), "visits": await Visit.all().count()}


def _send_until_killed(office: Office, phone: Phone, world: World, draw: random.Random) -> int:
    """Exchange after exchange; at a moment nobody chose the server dies, and one answer with it."""
    phone.wants_pages = False
    acknowledged, wanted, took = 0, draw.randrange(1, 4), 0.0
    killing: threading.Timer | None = None
    with httpx.Client(base_url=office.base, timeout=20) as client, suppress(httpx.TransportError):
        while True:
            if wanted == 0:
                # Anywhere within the next exchanges, on a fast machine as on a slow one.
                killing = threading.Timer(draw.uniform(0, 2 * took), lambda: office.stop(signal.SIGKILL))
                killing.start()
            wanted -= 1
            for _ in range(draw.randrange(1, 6)):
                phone.write(1, world.an.id, [HOME, ASKED, 0], wall=int(time.time()))
            hello, body = phone.request(phone.unsettled())
            began = time.monotonic()
            answer = client.post("/sync/v1/exchange", content=body, headers={"content-type": MEDIA})
            took = time.monotonic() - began
            before = len(phone.receipts)
            phone.take(hello, answer.content)
            acknowledged += len(phone.receipts) - before
    assert killing is not None
    killing.join()
    return acknowledged
