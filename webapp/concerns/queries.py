"""Concerns that somebody may see."""

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from webapp.access import Person
from webapp.accounts.models import Role
from webapp.concerns.models import PAST_THE_BRANCH, Category, Concern
from webapp.households.queries import households_visible_to

BETWEEN_NEIGHBOURS = (Category.LAND, Category.SERVICE_CONDUCT)
"""Only whoever wrote it down sees it in the hamlet; a stand-in for the member does not."""


async def concerns_visible_to(person: Person) -> QuerySet[Concern]:
    """Of the households somebody may see. About how a service behaved: past the branch, to the secretary."""
    everything = Concern.filter(commune=person.commune)
    if person.role is Role.COMMUNE_SECRETARY:
        return everything
    if person.in_office:
        return everything.exclude(category=Category.SERVICE_CONDUCT)
    own = Q(by_id=person.member_id or "")
    hidden = BETWEEN_NEIGHBOURS if person.role is Role.MEMBER else (Category.SERVICE_CONDUCT,)
    households = await (await households_visible_to(person)).values_list("id", flat=True)
    return everything.filter(own | ~Q(category__in=hidden), household_id__in=list(households))


def details_told(person: Person, concern: Concern, *, apart: bool = False) -> bool:
    """What was said in the home stays with the branch until it is sent up, also if the office went past it (`apart`).
    What is not the branch's matter the secretary of the commune reads."""
    if person.role is Role.COMMUNE_SECRETARY and concern.category in PAST_THE_BRANCH:
        return True
    return person.carries_households or not (apart or concern.status == "at_branch")
