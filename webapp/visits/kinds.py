"""Submission kinds: visit, correction."""

from collections.abc import Sequence
from dataclasses import replace

from webapp.submissions import field_types
from webapp.submissions.kinds import Kind, Written
from webapp.visits.correction_models import VisitCorrection
from webapp.visits.corrections import NAMES, RULES, erase_correction, erase_visit, record_correction
from webapp.visits.forms import LOOK_BACK, NOTE_LIMIT, VisitForm
from webapp.visits.forms import RULES as VISIT_RULES
from webapp.visits.models import Did, Met, Occasion, Visit
from webapp.visits.rules import write_visit


async def record_visits(several: Sequence[Written]) -> None:
    read = [(written, VisitForm.read(written.fields, made_on=written.made_on)) for written in several]
    for written, form in read:
        written.refuse(form.errors)
    await write_visit(read)


async def record_visit(written: Written) -> None:
    await record_visits([written])


VISIT_TYPES = {
    "met": field_types.code(Met, required=True),
    "did": field_types.codes(Did),
    "need": field_types.YES_NO,
    "note": field_types.text(NOTE_LIMIT),
    "on": field_types.past(field_types.DAY, LOOK_BACK),
    "next": field_types.code(("in a week", "in a month")),
    "next_on": field_types.DAY,
    "occasion": field_types.code(Occasion),
}

VISIT = Kind(
    1,
    "visit",
    {1: VisitForm.NAMES[:5], 2: VisitForm.NAMES},
    record_visit,
    made_of=(Visit,),
    at_once=record_visits,
    files="agreed",
    take_back=erase_visit,
    rules=VISIT_RULES,
    types=VISIT_TYPES,
)

VISIT_CORRECTION = Kind(
    13,
    "visit_correction",
    {1: NAMES},
    record_correction,
    made_of=(VisitCorrection,),
    take_back=erase_correction,
    rules=RULES,
    types={
        "base": field_types.ID,
        **{name: replace(one, required=False) for name, one in VISIT_TYPES.items() if name != "next"},
    },
)
