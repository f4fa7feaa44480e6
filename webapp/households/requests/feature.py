"""Feature: family requests, support level."""

from webapp.feature import Feature
from webapp.households.requests.routes import ROUTES

FEATURE = Feature(routes=ROUTES)
