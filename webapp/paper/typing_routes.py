"""HTTP routes for typing in visits from paper."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.accounts.models import Role
from webapp.calendar import today
from webapp.db import new_id
from webapp.households.models import Moved
from webapp.households.rules import NEED_CODES
from webapp.i18n import gettext as _
from webapp.i18n import show_clock
from webapp.outbox.door import submit
from webapp.outbox.forms import fields_of, text
from webapp.outbox.models import TypedRecord
from webapp.outbox.objections import OBJECTION
from webapp.pages import Asked, page, see, whole
from webapp.paper.lines import ABOVE, BELOW, Grid, Line
from webapp.paper.typed import Kept, Wrong, keep_all, look_at
from webapp.readings.noting import NOBODY
from webapp.receipts import received

CARRIERS = (Role.MEMBER, Role.BRANCH_SECRETARY)
TYPES = (Role.MEMBER, Role.BRANCH_SECRETARY, Role.COMMUNE_OFFICE, Role.COMMUNE_SECRETARY)


@get("/paper/visits", opt={"policy": TYPES, "shows": NOBODY})
async def grid(request: Asked) -> Response[str]:
    asked = request.query_params
    saved, at = asked.get("saved", ""), asked.get("at", "")
    told = {"count": whole(saved), "at": at} if whole(saved) and len(at) == 5 else None
    return page(request, "paper/visits.html", **_shown(Grid.empty(new_id())), told=told)


@post("/paper/visits", opt={"policy": TYPES})
async def type_in(request: Asked) -> Response[str] | Redirect:
    form = Grid.read(fields_of(await request.form()), today())
    if not any(line.typed for line in form.lines):
        form.lines[0].errors["serial"] = _("Write the number at the top of the form.")
    kept = await keep_all(request.user, form)
    if form.errors:
        return page(request, "paper/visits.html", status=422, **_shown(form, kept), told=None)
    return see(f"/paper/visits?saved={len(kept)}&at={show_clock(datetime.now(UTC))}")


def _shown(form: Grid, kept: Sequence[Kept] = ()) -> dict[str, Any]:
    needs = list(enumerate(NEED_CODES, start=1))
    return {"form": form, "kept": kept, "above": ABOVE, "below": BELOW, "needs": needs, "moved": list(Moved)}


@post("/paper/serials/{place:int}", status_code=200, opt={"policy": TYPES})
async def whose(request: Asked, place: FromPath[int]) -> Response[str]:
    """Immediate feedback beside the number; submitting checks again."""
    line = Line(place, {"serial": text(fields_of(await request.form()), f"serial-{place}").strip()})
    wrong, said = "", ""
    try:
        said = await look_at(request.user, line) if line.typed else ""
    except Wrong as found:
        wrong = found.sentence
    return page(request, "paper/_whose.html", wrong=wrong, said=said)


@post("/paper/objections", opt={"policy": CARRIERS})
async def objection(request: Asked) -> Response[str] | Redirect:
    """Only about records typed for oneself."""
    fields = fields_of(await request.form())
    await TypedRecord.get(id=text(fields, "record"), member=request.user.member_id or "")
    return received(await submit(request.user, OBJECTION, "", fields), "/households")


ROUTES = [grid, type_in, whose, objection]
