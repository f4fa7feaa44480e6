"""Feature: paths, clusters, neighbour groups."""

from webapp.core.i18n import gettext_noop as N_
from webapp.feature import Feature
from webapp.households.hamlets.routes import ROUTES
from webapp.web.menu import MenuPage, Section
from webapp.web.policies import LEADERS

FEATURE = Feature(
    routes=ROUTES,
    menu=[MenuPage(Section.HOUSEHOLDS, 4, "hamlets", "/hamlets", N_("Paths and groups"), LEADERS)],
)
