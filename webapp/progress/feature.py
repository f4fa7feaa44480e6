"""Feature: own, monthly and branch progress."""

from webapp.core.i18n import gettext_noop as N_
from webapp.feature import Feature, PhonePage, Values
from webapp.households.viewer import Viewer
from webapp.people.models import PartyOrg
from webapp.progress.branch_page import branch_page
from webapp.progress.kinds import MONTH_READ, MONTH_REPORT, SUPPORT_CONTACT
from webapp.progress.months import month_page
from webapp.progress.own_page import progress_page
from webapp.progress.routes import ROUTES
from webapp.web.menu import MenuPage, Section
from webapp.web.policies import OFFICE


async def _branch(viewer: Viewer, _today: Values) -> Values | None:
    if not await _leads(viewer):
        return None
    return await branch_page(viewer, await PartyOrg.get(id=viewer.person.branch_id)) | {"saved": None}


async def _leads(viewer: Viewer) -> bool:
    return viewer.person.leads_branch


FEATURE = Feature(
    routes=ROUTES,
    kinds=[SUPPORT_CONTACT, MONTH_REPORT, MONTH_READ],
    menu=[MenuPage(Section.MEMBERS, 4, "branch", "/branch", N_("The branch today"), OFFICE)],
    phone=[
        PhonePage("/progress", "progress/own.html", lambda viewer, _today: progress_page(viewer), later=True),
        PhonePage("/month", "progress/month.html", lambda viewer, _today: month_page(viewer), later=True),
        PhonePage("/branch", "progress/branch.html", _branch, may_stay=_leads),
    ],
)
