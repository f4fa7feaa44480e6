"""HTTP of a sync exchange: queue, stream, page deltas."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any, Literal

from litestar import MediaType, Request, Response
from litestar.exceptions import ClientException

from sync.feed import Delta, Manifest, manifest_hash, partial_manifests, plan_delta
from sync.frames import ZERO8, Hello
from sync.inbox import Answer, ExchangeRefused, Inbox
from webapp.accounts.models import Device
from webapp.core.database.node import incarnation
from webapp.core.labels import MEDIA_TYPE
from webapp.submissions.intake import quota
from webapp.submissions.intake.quota import Pace
from webapp.web import assets
from webapp.web.half_open_limit import busy_response

MANIFESTS_KEPT = 3
WORTH_SQUEEZING = 400
REFUSED = {"signature": 403, "often": 429}
EXCHANGES_MAX = 2
"""Concurrent exchanges; keeps web pages fast."""
TURNS_EACH = 3
"""Authentication, submissions, answer."""
MOST = 1_000_000
"""Bytes of a request."""
LONGEST = 25
"""Seconds in the queue; a phone's timeout, with its slow link, is 60."""


class ExchangeQueue(asyncio.Semaphore):
    """Estimates its waiting time."""

    def __init__(self) -> None:
        super().__init__(EXCHANGES_MAX)
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
    request: Request[Any, Any, Any],
    opened: AbstractAsyncContextManager[Inbox],
    reply: Callable[[Answer], Awaitable[bytes]],
) -> Response[bytes | str]:
    """Authentication by signature. Keeps complete frames of a truncated body."""
    if request.content_type[0] != MEDIA_TYPE:
        return Response("format", status_code=415, media_type=MediaType.TEXT)
    if int(request.headers.get("content-length") or 0) > MOST:
        return Response("size", status_code=413, media_type=MediaType.TEXT)
    line: ExchangeQueue = request.app.state.turns
    if line.seconds > LONGEST:
        async for _ in _chunks(request):
            """Cut off while sending, a phone would miss the 'busy' answer."""
        return busy_response(int(line.seconds))
    try:
        async with opened as inbox:
            answer = await inbox.exchange(_chunks(request))
    except ExchangeRefused as refusal:
        return Response(refusal.code, status_code=REFUSED.get(refusal.code, 400), media_type=MediaType.TEXT)
    async with line:
        told = await reply(answer)
    return await _squeezed(told, request.headers.get("accept-encoding", ""))


async def _squeezed(told: bytes, accepted: str) -> Response[bytes | str]:
    """Thread: 0.1 s for all pages; saves 3 s on a slow link."""
    headers, coding = {"cache-control": "no-store"}, assets.coding_for(accepted)
    if coding and len(told) > WORTH_SQUEEZING:
        told = await asyncio.to_thread(assets.squeeze, told, coding)
        headers["content-encoding"] = coding
    return Response(told, media_type=MEDIA_TYPE, status_code=200, headers=headers)


def strangers(request: Request[Any, Any, Any]) -> Callable[[], bool]:
    """Rate limit by address; call once a request."""
    address = request.client.host if request.client else ""
    pace: Pace = request.app.state.pace
    return lambda: pace.hurried(b"from " + address.encode(), quota.STRANGERS_A_MINUTE)


async def _chunks(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
    """A disconnect ends the stream."""
    try:
        async for chunk in request.stream():
            yield chunk
    except ClientException:
        return


async def head_of(commune: str) -> dict[str, Any]:
    return {"incarnation": await incarnation(commune), "server_time": int(time.time())}


async def news_for(
    device: Device, hello: Hello, manifest: Manifest, *, order: Sequence[str] = (), pieces: int = 1
) -> Delta:
    """Page delta. After a lost or truncated answer: one page a piece.

    Else with an unknown manifest one piece: the phone keeps its old pages until it is whole.
    """
    told = hello.manifest.hex()
    part = _part_of_last(device, hello.manifest)
    confirmed = pages_known(device, hello.manifest)
    delta = plan_delta(confirmed, manifest, order=order)
    if part is not None or (device.putting or {}).get("from") == told:
        pieces = len(delta.put) if pieces > 1 else 1
    elif delta.replace:
        pieces = 1
    delta = replace(delta, pieces=max(1, pieces))
    await _remember(device, hello, delta)
    return delta


def pages_known(device: Device, told: bytes) -> Manifest | None:
    """By manifest hash; None if unknown."""
    return {} if told == ZERO8 else _known(device, told.hex()) or _part_of_last(device, told)


def _known(device: Device, name: str) -> dict[str, bytes] | None:
    known = device.manifests.get(name)
    return None if known is None else {path: bytes.fromhex(digest) for path, digest in known.items()}


def _part_of_last(device: Device, told: bytes) -> Manifest | None:
    """Pages held after a truncated answer."""
    last = device.putting
    after = _known(device, last["to"]) if last else None
    if last is None or after is None or told.hex() in device.manifests:
        return None
    parts = partial_manifests(_known(device, last["from"]) or {}, after, last["paths"])
    return next((held for held in parts if manifest_hash(held) == told), None)


async def _remember(device: Device, hello: Hello, delta: Delta) -> None:
    """Both manifests: this answer may be lost."""
    told, after = hello.manifest.hex(), manifest_hash(delta.manifest).hex()
    if after in device.manifests and len(device.manifests) <= MANIFESTS_KEPT and not delta.put:
        return
    kept = {} if delta.replace else {told: _in_hex(delta.before)}
    kept[after] = _in_hex(delta.manifest)
    putting = {"from": told, "to": after, "paths": list(delta.put)}
    await Device.filter(id=device.id).update(manifests=kept, putting=putting)


def _in_hex(manifest: Manifest) -> dict[str, str]:
    return {path: digest.hex() for path, digest in manifest.items()}
