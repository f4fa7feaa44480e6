"""What a member may write down about a contact, and what a household's answer leaves out."""

from webapp.households.queries import consent_of
from webapp.outbox.kinds import Written
from webapp.visits.forms import VisitForm
from webapp.visits.models import Visit


async def record(written: Written, form: VisitForm) -> Visit:
    """Keep the visit. Of a household that did not agree to be written about, only that somebody came."""
    agreed = await consent_of(written.household) == "given"
    return await Visit.create(
        id=written.id,
        commune=written.commune,
        household=written.household,
        by_id=written.member_id,
        by_name=written.author_name,
        happened_on=form.happened_on,
        met=form.met,
        did=form.did if agreed else [],
        has_need=form.has_need and agreed,
        note=form.note if agreed else "",
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )
