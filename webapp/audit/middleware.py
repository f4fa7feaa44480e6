"""Audit middleware: a page about households is logged before sending, or not sent."""

import re
from typing import Any

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from sync.feed import Delta
from webapp.audit.chain import Shown, keep_shown
from webapp.web.person import Person
from webapp.web.policies import NO_HOUSEHOLD

PAGE_MAX = 60
OF_ONE = re.compile(r"/households/([\w-]{11})(?:/|$)")


class Noting:
    """No household id in the path: a list."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start" and _shows(message["status"]):
                await _note(scope)
            await send(message)

        await self.app(scope, receive, noting)


def _shows(status: int) -> bool:
    return 200 <= status < 300 or status == 422


async def _note(scope: Any) -> None:
    person: Person | None = scope.get("user")
    handler = scope.get("route_handler")
    if person is None or handler is None or handler.opt.get("policy") == "public":
        return
    if handler.opt.get("shows") != NO_HOUSEHOLD and not person.of_province:
        own = scope["path_params"].get("household_id")
        shown = [own] if own else scope["state"].get("about") or [""]
        await keep_shown(person.commune, [_shown(scope, person, household) for household in shown])


def _shown(scope: Any, person: Person, household: str) -> Shown:
    path = _without(scope["path"], household)
    page = path if scope["method"] == "GET" else f"{scope['method']} {path}"
    return Shown(person.id, page[:PAGE_MAX], household, person.device_id or "")


async def note_pack(person: Person, delta: Delta) -> None:
    if delta.put:
        await keep_shown(person.commune, [_put(person, path, delta.manifest[path]) for path in delta.put])


def _put(person: Person, path: str, digest: bytes) -> Shown:
    named = OF_ONE.match(path)
    household = named[1] if named else ""
    return Shown(person.id, _without(path, household)[:PAGE_MAX], household, person.device_id or "", digest)


def _without(path: str, household: str) -> str:
    return path.replace(f"/households/{household}", "household", 1) if household else path
