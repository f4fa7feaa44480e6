"""What the pages about visits show: put together once for the network and for a phone's pack."""

from typing import Any

from webapp.access import Person
from webapp.assignments.queries import in_care
from webapp.calendar import today
from webapp.households.models import Household
from webapp.households.rules import Standing, standings
from webapp.people.queries import place_of
from webapp.visits.forms import VisitForm

AT_ONCE = 7


async def today_page(person: Person) -> dict[str, Any]:
    """Whom to visit first: where help was asked for and not yet reported, then who has waited longest."""
    households = await in_care(person)
    lines = await standings(households, today())
    due = sorted((line for line in lines if line.due or line.needs_report), key=_first)
    return {
        "place": await place_of(person.member_id or ""),
        "count": len(lines),
        "lines": due[:AT_ONCE],
        "more": len(due[AT_ONCE:]),
    }


def _first(line: Standing) -> tuple[bool, float, int]:
    return (not line.needs_report, -line.waited, line.household.path_order)


async def new_visit_page(person: Person, household: Household) -> dict[str, Any]:
    await household.fetch_related("hamlet")
    [standing] = await standings([household], today())
    return {"household": household, "standing": standing, "form": VisitForm.empty()}
