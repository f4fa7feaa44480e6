"""Page values: likely duplicates."""

from typing import Any

from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.households.due_visits import HouseholdLine, household_lines, keeper_names
from webapp.households.lifecycle.duplicates import SameForm, differing_fields, pairs_of
from webapp.people.queries import hamlets_of
from webapp.register.models import Household
from webapp.register.queries import hamlets_led_by
from webapp.web.pages import pager
from webapp.web.person import Person

PAIRS_SHOWN = 10


async def duplicates_page(person: Person, *, hamlet: str = "", page: int = 1) -> dict[str, Any]:
    led = await hamlets_led_by(person)
    chosen = [hamlet] if hamlet in led else led
    pairs = await pairs_of(chosen)
    pages = max(1, -(-len(pairs) // PAIRS_SHOWN))
    number = min(max(1, page), pages)
    some = pairs[(number - 1) * PAIRS_SHOWN : number * PAIRS_SHOWN]
    lines = await _lines({id_ for pair in some for id_ in (pair.first, pair.second)})
    units = [one for one in await hamlets_of(person.commune) if one.id in led]
    return {
        "count": len(pairs),
        "pairs": [(pair, [lines[pair.first], lines[pair.second]]) for pair in some],
        "keepers": await keeper_names(list(lines)),
        "hamlets": units if len(units) > 1 else [],
        "hamlet": hamlet if hamlet in led else "",
        "pager": pager(
            number, pages, f"/households/duplicates?hamlet={hamlet if hamlet in led else ''}&page="
        ),
    }


async def _lines(ids: set[str]) -> dict[str, HouseholdLine]:
    homes = await Household.filter(id__in=list(ids)).prefetch_related("hamlet", "cluster")
    return {line.household.id: line for line in await household_lines(homes, today())}


async def same_page(first: Household, second: Household, form: SameForm | None = None) -> dict[str, Any]:
    lines = await _lines({first.id, second.id})
    both = [lines[first.id], lines[second.id]]
    return {
        "both": both,
        "differing": differing_if_agreed(both),
        "keepers": await keeper_names([first.id, second.id]),
        "form": form or SameForm({}),
        "op": new_id(),
    }


def differing_if_agreed(both: list[HouseholdLine]) -> list[str]:
    """None unless both families consent."""
    return differing_fields(both[0].household, both[1].household) if all(line.agreed for line in both) else []
