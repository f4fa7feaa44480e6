"""Feature: household list import."""

from webapp.feature import Feature
from webapp.households.imports.routes import ROUTES

FEATURE = Feature(routes=ROUTES)
