"""A request that trickles in is ended, so that nobody can hold the office's door open for ever."""

import asyncio
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

READ_WITHIN = 120  # seconds, and beyond that
SLOWEST = 1000  # bytes a second, a third of what the weakest link we know brings


class Patience:
    """Whoever reads the request meets its end early, as when the phone had gone; an exchange keeps what came whole."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        ends, whole = asyncio.get_running_loop().time() + READ_WITHIN, False

        async def in_time() -> Any:
            nonlocal ends, whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout_at(ends):
                    message = await receive()
            except TimeoutError:
                return {"type": "http.disconnect"}
            if message["type"] == "http.request":
                whole = not message.get("more_body")
                ends += len(message.get("body", b"")) / SLOWEST
            return message

        await self.app(scope, in_time, send)
