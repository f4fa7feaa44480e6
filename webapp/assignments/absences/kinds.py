"""Kind of submission: a reported absence."""

from webapp.assignments.absences.models import AbsenceReport
from webapp.assignments.absences.reports import RULES as ABSENCE_RULES
from webapp.assignments.absences.reports import ReportForm, keep_report
from webapp.submissions.kinds import Kind

ABSENCE = Kind(
    7,
    "absence",
    {1: ReportForm.NAMES},
    keep_report,
    made_of=(AbsenceReport,),
    about="author",
    rules=ABSENCE_RULES,
)
