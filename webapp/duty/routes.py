"""Endpoints for the duty card and its acknowledgement."""

from litestar import Response, get, post
from litestar.response import Redirect

from webapp.accounts.models import Role
from webapp.db import new_id
from webapp.duty.forms import AckForm
from webapp.duty.shown import duty_page
from webapp.duty.submissions import DUTY_ACK
from webapp.outbox.door import submit
from webapp.outbox.forms import fields_of
from webapp.pages import Asked, page
from webapp.receipts import receipt, received

CARRIERS = (Role.MEMBER, Role.BRANCH_SECRETARY)


@get("/duty", opt={"policy": CARRIERS})
async def duty(request: Asked) -> Response[str]:
    shown = await duty_page(request.user)
    return page(request, "duty/card.html", **shown, op=new_id(), form=AckForm(), saved=receipt(request))


@post("/duty", opt={"policy": CARRIERS})
async def acknowledge_duty(request: Asked) -> Response[str] | Redirect:
    fields = fields_of(await request.form())
    form = AckForm.read(fields)
    if form.errors:
        shown = await duty_page(request.user)
        given = shown | {"form": form, "op": fields.get("op", ""), "saved": None}
        return page(request, "duty/card.html", status=422, **given)
    return received(await submit(request.user, DUTY_ACK, "", fields), "/duty")


ROUTES = [duty, acknowledge_duty]
