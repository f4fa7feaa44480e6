"""Authorisation for attachments."""

from webapp.attachments.models import Attachment, Stage
from webapp.concerns.queries import concerns_visible_to, details_told
from webapp.core.calendar import today
from webapp.register.consents import answers_of
from webapp.register.queries import households_visible_to
from webapp.visits.models import Visit
from webapp.web.person import Person


async def attachment_for(person: Person, blob_id: str) -> Attachment:
    """Raises DoesNotExist unless household and record are visible and the family did not refuse. Voice notes
    are as restricted as details of the record.
    """
    households = await (await households_visible_to(person)).values_list("id", flat=True)
    rows = await Attachment.filter(
        commune=person.commune, blob_id=blob_id, blob__state=Stage.KEPT, household_id__in=list(households)
    ).prefetch_related("blob")
    answers = await answers_of({row.household_id for row in rows})
    for row in rows:
        if not answers.newest(row.household_id, today()).said_no and await _may_see(person, row):
            return row
    return await Attachment.get(id="")  # raises, as for unknown files


async def _may_see(person: Person, row: Attachment) -> bool:
    concern = await (await concerns_visible_to(person)).get_or_none(id=row.record)
    if concern is None:
        visit = await Visit.exists(id=row.record)
        return visit and (row.is_photo or person.carries_households)
    return not concern.hidden and (row.is_photo or details_told(person, concern))
