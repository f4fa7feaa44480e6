"""What is handed from one member to the next."""

from webapp.assignments.charge.handovers import handovers_of
from webapp.core.i18n import gettext_noop as N_
from webapp.feature import Feature, PhonePage, Values
from webapp.handovers.own_page import handing_page
from webapp.handovers.routes import ROUTES
from webapp.households.viewer import Viewer
from webapp.web.menu import MenuPage, Section
from webapp.web.policies import LEADERS


async def _own(viewer: Viewer, today: Values) -> Values | None:
    return await handing_page(viewer, today["handing"]) if today["handing"] else None


async def _still_own(viewer: Viewer) -> bool:
    return bool(await handovers_of(viewer.person))


FEATURE = Feature(
    routes=ROUTES,
    menu=[MenuPage(Section.MEMBERS, 3, "handover", "/handover", N_("Handed over lately"), LEADERS)],
    phone=[PhonePage("/handover/mine", "handovers/own.html", _own, may_stay=_still_own)],
)
