"""How a concern begins: written by the member, at once with the branch."""

from webapp.concerns.forms import ConcernForm
from webapp.concerns.models import Concern
from webapp.outbox.kinds import Written


async def report(written: Written, form: ConcernForm) -> Concern:
    """Keep what the household asked; its slip code was shown where it was written."""
    return await Concern.create(
        id=written.id,
        slip=written.slip,
        commune=written.commune,
        household=written.household,
        by_id=written.member_id,
        by_name=written.author_name,
        category=form.category,
        severity=form.severity,
        summary=form.summary,
        body=form.body,
        answer_by=form.answer_by,
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )
