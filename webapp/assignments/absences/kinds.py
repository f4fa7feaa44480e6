"""Submission kind: absence report."""

from dataclasses import replace

from webapp.assignments.absences.models import AbsenceReport
from webapp.assignments.absences.reports import LONGEST, ReportForm, keep_report
from webapp.assignments.absences.reports import RULES as ABSENCE_RULES
from webapp.submissions import field_types
from webapp.submissions.kinds import Kind

ABSENCE = Kind(
    7,
    "absence",
    {1: ReportForm.NAMES},
    keep_report,
    made_of=(AbsenceReport,),
    about="author",
    rules=ABSENCE_RULES,
    types={
        "what": field_types.word("away", "back"),
        "since": replace(field_types.DAY, earliest=-LONGEST.days, latest=LONGEST.days),
        "until": replace(field_types.DAY, required_if={"what": [None, "away"]}),
    },
)
