"""Submission kind: a family was told of a notice."""

from dataclasses import replace

from webapp.core.i18n import local_time
from webapp.notices.forms import QUESTION_LIMIT, NoticeToldForm
from webapp.notices.models import Notice, NoticeOutcome, NoticeTold
from webapp.register.consents import answers_of
from webapp.submissions import field_types
from webapp.submissions.kinds import Kind, Written


async def record_telling(written: Written) -> None:
    """Ignored for an unknown notice. One withdrawn or replaced meanwhile was told all the same."""
    form = NoticeToldForm.read(written.fields)
    written.refuse(form.errors)
    found = Notice.filter(id=form.notice, commune=written.commune, published_on__not_isnull=True)
    notice = await found.first()
    if notice is None:
        return
    came = local_time(written.received_at).date()
    agreed = (await answers_of([written.household.id])).agreed(written.household.id, came)
    await NoticeTold.create(
        id=written.id,
        commune=written.commune,
        household=written.household,
        notice=notice,
        outcome=form.outcome,
        question=form.question if agreed else "",  # as with the note of a visit
        by_id=written.member_id,
        by_name=written.author_name,
        typed_by_name=written.typed_by_name or None,
        told_on=min(written.made_on, came),  # a fast clock
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )


NOTICE_TOLD = Kind(
    21,
    "notice_told",
    {1: NoticeToldForm.NAMES},
    record_telling,
    made_of=(NoticeTold,),
    types={
        "notice": replace(field_types.ID, required=True),
        "outcome": field_types.code(NoticeOutcome, required=True),
        "question": field_types.text(QUESTION_LIMIT, required_if={"outcome": [int(NoticeOutcome.ASKED)]}),
    },
)
