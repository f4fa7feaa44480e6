"""What a member may write down about a contact, and what a household's answer leaves out."""

from collections.abc import Sequence
from datetime import date

from webapp.households.rules import answers_of
from webapp.i18n import local
from webapp.outbox.kinds import Fields, Written
from webapp.visits.corrections import settle
from webapp.visits.forms import VisitForm
from webapp.visits.models import Visit


def mistakes_in(fields: Fields, made_on: date) -> dict[str, str]:
    """What keeps a visit from being taken in, by field, said to whoever writes it."""
    return VisitForm.read(fields, made_on=made_on).errors


async def record(read: Sequence[tuple[Written, VisitForm]]) -> None:
    """Keep the visits, with three questions to the database however many there are."""
    answers = await answers_of({written.household.id for written, _ in read})
    rows = []
    for written, form in read:
        answer = answers.newest(written.household.id, local(written.received_at).date())
        rows.append(_visit(written, form, told=answer.agreed, needs=answer.allows("needs")))
    await Visit.bulk_create(rows)
    await settle({written.household.id for written, _ in read})


def _visit(written: Written, form: VisitForm, *, told: bool, needs: bool) -> Visit:
    """Of a household that did not agree to be written about, only that somebody came; of needs only if it may be."""
    return Visit(
        id=written.id,
        commune=written.commune,
        household=written.household,
        by_id=written.member_id,
        by_name=written.author_name,
        typed_by_name=written.typed_by_name or None,
        # A phone whose clock runs ahead must not make a household look visited for years.
        happened_on=min(form.happened_on, local(written.received_at).date()),
        met=form.met,
        did=form.did if told else [],
        has_need=form.has_need and needs,
        note=form.note if told else "",
        next_on=form.next_on if told else None,
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )
