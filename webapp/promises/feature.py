"""Feature: promises."""

from webapp.core.i18n import gettext_noop as N_
from webapp.feature import Feature
from webapp.promises.routes import ROUTES
from webapp.web.menu import MenuPage, Section
from webapp.web.policies import OFFICE

FEATURE = Feature(
    routes=ROUTES,
    menu=[
        MenuPage(Section.CONCERNS, 9, "promises", "/office/promises", N_("Promised days, telephones"), OFFICE)
    ],
)
