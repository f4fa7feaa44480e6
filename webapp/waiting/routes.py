"""Endpoint: what waits."""

from litestar import Response, get

from webapp.core.i18n import gettext_noop as N_
from webapp.households.viewer import Viewer
from webapp.waiting.pages import waiting_page
from webapp.web.menu import MenuPage, Section
from webapp.web.pages import Asked, page
from webapp.web.policies import NO_HOUSEHOLD, OFFICE


@get("/waiting", opt={"policy": OFFICE, "shows": NO_HOUSEHOLD})
async def waiting(request: Asked) -> Response[str]:
    return page(request, "waiting/show.html", **await waiting_page(Viewer(request.user)))


ROUTES = [waiting]
MENU = [MenuPage(Section.TODAY, 1, "today", "/waiting", N_("What waits"), OFFICE)]
