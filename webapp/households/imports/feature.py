"""Feature: household list import."""

from webapp.core.i18n import gettext_noop as N_
from webapp.feature import Feature
from webapp.households.imports.routes import ROUTES
from webapp.web.menu import MenuPage, Section
from webapp.web.policies import CLERKS

FEATURE = Feature(
    routes=ROUTES,
    menu=[MenuPage(Section.HOUSEHOLDS, 6, "import", "/households/import", N_("Import a list"), CLERKS)],
)
