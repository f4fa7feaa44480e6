"""ASGI middleware: late errors, HEAD, capture of forms."""

from typing import Any

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.enums import ScopeType
from litestar.exceptions import LitestarException
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from webapp.core.logs import Begun
from webapp.web import errors, rejected_forms

FITS = 256_000
"""Default body limit, bytes."""


class Whole:
    """Error page for failures outside the route, as in the audit log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = Begun(send)
        try:
            await self.app(scope, receive, begun)
        except Exception as error:
            if begun.yes or scope["type"] != ScopeType.HTTP:
                raise
            cause = error.__cause__ if isinstance(error, LitestarException) else None
            await _show(scope, receive, send, cause if isinstance(cause, Exception) else error)


async def _show(scope: Any, receive: Receive, send: Send, error: Exception) -> None:
    request: Request[Any, Any, Any] = Request(scope, receive, send)
    scope["state"]["outside"] = True
    response = errors.show_fault(request, error)
    await response.to_asgi_response(app=None, request=request)(scope, receive, send)


class Heads:
    """HEAD as GET without body, except under `but`."""

    def __init__(self, app: ASGIApp, but: str) -> None:
        self.app, self.but = app, but

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD" or scope["path"].startswith(self.but):
            await self.app(scope, receive, send)
            return

        async def bodiless(message: Message) -> None:
            if message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        scope["method"] = "GET"
        await self.app(scope, receive, bodiless)


class Typing:
    """Captures a form for the error page; drops its kept copy on success."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = _form_type(scope)
        if not kind:
            await self.app(scope, receive, send)
            return
        came = rejected_forms.PartialBody(kind)
        scope["state"]["typed"] = came

        async def listening() -> Any:
            message = await receive()
            if message["type"] == "http.request":
                came.add(message)
            return message

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                _forget(scope, came)
            await send(message)

        try:
            await self.app(scope, await _ahead(scope, came, listening), told)
        finally:
            await _close_files(scope)


async def _ahead(scope: Scope, came: rejected_forms.PartialBody, receive: Receive) -> Receive:
    """Reads the beginning of a body that is refused as too large, to capture fields."""
    if not _says_too_much(scope):
        return receive
    read = [await receive()]
    while len(came.body) < FITS and not _is_last(read[-1]):
        read.append(await receive())

    async def again() -> Any:
        return read.pop(0) if read else await receive()

    return again


def _says_too_much(scope: Any) -> bool:
    size = dict(scope["headers"]).get(b"content-length", b"")
    return bool(size.isdigit() and int(size[:12]) > FITS)


def _is_last(message: Any) -> bool:
    return message["type"] != "http.request" or not message.get("more_body")


def _form_type(scope: Any) -> str:
    if scope["type"] != ScopeType.HTTP or scope["method"] != "POST":
        return ""
    kind = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1")
    return kind if kind.startswith(rejected_forms.FORMS) else ""


async def _close_files(scope: Scope) -> None:
    """Of a form rejected before a route read it."""
    form = ScopeState.from_scope(scope).form
    if not isinstance(form, dict):
        return
    for value in form.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, UploadFile):
                await one.close()


def _forget(scope: Any, came: rejected_forms.PartialBody) -> None:
    if rejected_forms.AGAIN.encode() not in came.body or not (person := scope.get("user")):
        return
    rejected_forms.drop(person.id, rejected_forms.read_form(came).again)
