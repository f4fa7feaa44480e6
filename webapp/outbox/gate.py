"""One exchange by HTTP, whoever's: the request as it arrives, and the answer with the pages that changed."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, Literal

from litestar import MediaType, Request, Response
from litestar.exceptions import ClientException

from sync.feed import Delta, Manifest, manifest_hash, plan, steps
from sync.frames import MEDIA_TYPE, ZERO8, Hello
from sync.inbox import Answer, ExchangeRefused, Inbox
from webapp import assets
from webapp.accounts.models import Device
from webapp.doorway import busy
from webapp.outbox import quota
from webapp.outbox.queries import incarnation
from webapp.outbox.quota import Pace

MANIFESTS_KEPT = 3
WORTH_SQUEEZING = 400
REFUSED = {"signature": 403, "often": 429}
AT_ONCE = 2
"""Exchanges that work at the same moment, of all that are open: when a whole commune comes, pages stay quick."""
TURNS_EACH = 3
"""Of an ordinary exchange: who the phone is, what it brought, what it gets."""
MOST = 1_000_000
"""Bytes of a request."""
LONGEST = 25
"""Seconds in line. A phone waits 60 for an answer, and part of that is its slow link."""


class Line(asyncio.Semaphore):
    """The turns to work, and how long the next in line would wait for all of its own."""

    def __init__(self) -> None:
        super().__init__(AT_ONCE)
        self.waiting, self.between, self._last = 0, 0.0, 0.0

    async def acquire(self) -> Literal[True]:
        if not self.waiting:
            self._last = time.monotonic()
        self.waiting += 1
        try:
            return await super().acquire()
        finally:
            self.waiting -= 1

    def release(self) -> None:
        now = time.monotonic()
        if self.waiting:
            self.between += (now - self._last - self.between) / 8
        self._last = now
        super().release()

    @property
    def seconds(self) -> float:
        return self.waiting * self.between * TURNS_EACH


async def receive(
    request: Request[Any, Any, Any], inbox: Inbox, reply: Callable[[Answer], Awaitable[bytes]]
) -> Response[bytes | str]:
    """No cookie: the device's signature says who speaks. A body cut anywhere keeps what was whole."""
    if request.content_type[0] != MEDIA_TYPE:
        return Response("format", status_code=415, media_type=MediaType.TEXT)
    if int(request.headers.get("content-length") or 0) > MOST:
        return Response("size", status_code=413, media_type=MediaType.TEXT)
    line: Line = request.app.state.turns
    if line.seconds > LONGEST:
        async for _ in _chunks(request):
            """A phone that is cut off while it sends would not hear that it is to come later."""
        return busy(int(line.seconds))
    try:
        answer = await inbox.exchange(_chunks(request))
    except ExchangeRefused as refusal:
        return Response(refusal.code, status_code=REFUSED.get(refusal.code, 400), media_type=MediaType.TEXT)
    async with line:
        told = await reply(answer)
    return await _squeezed(told, request.headers.get("accept-encoding", ""))


async def _squeezed(told: bytes, accepted: str) -> Response[bytes | str]:
    """As small as it gets, beside the loop: a tenth of a second for all pages of a phone, three on its slow link."""
    headers, coding = {"cache-control": "no-store"}, assets.coding_for(accepted)
    if coding and len(told) > WORTH_SQUEEZING:
        told = await asyncio.to_thread(assets.squeeze, told, coding)
        headers["content-encoding"] = coding
    return Response(told, media_type=MEDIA_TYPE, status_code=200, headers=headers)


def strangers(request: Request[Any, Any, Any]) -> Callable[[], bool]:
    """Whether devices that nobody enrolled come too often from this address; asked once a request."""
    address = request.client.host if request.client else ""
    pace: Pace = request.app.state.pace
    return lambda: pace.hurried(b"from " + address.encode(), quota.STRANGERS_A_MINUTE)


async def _chunks(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
    """The request as it arrives; a device that goes away in the middle just ends it."""
    try:
        async for chunk in request.stream():
            yield chunk
    except ClientException:
        return


async def head_of(commune: str) -> dict[str, Any]:
    """What opens every answer of this node."""
    return {"incarnation": await incarnation(commune), "server_time": int(time.time())}


async def news_for(
    device: Device, hello: Hello, manifest: Manifest, *, order: Sequence[str] = (), pieces: int = 1
) -> Delta:
    """Of the pages that belong to this device those that it does not hold yet.

    In `pieces`, and every page a piece of its own after an answer that was lost or cut. A phone whose
    pages we do not know keeps them until all of the new ones are there, unless that answer was lost.
    """
    told = hello.manifest.hex()
    part = _part_of_last(device, hello.manifest)
    confirmed = pages_known(device, hello.manifest)
    delta = plan(confirmed, manifest, order=order)
    if part is not None or (device.putting or {}).get("from") == told:
        pieces = len(delta.put) if pieces > 1 else 1
    elif delta.replace:
        pieces = 1
    delta = replace(delta, pieces=max(1, pieces))
    await _remember(device, hello, delta)
    return delta


def pages_known(device: Device, told: bytes) -> Manifest | None:
    """What the device holds, by the name it says; None when we no longer know what it means."""
    return {} if told == ZERO8 else _known(device, told.hex()) or _part_of_last(device, told)


def _known(device: Device, name: str) -> dict[str, bytes] | None:
    """The pages that a device holds which says that name; None when we no longer know it."""
    known = device.manifests.get(name)
    return None if known is None else {path: bytes.fromhex(digest) for path, digest in known.items()}


def _part_of_last(device: Device, told: bytes) -> Manifest | None:
    """What the device holds if the last answer with pages was cut; None if it was not."""
    last = device.putting
    after = _known(device, last["to"]) if last else None
    if last is None or after is None or told.hex() in device.manifests:
        return None
    parts = steps(_known(device, last["from"]) or {}, after, last["paths"])
    return next((held for held in parts if manifest_hash(held) == told), None)


async def _remember(device: Device, hello: Hello, delta: Delta) -> None:
    """Keep what the device holds now and what it will hold if this answer arrives; it may not."""
    told, after = hello.manifest.hex(), manifest_hash(delta.manifest).hex()
    if after in device.manifests and len(device.manifests) <= MANIFESTS_KEPT and not delta.put:
        return
    kept = {} if delta.replace else {told: _in_hex(delta.before)}
    kept[after] = _in_hex(delta.manifest)
    putting = {"from": told, "to": after, "paths": list(delta.put)}
    await Device.filter(id=device.id).update(manifests=kept, putting=putting)


def _in_hex(manifest: Manifest) -> dict[str, str]:
    return {path: digest.hex() for path, digest in manifest.items()}
