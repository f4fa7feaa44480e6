"""Feature: split, join, close, duplicates."""

from webapp.core.i18n import gettext_noop as N_
from webapp.feature import Feature
from webapp.households.lifecycle import duplicate_routes, routes
from webapp.web.menu import MenuPage, Section
from webapp.web.policies import CLERKS

FEATURE = Feature(
    routes=[*routes.ROUTES, *duplicate_routes.ROUTES],
    menu=[
        MenuPage(
            Section.HOUSEHOLDS, 5, "duplicates", "/households/duplicates", N_("Perhaps written twice"), CLERKS
        )
    ],
)
