"""Splitting, joining and closing households, and what was perhaps written twice."""

from webapp.feature import Feature
from webapp.households.lifecycle import duplicate_routes, routes

FEATURE = Feature(routes=[*routes.ROUTES, *duplicate_routes.ROUTES])
