"""Endpoints: where a concern is, by receipt code (no cookie, no script), and what is handed to its family."""

import time
from typing import Any

from litestar import Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath

from webapp.accounts.passwords.address_limit import address_of
from webapp.concerns.queries import concerns_visible_to
from webapp.core.calendar import today
from webapp.households.viewer import Viewer
from webapp.residents.forms import TickForm, read_code
from webapp.residents.pages import (
    STYLE,
    STYLE_HASH,
    concern_by_code,
    may_tick,
    slip_values,
    status_values,
    wait_since,
    whom_to_call,
)
from webapp.residents.rules import tick
from webapp.web.form_fields import field_text, fields_of
from webapp.web.pages import Asked, page, render_template
from webapp.web.policies import OFFICE, audit_subject

CSP = f"default-src 'none';style-src '{STYLE_HASH}';form-action 'self';base-uri 'none';frame-ancestors 'none'"
FREE = {"policy": "public", "exclude_from_csrf": True}
"""Who has the code may tick: no cookie, so no token."""


@get("/v", opt=FREE)
async def ask_code(request: Asked) -> Response[str]:
    return _answer("residents/ask.html", calls=await whom_to_call())


@get("/v/{code:str}", opt=FREE)
async def concern_status(request: Asked, code: FromPath[str]) -> Response[str]:
    return await _status(request, code, TickForm.read({}))


@post("/v", status_code=200, opt=FREE)
async def ask_or_tick(request: Asked) -> Response[str]:
    fields = fields_of(await request.form())
    return await _status(request, field_text(fields, "code"), TickForm.read(fields))


async def _status(request: Asked, typed: str, form: TickForm) -> Response[str]:
    """The same answer, at the same time, for each code that is none."""
    begun, wrong, address = time.monotonic(), request.app.state.wrong_receipts, address_of(request)
    calls = await whom_to_call()
    if wait := wrong.must_wait(address):
        return _answer("residents/wait.html", 429, {"retry-after": str(wait)}, calls=calls)
    code = read_code(typed)
    if not code:
        return _answer("residents/unknown.html", 404, calls=calls)
    concern = await concern_by_code(code)
    if concern and form.done and may_tick(concern):
        await tick(concern, form.done, today())
    shown = await status_values(concern) if concern else {}
    if not concern:
        wrong.note(address)
    await wait_since(begun)
    if not concern:
        return _answer("residents/unknown.html", 404, calls=calls)
    return _answer("residents/status.html", code=code, calls=calls, **shown)


def _answer(
    name: str, status: int = 200, headers: dict[str, str] | None = None, **shown: Any
) -> Response[str]:
    return Response(
        render_template(name, style=STYLE, **shown),
        status_code=status,
        media_type=MediaType.HTML,
        headers={"content-security-policy": CSP, "permissions-policy": "camera=()", **(headers or {})},
    )


@get("/concerns/{concern_id:str}/slip", opt={"policy": OFFICE})
async def concern_slip(request: Asked, concern_id: FromPath[str]) -> Response[str]:
    visible = await concerns_visible_to(Viewer(request.user))
    concern = await visible.get(id=concern_id, withdrawn=False, hidden=False)
    audit_subject(request, concern.household_id)
    return page(request, "residents/slip.html", **await slip_values(concern))


ROUTES = [ask_code, concern_status, ask_or_tick, concern_slip]
