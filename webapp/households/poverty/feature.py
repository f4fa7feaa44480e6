"""Feature: poverty reviews."""

from webapp.feature import Feature
from webapp.households.poverty.reviews import POVERTY_STEP

FEATURE = Feature(kinds=[POVERTY_STEP])
