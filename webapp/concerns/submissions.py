"""Concerns as they come from a form or from a phone's queue, and what the office does with them."""

from datetime import datetime

from webapp.concerns.forms import ConcernForm, SendUpForm
from webapp.concerns.models import AnswerFromAbove, Concern, SentUp
from webapp.concerns.rules import hear_from_above, hide, is_restricted, report, send_up
from webapp.i18n import gettext as _
from webapp.outbox.forms import text
from webapp.outbox.kinds import RELATIVE, Fields, Kind, Unreadable, Written


async def record_concern(written: Written) -> None:
    form = ConcernForm.read(written.fields)
    if written.typed_by_name == RELATIVE and is_restricted(written.fields):
        form.errors["category"] = _("A dispute, how someone behaved, a person's safety: write this yourself.")
    if form.errors:
        raise Unreadable(form.errors)
    await report(written, form)


async def hide_words(concern_id: str, fields: Fields | None) -> None:
    await hide(concern_id, ConcernForm.read(fields) if fields else None)


CONCERN = Kind(
    2,
    "concern",
    {1: ConcernForm.NAMES},
    record_concern,
    made_of=(Concern,),
    files="always",
    office_reads=("summary",),
    restricted=is_restricted,
    hide=hide_words,
)


async def record_sent_up(written: Written) -> None:
    """Once for a concern; one that is not here any more goes nowhere."""
    form = SendUpForm.read(written.fields)
    if form.errors:
        raise Unreadable(form.errors)
    found = Concern.filter(id=text(written.fields, "concern"), commune=written.commune, sent_up=None)
    if concern := await found.prefetch_related("household__hamlet").first():
        await send_up(written, concern, form)


async def record_answer(written: Written) -> None:
    at = datetime.fromisoformat(text(written.fields, "at"))
    if sent := await SentUp.get_or_none(id=text(written.fields, "sent"), commune=written.commune):
        await hear_from_above(written, sent, text(written.fields, "text"), at)


SENT_UP = Kind(96, "sent_up", {1: SendUpForm.NAMES}, record_sent_up, made_of=(SentUp,), about="commune")
ANSWERED = Kind(
    97, "answer", {1: ("sent", "text", "at")}, record_answer, made_of=(AnswerFromAbove,), about="commune"
)
