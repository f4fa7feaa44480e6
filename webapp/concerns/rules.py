"""Lifecycle of a concern: report, hide, withdraw, redirect, send up, answer."""

from datetime import datetime

from webapp.concerns.forms import ConcernForm, SendUpForm
from webapp.concerns.models import RESTRICTED, AnswerFromAbove, Category, Concern, SentUp
from webapp.concerns.step_rules import refold_concern
from webapp.concerns.workflow import REDIRECTED
from webapp.submissions.kinds import Written
from webapp.web.form_fields import Fields, field_text


def mistakes_in(fields: Fields) -> dict[str, str]:
    return ConcernForm.read(fields).errors


def has_restricted_category(fields: Fields) -> bool:
    """Unknown or unreadable categories count as restricted."""
    category = field_text(fields, "category")
    known = category.isascii() and category.isdigit() and len(category) < 4
    return not known or int(category) in RESTRICTED or int(category) > len(Category)


async def report_concern(written: Written, form: ConcernForm) -> Concern:
    concern = await Concern.create(
        id=written.id,
        receipt_code=written.receipt_code,
        commune=written.commune,
        household=written.household,
        by_id=written.member_id,
        by_name=written.author_name,
        typed_by_name=written.typed_by_name or None,
        category=form.category,
        severity=form.severity,
        summary=form.summary,
        body=form.body,
        explained=form.explained,
        answer_by=form.answer_by,
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )
    await refold_concern(concern.id)
    return concern


async def hide_concern(concern_id: str, form: ConcernForm | None) -> None:
    """Removes the text while an erasure awaits a second account; with `form` restores it."""
    words = form or ConcernForm.empty()
    await Concern.filter(id=concern_id).update(
        hidden=form is None, summary=words.summary, body=words.body, explained=words.explained
    )
    if form and await Concern.filter(id=concern_id, withdrawn=True).update(withdrawn=False):
        await refold_concern(concern_id)


async def withdraw_concern(concern: Concern) -> None:
    """By the family's wish; removes the text."""
    await hide_concern(concern.id, None)
    await Concern.filter(id=concern.id).update(withdrawn=True)
    await refold_concern(concern.id)


async def let_go_of_redirected(concern_id: str) -> bool:
    """What it was about is for another office; False if the step had no effect."""
    if not await Concern.filter(id=concern_id, status=REDIRECTED).exists():
        return False
    await hide_concern(concern_id, None)
    return True


async def send_concern_up(written: Written, concern: Concern, form: SendUpForm) -> SentUp:
    """The province gets this row, and the concern's category, day, severity."""
    sent = await SentUp.create(
        id=written.id,
        commune=written.commune,
        concern=concern,
        text=form.text,
        hamlet=concern.household.hamlet.full_name if form.with_hamlet else "",
        by_name=written.author_name,
        sent_on=written.made_on,
        recorded_at=written.recorded_at,
    )
    await refold_concern(concern.id)
    return sent


async def record_province_answer(written: Written, sent: SentUp, text: str, answered_at: datetime) -> None:
    await AnswerFromAbove.create(
        id=written.id,
        commune=written.commune,
        sent=sent,
        text=text,
        by_name=written.author_name,
        answered_at=answered_at,
        received_at=written.received_at,
    )
    await refold_concern(sent.concern_id)
