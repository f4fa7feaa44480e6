"""Feature: wishes for another member, handovers, pair marks."""

from webapp.assignments.charge.kinds import ANOTHER_MEMBER, HANDOVER_CONFIRMED
from webapp.assignments.charge.pair_routes import ROUTES
from webapp.feature import Feature

FEATURE = Feature(routes=ROUTES, kinds=[ANOTHER_MEMBER, HANDOVER_CONFIRMED])
