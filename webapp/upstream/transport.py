"""HTTP transport, in its own thread: neither pages nor shutdown wait."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from webapp.core.labels import MEDIA_TYPE

SECONDS = 60
LOOPBACK = ("127.0.0.1", "::1", "localhost")
LARGEST_ANSWER = 64 << 20

Road = Callable[[str, bytes], Awaitable[bytes]]
"""(address, request) -> answer."""


class NoAnswer(Exception):
    """`status`: HTTP status, or 0."""

    def __init__(self, status: int = 0) -> None:
        super().__init__(str(status))
        self.status = status


class _StayOnTheRoad(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_opener = build_opener(_StayOnTheRoad)


async def post_by_network(url: str, body: bytes) -> bytes:
    return await _apart(url, body, MEDIA_TYPE)


async def ask_province(url: str, fields: dict[str, Any]) -> bytes:
    return await _apart(url, json.dumps(fields).encode(), "application/json")


async def _apart(*asked: Any) -> bytes:
    """Not the event loop's executor: shutdown would await it, up to the timeout."""
    loop = asyncio.get_running_loop()
    heard: asyncio.Future[bytes] = loop.create_future()

    def tell(answer: bytes | None, error: Exception | None) -> None:
        if heard.done():
            return
        if error:
            heard.set_exception(error)
        else:
            heard.set_result(answer or b"")

    def work() -> None:
        answer, error = None, None
        try:
            answer = _post(*asked)
        except Exception as met:
            error = met
        with suppress(RuntimeError):  # server stopped meanwhile
            loop.call_soon_threadsafe(tell, answer, error)

    threading.Thread(target=work, daemon=True).start()
    return await heard


def sealed_on_the_way(url: str) -> bool:
    """Letters are unencrypted: HTTPS, except to this computer."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _post(url: str, body: bytes, media: str) -> bytes:
    if not sealed_on_the_way(url):
        raise NoAnswer
    request = Request(url, data=body, headers={"content-type": media}, method="POST")  # noqa: S310
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            content: bytes = answer.read(LARGEST_ANSWER)
            return content
    except HTTPError as error:
        error.close()
        raise NoAnswer(error.code) from error
    except (URLError, OSError, HTTPException, ValueError) as error:
        raise NoAnswer from error
