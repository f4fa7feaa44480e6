"""Around every answer: what it says about itself, and no form from another site."""

from urllib.parse import urlsplit

from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from webapp.settings import settings

READS = ("GET", "HEAD", "OPTIONS")
OF_PAGES = {
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(self),microphone=(self),usb=()",
}
A_YEAR = "max-age=31536000"


class Shell:
    """Outside of the framework, so that its own answers get these too."""

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

        if scope["path"].startswith(
            self._signed
        ):  # by devices, without cookies; a contact weighs what it must
            await self.app(scope, receive, send)
            return
        if scope["method"] not in READS and from_elsewhere(Headers.from_scope(scope)):
            await ASGIResponse(body="another site", status_code=403, media_type="text/plain")(
                scope, receive, saying
            )
            return
        await self.app(scope, receive, saying)


def _say(headers: MutableScopeHeaders) -> None:
    """What only a page needs is not sent with everything else: on 2G each line costs."""
    headers.setdefault("x-content-type-options", "nosniff")
    headers.setdefault("cache-control", "no-store")
    if headers.get("content-type", "").startswith("text/html"):
        for name, value in OF_PAGES.items():
            headers.setdefault(name, value)
        if settings().secure:
            headers.setdefault("strict-transport-security", A_YEAR)


def from_elsewhere(headers: Headers) -> bool:
    """A browser says where a form stood; one that says nothing is held by the form's token alone.

    Our own pages send no referrer, which makes a form's origin `null`: then the other header tells.
    """
    site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "")
    if site and site not in ("same-origin", "none"):
        return True
    if origin in ("", "null"):
        return False
    ours = {headers.get("host", ""), urlsplit(settings().base_url).netloc}
    return urlsplit(origin).netloc not in ours
