"""Endpoints for the duty card, the purpose of it all, and training cards."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.core.database.db import new_id
from webapp.duty.cards import BY_NUMBER
from webapp.duty.forms import AckForm, CardReadForm
from webapp.duty.kinds import CARD_READ, DUTY_ACK
from webapp.duty.pages import card_page, cards_page, duty_page
from webapp.duty.queries import card_of
from webapp.households.viewer import Viewer
from webapp.submissions.intake.receipts import redirect_to_receipt, shown_receipt
from webapp.submissions.intake.submit import submit_form
from webapp.web.form_fields import fields_of
from webapp.web.pages import Asked, page
from webapp.web.policies import CARRIERS, COMMUNE, NO_HOUSEHOLD

CARD = {"policy": CARRIERS, "shows": NO_HOUSEHOLD}


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


@get("/duty/purpose", opt={"policy": COMMUNE, "shows": NO_HOUSEHOLD})
async def purpose(request: Asked) -> Response[str]:
    return page(request, "duty/purpose.html")


@get("/duty/cards", opt=CARD)
async def cards(request: Asked) -> Response[str]:
    return page(request, "duty/cards.html", **await cards_page(Viewer(request.user)))


@get("/duty/cards/{number:int}", opt=CARD)
async def training_card(request: Asked, number: FromPath[int]) -> Response[str]:
    shown = await card_page(Viewer(request.user), _known(number))
    return page(request, "duty/training.html", **shown | {"saved": shown_receipt(request)}, op=new_id())


@post("/duty/cards/{number:int}", opt=CARD)
async def card_was_read(request: Asked, number: FromPath[int]) -> Response[str] | Redirect:
    fields = fields_of(await request.form()) | {"card": str(_known(number))}
    form = CardReadForm.read(fields)
    if form.errors:
        shown = await card_page(Viewer(request.user), number)
        return page(request, "duty/training.html", status=422, **shown | {"form": form}, op=new_id())
    return redirect_to_receipt(
        await submit_form(request.user, CARD_READ, "", fields), f"/duty/cards/{number}"
    )


def _known(number: int) -> int:
    if number not in BY_NUMBER:
        raise NotFoundException
    return number


ROUTES = [duty, acknowledge_duty, purpose, cards, training_card, card_was_read]
