"""Authorisation for attachments."""

from webapp.attachments.models import Attachment, Stage
from webapp.concerns.queries import concerns_visible_to, details_told
from webapp.households.viewer import Viewer
from webapp.register.consents import answers_of
from webapp.visits.models import Visit


async def attachment_for(viewer: Viewer, blob_id: str) -> Attachment:
    """DoesNotExist unless household and record are visible, without refusal. Voice notes count as details."""
    rows = await Attachment.filter(
        commune=viewer.person.commune,
        blob_id=blob_id,
        blob__state=Stage.KEPT,
        household_id__in=await viewer.visible_ids(),
    ).prefetch_related("blob")
    answers = await answers_of({row.household_id for row in rows})
    for row in rows:
        if not answers.newest(row.household_id, viewer.day).said_no and await _may_see(viewer, row):
            return row
    return await Attachment.get(id="")  # raises DoesNotExist


async def _may_see(viewer: Viewer, row: Attachment) -> bool:
    person = viewer.person
    concern = await (await concerns_visible_to(viewer)).get_or_none(id=row.record)
    if concern is None:
        visit = await Visit.exists(id=row.record)
        return visit and (row.is_photo or person.carries_households)
    return not concern.hidden and (row.is_photo or details_told(person, concern))
