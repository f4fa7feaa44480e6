"""Feature: meetings of residents."""

from webapp.core.i18n import gettext_noop as N_
from webapp.feature import Feature, PhonePage
from webapp.meetings.kinds import RESIDENTS_MEETING
from webapp.meetings.pages import meetings_page
from webapp.meetings.routes import ROUTES
from webapp.web.menu import MenuPage, Section
from webapp.web.policies import OFFICE

FEATURE = Feature(
    routes=ROUTES,
    kinds=[RESIDENTS_MEETING],
    phone=[
        PhonePage(
            "/meetings", "meetings/index.html", lambda viewer, _today: meetings_page(viewer), later=True
        )
    ],
    menu=[MenuPage(Section.CONCERNS, 4, "meetings", "/meetings", N_("Residents' meetings"), OFFICE)],
)
