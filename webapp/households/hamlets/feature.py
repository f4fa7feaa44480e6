"""Feature: paths, clusters, neighbour groups."""

from webapp.feature import Feature
from webapp.households.hamlets.routes import ROUTES

FEATURE = Feature(routes=ROUTES)
