"""Endpoints: readers of a household, family's sheet."""

from litestar import Response, get
from litestar.params import FromPath

from webapp.household_page.family_sheet import family_sheet_page
from webapp.household_page.readers import readers_page
from webapp.households.viewer import Viewer
from webapp.web.pages import Asked, page
from webapp.web.policies import COMMUNE


@get("/households/{household_id:str}/readers", opt={"policy": COMMUNE})
async def readers(request: Asked, household_id: FromPath[str]) -> Response[str]:
    found = await Viewer(request.user).household(household_id)
    return page(request, "household_page/readers.html", **await readers_page(request.user, found))


@get("/households/{household_id:str}/sheet", opt={"policy": COMMUNE})
async def sheet(request: Asked, household_id: FromPath[str]) -> Response[str]:
    viewer = Viewer(request.user)
    found = await viewer.household(household_id)
    return page(request, "household_page/family_sheet.html", **await family_sheet_page(viewer, found))


ROUTES = [readers, sheet]
