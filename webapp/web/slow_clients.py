"""Timeout for slowly arriving request bodies."""

import asyncio
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

READ_WITHIN = 120  # seconds, extended by
SLOWEST = 1000  # bytes a second: a third of the weakest known link


class Patience:
    """On timeout a disconnect; an exchange keeps its complete frames."""

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
