"""Endpoints of a handover: open matters, confirmation, minutes."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from tortoise.expressions import Q

from webapp.assignments.charge.handovers import handovers_of
from webapp.assignments.charge.kinds import HANDOVER_CONFIRMED
from webapp.assignments.charge.models import Handover
from webapp.core.database.db import new_id
from webapp.handovers.overview_page import handover_page
from webapp.handovers.own_page import handing_page, minutes_page
from webapp.households.viewer import Viewer
from webapp.submissions.intake.submit import submit_form
from webapp.web.form_fields import fields_of
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import CARRIERS, LEADERS, NO_HOUSEHOLD


@get("/handover/mine", opt={"policy": CARRIERS})
async def my_handovers(request: Asked) -> Response[str]:
    shown = await handing_page(Viewer(request.user), await handovers_of(request.user))
    return page(request, "handovers/own.html", **shown | {"op": new_id()})


@post("/handover/{handover_id:str}/confirmations", opt={"policy": CARRIERS})
async def confirm_handover(request: Asked, handover_id: FromPath[str]) -> Redirect:
    me = request.user.member_id or ""
    found = await Handover.filter(Q(before_id=me) | Q(after_id=me), commune=request.user.commune).get(
        id=handover_id
    )
    fields = fields_of(await request.form())
    await submit_form(request.user, HANDOVER_CONFIRMED, "", {**fields, "handover": found.id})
    return see_other("/")


@get("/handover/{handover_id:str}/minutes", opt={"policy": LEADERS})
async def handover_minutes(request: Asked, handover_id: FromPath[str]) -> Response[str]:
    return page(request, "handovers/minutes.html", **await minutes_page(Viewer(request.user), handover_id))


@get("/handover", opt={"policy": LEADERS, "shows": NO_HOUSEHOLD})
async def handover(request: Asked) -> Response[str]:
    return page(request, "handovers/overview.html", **await handover_page(request.user))


ROUTES = [my_handovers, confirm_handover, handover_minutes, handover]
