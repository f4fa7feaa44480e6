"""Feature: requests for help."""

from webapp.feature import Feature, PhonePage, Values
from webapp.help_requests.kinds import HELP_ANSWER, HELP_REQUEST
from webapp.help_requests.pages import help_page
from webapp.help_requests.routes import HERE, ROUTES
from webapp.households.viewer import Viewer


async def _page(viewer: Viewer, today: Values) -> Values:
    return await help_page(viewer, today["help"]) | {"saved": None}


FEATURE = Feature(
    routes=ROUTES,
    kinds=[HELP_REQUEST, HELP_ANSWER],
    phone=[PhonePage(HERE, "help_requests/index.html", _page, later=True)],
)
