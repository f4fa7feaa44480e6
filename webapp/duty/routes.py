"""Endpoints for the duty card and its acknowledgement."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from webapp.core.database.db import new_id
from webapp.duty.forms import AckForm
from webapp.duty.kinds import DUTY_ACK
from webapp.duty.pages import duty_page
from webapp.duty.queries import card_of
from webapp.households.viewer import Viewer
from webapp.submissions.intake.receipts import redirect_to_receipt, shown_receipt
from webapp.submissions.intake.submit import submit_form
from webapp.web.form_fields import fields_of
from webapp.web.pages import Asked, page
from webapp.web.policies import CARRIERS


@get("/duty", opt={"policy": CARRIERS})
async def duty(request: Asked) -> Response[str]:
    shown = await _page(request)
    return page(request, "duty/card.html", **shown, op=new_id(), form=AckForm(), saved=shown_receipt(request))


@post("/duty", opt={"policy": CARRIERS})
async def acknowledge_duty(request: Asked) -> Response[str] | Redirect:
    fields = fields_of(await request.form())
    form = AckForm.read(fields)
    if form.errors:
        shown = await _page(request)
        given = shown | {"form": form, "op": fields.get("op", ""), "saved": None}
        return page(request, "duty/card.html", status=422, **given)
    return redirect_to_receipt(await submit_form(request.user, DUTY_ACK, "", fields), "/duty")


async def _page(request: Asked) -> dict[str, Any]:
    viewer = Viewer(request.user)
    return await duty_page(viewer, await card_of(viewer))


ROUTES = [duty, acknowledge_duty]
