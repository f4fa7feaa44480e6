"""The commune's secretary opens details that the branch has not passed up, with a reason that is kept."""

from webapp.concerns.models import Concern, OpenedDetails, OpenReason
from webapp.core.database.db import now
from webapp.web.person import Person


async def opened_details(person: Person, concern: Concern) -> bool:
    own = OpenedDetails.filter(concern_id=concern.id, by_id=person.id)
    return person.is_commune_secretary and await own.exists()


async def open_details(person: Person, concern: Concern, reason: OpenReason) -> None:
    """The first reason stays."""
    await OpenedDetails.get_or_create(
        concern_id=concern.id,
        by_id=person.id,
        defaults={
            "commune": concern.commune,
            "by_name": person.name,
            "reason": reason,
            "opened_at": now(),
        },
    )


async def openings_of(concern: Concern) -> list[OpenedDetails]:
    """Shown to whoever sees the concern."""
    return await OpenedDetails.filter(concern_id=concern.id).order_by("opened_at")
