"""Concerns as they come from a form or from a phone's queue."""

from webapp.concerns.forms import ConcernForm
from webapp.concerns.models import Concern
from webapp.concerns.rules import report
from webapp.outbox.kinds import Kind, Unreadable, Written


async def record_concern(written: Written) -> None:
    form = ConcernForm.read(written.fields)
    if form.errors:
        raise Unreadable(form.errors)
    await report(written, form)


CONCERN = Kind(2, "concern", {1: ConcernForm.NAMES}, record_concern, made_of=(Concern,))
