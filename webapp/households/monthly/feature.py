"""Feature: the population of a month."""

from webapp.core.i18n import gettext_noop as N_
from webapp.feature import Feature
from webapp.web.menu import MenuPage, Section
from webapp.web.policies import LEADERS

FEATURE = Feature(
    menu=[
        MenuPage(
            Section.HOUSEHOLDS, 3, "population", "/households/population", N_("Who came and went"), LEADERS
        )
    ]
)
