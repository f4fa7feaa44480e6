"""Feature: family requests, support level."""

from webapp.core.i18n import gettext_noop as N_
from webapp.feature import Feature
from webapp.households.requests.routes import ROUTES
from webapp.web.menu import MenuPage, Section
from webapp.web.policies import LEADERS

FEATURE = Feature(
    routes=ROUTES,
    menu=[
        MenuPage(Section.CONCERNS, 2, "requests", "/households/requests", N_("What families ask"), LEADERS)
    ],
)
