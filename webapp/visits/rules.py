"""What a member may write down about a contact, and what a household's answer leaves out."""

from webapp.households.rules import agreed
from webapp.i18n import local
from webapp.outbox.kinds import Written
from webapp.visits.forms import VisitForm
from webapp.visits.models import Visit


async def record(written: Written, form: VisitForm) -> Visit:
    """Keep the visit. Of a household that did not agree to be written about, only that somebody came."""
    received_on = local(written.received_at).date()
    told = await agreed(written.household.id, received_on)
    return await Visit.create(
        id=written.id,
        commune=written.commune,
        household=written.household,
        by_id=written.member_id,
        by_name=written.author_name,
        # A phone whose clock runs ahead must not make a household look visited for years.
        happened_on=min(form.happened_on, received_on),
        met=form.met,
        did=form.did if told else [],
        has_need=form.has_need and told,
        note=form.note if told else "",
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )
