"""Feature: notices."""

from webapp.core.i18n import gettext_noop as N_
from webapp.feature import Feature, HouseholdPages, PhonePage, PhonePages
from webapp.notices.kinds import NOTICE_TOLD
from webapp.notices.pages import (
    AT_FIRST,
    dates_page,
    families_to_tell_page,
    notice_pages,
    notices_page,
    telling_pages,
)
from webapp.notices.routes import ROUTES
from webapp.web.menu import MenuPage, Section
from webapp.web.policies import OFFICE

FEATURE = Feature(
    routes=ROUTES,
    kinds=[NOTICE_TOLD],
    phone=[
        PhonePage("/notices", "notices/index.html", lambda viewer, _today: notices_page(viewer)),
        PhonePage(
            "/telling",
            "notices/families.html",
            lambda viewer, _today: families_to_tell_page(viewer),
            later=True,
        ),
        PhonePage("/dates", "notices/dates.html", lambda viewer, _today: dates_page(viewer), later=True),
    ],
    phone_many=[PhonePages("/notices/", "notices/show.html", notice_pages, later=True, at_first=AT_FIRST)],
    household_pages=[HouseholdPages("notices", "notices/tell.html", telling_pages)],
    menu=[MenuPage(Section.CONCERNS, 3, "notices", "/notices", N_("Notices"), OFFICE)],
)
