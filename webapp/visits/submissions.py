"""Visits as they come from a form or from a phone's queue."""

from webapp.outbox.kinds import Kind, Unreadable, Written
from webapp.visits.forms import VisitForm
from webapp.visits.models import Visit
from webapp.visits.rules import record


async def record_visit(written: Written) -> None:
    form = VisitForm.read(written.fields, made_on=written.made_on)
    if form.errors:
        raise Unreadable(form.errors)
    await record(written, form)


VISIT = Kind(1, "visit", {1: ("met", "did", "need", "note", "on")}, record_visit, made_of=(Visit,))
