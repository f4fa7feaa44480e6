"""Endpoints of a handover: open matters, confirmation, minutes."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from tortoise.expressions import Q

from webapp.accounts.models import Role
from webapp.assignments.models import Handover
from webapp.assignments.submissions import HANDOVER_CONFIRMED
from webapp.db import new_id
from webapp.outbox.door import submit
from webapp.outbox.forms import fields_of
from webapp.outbox.handing import handing_page, minutes_page
from webapp.pages import Asked, page, see

CARRIES = (Role.MEMBER, Role.BRANCH_SECRETARY)
LEADS = (Role.BRANCH_SECRETARY, Role.COMMUNE_OFFICE, Role.COMMUNE_SECRETARY)


@get("/handover/mine", opt={"policy": CARRIES})
async def my_handovers(request: Asked) -> Response[str]:
    return page(request, "outbox/handing.html", **await handing_page(request.user) | {"op": new_id()})


@post("/handover/{handover_id:str}/confirmations", opt={"policy": CARRIES})
async def confirm_handover(request: Asked, handover_id: FromPath[str]) -> Redirect:
    me = request.user.member_id or ""
    found = await Handover.filter(Q(before_id=me) | Q(after_id=me), commune=request.user.commune).get(
        id=handover_id
    )
    fields = fields_of(await request.form())
    await submit(request.user, HANDOVER_CONFIRMED, "", {**fields, "handover": found.id})
    return see("/")


@get("/handover/{handover_id:str}/minutes", opt={"policy": LEADS})
async def handover_minutes(request: Asked, handover_id: FromPath[str]) -> Response[str]:
    return page(request, "outbox/minutes.html", **await minutes_page(request.user, handover_id))


ROUTES = [my_handovers, confirm_handover, handover_minutes]
