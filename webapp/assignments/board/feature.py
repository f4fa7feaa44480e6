"""Feature: assignment board, plan awaiting an answer."""

from webapp.assignments.board.pages import answer_page
from webapp.assignments.board.routes import ROUTES
from webapp.core.i18n import gettext_noop as N_
from webapp.feature import Feature, PhonePage, Values
from webapp.households.viewer import Viewer
from webapp.web.menu import MenuPage, Section
from webapp.web.policies import LEADERS


async def _waiting_plan(viewer: Viewer, today: Values) -> Values | None:
    return await answer_page(viewer.person, today["plan"]) if today["plan"] else None


FEATURE = Feature(
    routes=ROUTES,
    phone=[PhonePage("/assignments/plans/{plan}", "assignments/plans/answer.html", _waiting_plan)],
    menu=[MenuPage(Section.MEMBERS, 2, "assignments", "/assignments", N_("Assignments"), LEADERS)],
)
