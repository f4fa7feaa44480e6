"""Endpoints: typing in visits."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.core.i18n import gettext as _
from webapp.core.i18n import show_clock
from webapp.households.details.models import Moved
from webapp.households.family.needs import CODES as NEED_CODES
from webapp.paper.keep_typed_visits import Kept, Wrong, keep_grid, preview_line
from webapp.paper.lines import ABOVE, BELOW, Grid, PaperLine
from webapp.submissions.intake.receipts import redirect_to_receipt
from webapp.submissions.intake.submit import submit_form
from webapp.submissions.models import TypedRecord
from webapp.submissions.objections import OBJECTION
from webapp.web.form_fields import field_text, fields_of
from webapp.web.pages import Asked, page, see_other, whole_number
from webapp.web.policies import CARRIERS, COMMUNE, NO_HOUSEHOLD


@get("/paper/visits", opt={"policy": COMMUNE, "shows": NO_HOUSEHOLD})
async def grid(request: Asked) -> Response[str]:
    asked = request.query_params
    saved, at = asked.get("saved", ""), asked.get("at", "")
    told = {"count": whole_number(saved), "at": at} if whole_number(saved) and len(at) == 5 else None
    return page(request, "paper/visits.html", **_shown(Grid.empty(new_id())), told=told)


@post("/paper/visits", opt={"policy": COMMUNE})
async def type_in(request: Asked) -> Response[str] | Redirect:
    form = Grid.read(fields_of(await request.form()), today())
    if not any(line.typed for line in form.lines):
        form.lines[0].errors["serial"] = _("Write the number at the top of the form.")
    kept = await keep_grid(request.user, form)
    if form.errors:
        return page(request, "paper/visits.html", status=422, **_shown(form, kept), told=None)
    return see_other(f"/paper/visits?saved={len(kept)}&at={show_clock(datetime.now(UTC))}")


def _shown(form: Grid, kept: Sequence[Kept] = ()) -> dict[str, Any]:
    needs = list(enumerate(NEED_CODES, start=1))
    return {"form": form, "kept": kept, "above": ABOVE, "below": BELOW, "needs": needs, "moved": list(Moved)}


@post("/paper/serials/{place:int}", status_code=200, opt={"policy": COMMUNE})
async def whose(request: Asked, place: FromPath[int]) -> Response[str]:
    """Feedback beside the number; submitting checks again."""
    line = PaperLine(
        place, {"serial": field_text(fields_of(await request.form()), f"serial-{place}").strip()}
    )
    wrong, said = "", ""
    try:
        said = await preview_line(request.user, line) if line.typed else ""
    except Wrong as found:
        wrong = found.sentence
    return page(request, "paper/_whose.html", wrong=wrong, said=said)


@post("/paper/objections", opt={"policy": CARRIERS})
async def objection(request: Asked) -> Response[str] | Redirect:
    """Only about records typed for oneself."""
    fields = fields_of(await request.form())
    await TypedRecord.get(id=field_text(fields, "record"), member=request.user.member_id or "")
    return redirect_to_receipt(await submit_form(request.user, OBJECTION, "", fields), "/households")


ROUTES = [grid, type_in, whose, objection]
