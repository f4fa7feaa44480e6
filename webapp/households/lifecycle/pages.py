"""Page values: split, join, close."""

from typing import Any

from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.households.details.movements import waiting_turns
from webapp.households.due_visits import household_lines, keeper_names
from webapp.households.hamlets.paths import along_path
from webapp.households.lifecycle.forms import JoinForm, SplitForm
from webapp.households.lifecycle.split_join_close import may_be_undone
from webapp.register.decisions import steps_of
from webapp.register.models import Household
from webapp.web.person import Person


async def moving_page(person: Person, household: Household) -> dict[str, Any]:
    await household.fetch_related("hamlet")
    [line] = await household_lines([household], today())
    others = await household_lines(await others_of(household), today())
    return {
        "household": household,
        "standing": line,
        "keeper": (await keeper_names([household.id])).get(household.id, ""),
        "others": [(one.household.id, f"{one.household.code} · {one.name}") for one in others],
        "steps": [(step, may_be_undone(step)) for _id, step in await steps_of([household.id])],
        "told": [
            one for one in await waiting_turns([household.hamlet_id]) if one.row.household_id == household.id
        ],
        "split": SplitForm.empty(),
        "join": JoinForm({}),
        "op": new_id(),
    }


async def others_of(household: Household) -> list[Household]:
    """Nearest along the path first."""
    homes = [one for one in await along_path(household.hamlet_id) if one.id != household.id]
    return sorted(homes, key=lambda one: (abs(one.path_order - household.path_order), one.path_order))
