"""Feature: absences, stand-ins."""

from webapp.assignments.absences.kinds import ABSENCE
from webapp.assignments.absences.reports import own_absence_page
from webapp.assignments.absences.routes import ROUTES
from webapp.feature import Feature, PhonePage

FEATURE = Feature(
    routes=ROUTES,
    kinds=[ABSENCE],
    phone=[
        PhonePage(
            "/absence",
            "assignments/absences/new.html",
            lambda viewer, _today: own_absence_page(viewer),
            later=True,
        )
    ],
)
