"""Feature: poverty reviews."""

from webapp.core.i18n import gettext_noop as N_
from webapp.feature import Feature
from webapp.households.poverty.reviews import POVERTY_STEP
from webapp.web.menu import MenuPage, Section
from webapp.web.policies import OFFICE

FEATURE = Feature(
    kinds=[POVERTY_STEP],
    menu=[MenuPage(Section.HOUSEHOLDS, 2, "poverty", "/households/poverty", N_("Poor list"), OFFICE)],
)
