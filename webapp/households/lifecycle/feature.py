"""Feature: split, join, close, duplicates."""

from webapp.feature import Feature
from webapp.households.lifecycle import duplicate_routes, routes

FEATURE = Feature(routes=[*routes.ROUTES, *duplicate_routes.ROUTES])
