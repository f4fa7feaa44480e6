"""Authorisation for concerns, and their order."""

from datetime import datetime

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from webapp.concerns.models import PAST_THE_BRANCH, Category, Concern, Severity
from webapp.concerns.workflow import REOPENED
from webapp.households.lately import BETWEEN_NEIGHBOURS
from webapp.households.viewer import Viewer
from webapp.web.person import Person


async def concerns_visible_to(viewer: Viewer) -> QuerySet[Concern]:
    """Of visible households. Service conduct bypasses the branch: commune's secretary."""
    person = viewer.person
    everything = Concern.filter(commune=person.commune)
    if person.is_commune_secretary:
        return everything
    if person.in_office:
        return everything.exclude(category=Category.SERVICE_CONDUCT)
    own = Q(by_id=person.member_id or "")
    hidden = BETWEEN_NEIGHBOURS if person.is_plain_member else (Category.SERVICE_CONDUCT,)
    return everything.filter(own | ~Q(category__in=hidden), household_id__in=await viewer.visible_ids())


def details_told(person: Person, concern: Concern) -> bool:
    """With the branch until it passes them up. Exception: PAST_THE_BRANCH for the commune's secretary."""
    if person.is_commune_secretary and concern.category in PAST_THE_BRANCH:
        return True
    return person.carries_households or concern.details_up


def first_to_answer(concern: Concern) -> tuple[bool, bool, int, datetime, str]:
    """Emergencies, what a family opened again, then by urgency the oldest."""
    return (
        concern.severity != Severity.EMERGENCY,
        concern.status != REOPENED,
        -concern.severity,
        concern.recorded_at,
        concern.id,
    )
