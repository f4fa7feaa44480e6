"""Endpoints: pair marks."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.assignments.charge.pairs import (
    PairForm,
    members_there,
    pairs_page,
    record_pair_mark,
    take_back_pair,
)
from webapp.core.database.db import new_id
from webapp.households.viewer import Viewer
from webapp.web.form_fields import field_text, fields_of
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import ORGANISERS


@get("/households/{household_id:str}/pairs", opt={"policy": ORGANISERS})
async def pairs(request: Asked, household_id: FromPath[str]) -> Response[str]:
    shown = await pairs_page(await Viewer(request.user).household(household_id))
    return page(request, "assignments/charge/pairs.html", **shown, op=new_id())


@post("/households/{household_id:str}/pairs", opt={"policy": ORGANISERS})
async def mark_pair(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    household = await Viewer(request.user).household(household_id)
    fields = fields_of(await request.form())
    form, op = (
        PairForm.read(fields, await members_there(household)),
        field_text(fields, "op")[:24] or new_id(),
    )
    if form.errors:
        shown = await pairs_page(household, form)
        return page(request, "assignments/charge/pairs.html", status=422, **shown, op=op)
    await record_pair_mark(request.user, household, form, op)
    return see_other(f"/households/{household.id}/pairs")


@post("/households/{household_id:str}/pairs/{mark_id:str}/end", opt={"policy": ORGANISERS})
async def take_mark_back(request: Asked, household_id: FromPath[str], mark_id: FromPath[str]) -> Redirect:
    household = await Viewer(request.user).household(household_id)
    await take_back_pair(request.user, household, mark_id)
    return see_other(f"/households/{household.id}/pairs")


ROUTES = [pairs, mark_pair, take_mark_back]
