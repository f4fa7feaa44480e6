"""Feature: visits, first phone page."""

from webapp.core.i18n import gettext_noop as N_
from webapp.feature import Feature, HouseholdForm, TimelineKind
from webapp.visits.kinds import VISIT, VISIT_CORRECTION
from webapp.visits.models import Visit
from webapp.visits.pages import new_visit
from webapp.visits.routes import ROUTES
from webapp.web.menu import MenuPage, Section
from webapp.web.policies import LEADERS, PROVINCE_VIEWERS

FEATURE = Feature(
    routes=ROUTES,
    kinds=[VISIT, VISIT_CORRECTION],
    household_forms=[HouseholdForm("visits/new", "visits/new.html", new_visit)],
    menu=[
        MenuPage(Section.OVERVIEW, 1, "overview", "/", N_("Overview"), PROVINCE_VIEWERS),
        MenuPage(Section.TODAY, 2, "unheard", "/visits/unheard", N_("Families not heard from"), LEADERS),
    ],
    timeline=[
        TimelineKind(
            "visit",
            "visits/_visit.html",
            Visit,
            day=lambda row: row.happened_on,
            on_sheet="visits/_on_sheet.html",
            with_it=["corrections"],
        )
    ],
)
