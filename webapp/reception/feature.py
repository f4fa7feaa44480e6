"""Feature: reception."""

from webapp.core.i18n import gettext_noop as N_
from webapp.feature import Feature
from webapp.reception.routes import HERE, ROUTES
from webapp.web.menu import MenuPage, Section
from webapp.web.policies import OFFICE

FEATURE = Feature(
    routes=ROUTES,
    menu=[
        MenuPage(Section.CONCERNS, 7, "reception", HERE, N_("Complaints, denunciations"), OFFICE),
    ],
)
