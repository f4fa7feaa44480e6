"""Feature: concerns."""

from webapp.concerns.kinds import ANSWERED, CONCERN, CONCERN_STEP, SENT_UP, WITHDRAWN
from webapp.concerns.models import Concern
from webapp.concerns.pages import concern_pages, concerns_page, new_concern
from webapp.concerns.routes import ROUTES
from webapp.core.i18n import gettext_noop as N_
from webapp.core.i18n import local_time
from webapp.feature import Feature, HouseholdForm, PhonePage, PhonePages, TimelineKind
from webapp.web.menu import MenuPage, Section
from webapp.web.policies import LEADERS

FEATURE = Feature(
    routes=ROUTES,
    kinds=[CONCERN, WITHDRAWN, CONCERN_STEP, SENT_UP, ANSWERED],
    phone=[PhonePage("/concerns", "concerns/index.html", lambda viewer, _today: concerns_page(viewer))],
    phone_many=[PhonePages("/concerns/", "concerns/show.html", concern_pages)],
    household_forms=[HouseholdForm("concerns/new", "concerns/new.html", new_concern)],
    menu=[MenuPage(Section.CONCERNS, 1, "concerns", "/concerns", N_("What was reported"), LEADERS)],
    timeline=[
        TimelineKind(
            "concern",
            "concerns/_event.html",
            Concern,
            day=lambda row: local_time(row.recorded_at).date(),
            on_sheet="concerns/_on_sheet.html",
            newest_first="recorded_at DESC",
        )
    ],
)
