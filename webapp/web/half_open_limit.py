"""Limit on half-open requests: slow clients cannot block others."""

from collections import Counter
from ipaddress import ip_address
from typing import Any

from litestar import MediaType, Request, Response
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from webapp.web import errors

OF_ALL, OF_ONE = 300, 100
"""In all, per address. A commune's 66 phones may share a router."""
AGAIN = 30
"""Retry-After, seconds."""


class Doorway:
    """Too many incomplete bodies: 503, unread."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or not _has_body(scope):
            await self.app(scope, receive, send)
            return
        address = (scope.get("client") or ("", 0))[0]
        if self._full(address):
            await _refuse(scope, receive, send)
            return
        coming = True
        self.open[address] += 1

        async def counted() -> Any:
            nonlocal coming
            message = await receive()
            if coming and not message.get("more_body"):
                coming = False
                self._leave(address)
            return message

        try:
            await self.app(scope, counted, send)
        finally:
            if coming:
                self._leave(address)

    def _full(self, address: str) -> bool:
        return self.open.total() >= OF_ALL or (not _is_here(address) and self.open[address] >= OF_ONE)

    def _leave(self, address: str) -> None:
        self.open[address] -= 1
        if not self.open[address]:
            del self.open[address]


def _has_body(scope: Any) -> bool:
    return any(
        name in (b"content-length", b"transfer-encoding") and value != b"0"
        for name, value in scope["headers"]
    )


def _is_here(address: str) -> bool:
    """Loopback is the reverse proxy, which forwards all clients."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


async def _refuse(scope: Any, receive: Receive, send: Send) -> None:
    request: Request[Any, Any, Any] = Request(scope, receive, send)
    response: Response[Any] = (
        busy_response(AGAIN) if scope["path"].startswith("/sync/") else errors.show_busy(request, AGAIN)
    )
    await response.to_asgi_response(app=None, request=request)(scope, receive, send)


def busy_response(seconds: int) -> Response[Any]:
    return Response("busy", status_code=503, media_type=MediaType.TEXT, headers={"retry-after": str(seconds)})
