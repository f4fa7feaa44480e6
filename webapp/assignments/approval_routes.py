"""Office UI for the approval level of plans."""

from litestar import Response, get, post
from litestar.response import Redirect

from webapp.accounts.models import Role
from webapp.assignments.approval import LevelForm, levels_page, set_level
from webapp.assignments.forms import Blank
from webapp.outbox.forms import fields_of
from webapp.pages import Asked, page, see
from webapp.readings.noting import NOBODY

OFFICE = (Role.COMMUNE_OFFICE, Role.COMMUNE_SECRETARY)


@get("/assignments/levels", opt={"policy": OFFICE, "shows": NOBODY})
async def levels(request: Asked) -> Response[str]:
    return page(request, "assignments/levels.html", **await levels_page(request.user), form=Blank())


@post("/assignments/levels", opt={"policy": (Role.COMMUNE_OFFICE,), "shows": NOBODY})
async def write_level(request: Asked) -> Response[str] | Redirect:
    form = LevelForm.read(fields_of(await request.form()))
    if not form.errors:
        await set_level(request.user, form)
    if form.errors:
        shown = await levels_page(request.user)
        return page(request, "assignments/levels.html", status=422, **shown, form=form)
    return see("/assignments/levels")


ROUTES = [levels, write_level]
