"""Feature: the resident's page."""

from webapp.feature import Feature
from webapp.residents.kinds import RESIDENT_TICK
from webapp.residents.routes import ROUTES

FEATURE = Feature(routes=ROUTES, kinds=[RESIDENT_TICK])
