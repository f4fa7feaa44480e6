"""Page values: monthly population sheet."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from webapp.core.calendar import last_of_month, today
from webapp.households.details.movement_form import ChildrenForm
from webapp.households.details.movements import Movement, doubtful_movements, waiting_turns
from webapp.households.due_visits import HouseholdLine, household_lines
from webapp.households.monthly.sheet import GAPS, MonthSheet, month_sheets, total_sheet
from webapp.people.queries import hamlets_of
from webapp.register.queries import hamlets_led_by
from webapp.web.person import Person

FIRST_YEAR = 2000


def read_month(written: str) -> date:
    """First day; the current month if invalid or future."""
    typed = re.fullmatch(r"(\d{1,2})[./-](\d{4})", written.strip())
    found = typed or re.fullmatch(r"(\d{4})-(\d\d)", written)
    now = today().replace(day=1)
    if not found:
        return now
    month, year = (int(part) for part in (found.groups() if typed else found.groups()[::-1]))
    if not 1 <= month <= 12 or year < FIRST_YEAR:
        return now
    return min(now, date(year, month, 1))


async def monthly_sheet_page(person: Person, month: date, *, hamlet: str = "") -> dict[str, Any]:
    led = await hamlets_led_by(person)
    units = [one for one in await hamlets_of(person.commune) if one.id in led]
    lines = await month_sheets([one.id for one in units], month)
    chosen = next((one for one in lines if one.hamlet_id == hamlet), None)
    if chosen is None and len(lines) == 1:
        chosen = lines[0]
    now = today().replace(day=1)
    following = last_of_month(month) + timedelta(days=1)
    return {
        "month": month,
        "before": month - timedelta(days=1),
        "after": following if following <= now else None,
        "names": {one.id: one.full_name for one in units},
        "lines": lines,
        "whole": total_sheet(lines) if len(lines) > 1 else None,
        "chosen": chosen,
        "doubtful": doubtful_movements(chosen.events) if chosen else [],
        "unsaid": [one for one in chosen.events if one.young_unsaid] if chosen else [],
        "children": ChildrenForm({}),
        "standings": await _homes(chosen) if chosen else {},
        "turns": await turns_page(led),
        "gap_sorts": GAPS,
        "may_choose": person.organises,
    }


async def turns_page(hamlets: Sequence[str]) -> list[tuple[Movement, HouseholdLine]]:
    found = await waiting_turns(hamlets)
    homes = {one.row.household_id: one.row.household for one in found}
    lines = {one.household.id: one for one in await household_lines(list(homes.values()), today())}
    return [(one, lines[one.row.household_id]) for one in found]


async def _homes(sheet: MonthSheet) -> dict[str, HouseholdLine]:
    homes = {entry.household.id: entry.household for entry in sheet.entries}
    for event in (one.row for one in sheet.events):
        if event.household_id not in homes:
            await event.fetch_related("household")
            homes[event.household_id] = event.household
    return {one.household.id: one for one in await household_lines(list(homes.values()), today())}
