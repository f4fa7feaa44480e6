"""Who is in charge of whom, on a day."""

from tortoise.queryset import QuerySet

from webapp.access import Person
from webapp.assignments.models import Assignment
from webapp.calendar import holds_on, today
from webapp.households.models import Household
from webapp.households.queries import in_care_of


async def in_care(person: Person) -> list[Household]:
    """The households a member carries today: what the phone keeps, along the path."""
    if person.member_id is None:
        return []
    return await (
        Household.filter(in_care_of(person.member_id, today()), commune=person.commune, closed_on=None)
        .order_by("hamlet_id", "path_order")
        .distinct()
    )


def in_charge_of(household: Household) -> QuerySet[Assignment]:
    """Whoever is in charge of a household today, the main one first."""
    return (
        Assignment.filter(
            holds_on(today()) & holds_on(today(), "group__places__"), group__places__household_id=household.id
        )
        .order_by("-role")
        .prefetch_related("member")
    )
