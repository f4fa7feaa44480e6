"""The sheet of a month, and a change that it counts."""

from datetime import date, timedelta

from tests.support.world import World
from tests.support.written import arrive
from webapp.core.calendar import today
from webapp.households.details.movement_kinds import POPULATION_EVENT
from webapp.households.monthly.sheet import MonthSheet, month_sheets
from webapp.register.models import Household

THIS = today().replace(day=1)
LAST = (THIS - timedelta(days=1)).replace(day=1)


async def sheet(world: World, month: date) -> MonthSheet:
    [found] = await month_sheets([world.hamlet.id], month)
    return found


def figures(one: MonthSheet) -> tuple[int, int, int, int, int]:
    return one.start, one.coming, one.going, one.gap, one.end


async def moved(
    world: World, seq: int, code: str, persons: int, day: str, household: Household | None = None
) -> None:
    home = household or world.an
    fields = {"moved": code, "moved_when": "4", "moved_on": day, "persons": str(persons)}
    await arrive(POPULATION_EVENT, world.dan, home, seq=seq, **fields)
