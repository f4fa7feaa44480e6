"""Endpoints: approval level."""

from litestar import Response, get, post
from litestar.response import Redirect

from webapp.assignments.charge.forms import Blank
from webapp.assignments.plans.approval import LevelForm, levels_page, set_approval_level
from webapp.web.form_fields import fields_of
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import CLERKS, NO_HOUSEHOLD, OFFICE


@get("/assignments/levels", opt={"policy": OFFICE, "shows": NO_HOUSEHOLD})
async def levels(request: Asked) -> Response[str]:
    return page(request, "assignments/plans/levels.html", **await levels_page(request.user), form=Blank())


@post("/assignments/levels", opt={"policy": CLERKS, "shows": NO_HOUSEHOLD})
async def write_level(request: Asked) -> Response[str] | Redirect:
    form = LevelForm.read(fields_of(await request.form()))
    if not form.errors:
        await set_approval_level(request.user, form)
    if form.errors:
        shown = await levels_page(request.user)
        return page(request, "assignments/plans/levels.html", status=422, **shown, form=form)
    return see_other("/assignments/levels")


ROUTES = [levels, write_level]
