"""Security headers and protection against cross-site request forgery (CSRF)."""

import hmac
from typing import Any
from urllib.parse import urlsplit

from litestar.config.csrf import CSRFConfig
from litestar.connection import ASGIConnection
from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware.csrf import CSRFMiddleware
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from webapp.settings import settings

READS = ("GET", "HEAD", "OPTIONS")
OF_PAGES = {
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(self),microphone=(self),usb=()",
}
A_YEAR = "max-age=31536000"
OF_SESSION = 32
"""Hex digits of a session's CSRF token: 128 bits; 50 bytes less per form."""


class Shell:
    """Outside the framework, whose own responses need the headers too."""

    def __init__(self, app: ASGIApp, signed: str) -> None:
        self.app, self._signed = app, signed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return

        async def saying(message: Message) -> None:
            if message["type"] == "http.response.start":
                _say(MutableScopeHeaders.from_message(message))
            await send(message)

        if scope["path"].startswith(self._signed):  # no cookies; each header costs bytes
            await self.app(scope, receive, send)
            return
        if scope["method"] not in READS and from_elsewhere(Headers.from_scope(scope)):
            await ASGIResponse(body="another site", status_code=403, media_type="text/plain")(
                scope, receive, saying
            )
            return
        await self.app(scope, receive, saying)


def _say(headers: MutableScopeHeaders) -> None:
    """Page headers only for pages: bytes cost on 2G."""
    headers.setdefault("x-content-type-options", "nosniff")
    headers.setdefault("cache-control", "no-store")
    if headers.get("content-type", "").startswith("text/html"):
        for name, value in OF_PAGES.items():
            headers.setdefault(name, value)
        if settings().secure:
            headers.setdefault("strict-transport-security", A_YEAR)


def from_elsewhere(headers: Headers) -> bool:
    """By Sec-Fetch-Site or Origin; without both, the CSRF token decides.

    Our pages send no referrer, so Origin may be `null`.
    """
    site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "")
    if site and site not in ("same-origin", "none"):
        return True
    if origin in ("", "null"):
        return False
    ours = {headers.get("host", ""), urlsplit(settings().base_url).netloc}
    return urlsplit(origin).netloc not in ours


class FormTokens(CSRFMiddleware):
    """CSRF tokens derived from the session: forms of an earlier session or another account fail."""

    def __init__(self, app: ASGIApp, config: CSRFConfig, session_cookie: str) -> None:
        super().__init__(app, config)
        self._session = session_cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            cookies = ASGIConnection[Any, Any, Any, Any](scope).cookies  # the scope's own dict, not a copy
            sent = cookies.pop(self.config.cookie_name, "")
            if session := cookies.get(self._session):
                cookies[self.config.cookie_name] = _token_of(session, self.config.secret)
            elif len(sent) > OF_SESSION:  # a session's token is never in the cookie
                cookies[self.config.cookie_name] = sent
            scope["state"]["form_token"] = cookies.get(self.config.cookie_name, "")
        await super().__call__(scope, receive, send)

    def _csrf_tokens_match(self, request_csrf_token: str, cookie_csrf_token: str) -> bool:
        if len(cookie_csrf_token) > OF_SESSION:
            return super()._csrf_tokens_match(request_csrf_token, cookie_csrf_token)
        return hmac.compare_digest(request_csrf_token.encode(), cookie_csrf_token.encode())


def _token_of(session: str, secret: str) -> str:
    """Recomputed, so unsigned."""
    return hmac.digest(secret.encode(), f"gandan form of {session}".encode(), "sha256").hex()[:OF_SESSION]


def form_token(scope: Any) -> str:
    """Even if the request's token was wrong."""
    token = ScopeState.from_scope(scope).csrf_token
    return token if isinstance(token, str) else str(scope["state"].get("form_token", ""))


def carries_token(scope: Any) -> bool:
    """Whether the form's token was valid."""
    return isinstance(ScopeState.from_scope(scope).csrf_token, str)
