"""Feature: plan answers, approval."""

from webapp.assignments.plans.approval_routes import ROUTES
from webapp.assignments.plans.kinds import PLAN_ANSWER
from webapp.feature import Feature

FEATURE = Feature(routes=ROUTES, kinds=[PLAN_ANSWER])
