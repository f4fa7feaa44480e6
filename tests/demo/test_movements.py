"""Comings and goings of the invented commune: every month's sheet balances to what is known on the day."""

from datetime import date

import pytest

from webapp.core.calendar import last_of_month
from webapp.demo.records.movements import MONTHS
from webapp.households.details.models import PopulationEvent
from webapp.households.details.movements import doubtful_movements, movements_of
from webapp.households.monthly.sheet import month_sheets, total_sheet
from webapp.people.models import OrgUnit
from webapp.register.models import Household

pytestmark = pytest.mark.usefixtures("told")
TOLD = date(2018, 10, 1)


async def hamlets() -> list[str]:
    return [one.id for one in await OrgUnit.filter(kind="hamlet").order_by("letters")]


async def test_every_months_sheet_ends_where_the_next_begins_and_the_last_with_2831_people() -> None:
    ends = None
    for month in [*MONTHS, TOLD]:
        whole = total_sheet(await month_sheets(await hamlets(), month))
        assert whole.gap == 0 and whole.start + whole.coming - whole.going == whole.end
        assert ends in (None, whole.start), month
        ends = whole.end

    assert (whole.end, whole.households) == (2831, 653)


async def test_something_happened_in_every_month_and_it_is_in_the_month_of_its_day() -> None:
    for month in MONTHS:
        lines = await month_sheets(await hamlets(), month)
        days = [event.row.happened_on for line in lines for event in line.events]
        assert len(days) >= 3 and all(month <= day <= last_of_month(month) for day in days)


async def test_only_those_who_agreed_and_are_in_somebodys_charge_are_written_about() -> None:
    events = await PopulationEvent.all().prefetch_related("household__consents", "household__places")

    assert len(events) == 3 * len(MONTHS) + 2
    for event in events:
        answers = sorted(event.household.consents, key=lambda one: one.asked_on)
        assert answers[-1].answer == "given" and list(event.household.places)


async def test_one_was_told_by_two_people() -> None:
    events = [one.row for one in doubtful_movements(await movements_of(await PopulationEvent.all()))]

    assert len({one.household_id for one in events}) == 1 and len({one.by_id for one in events}) == 2
    assert {one.delta for one in events} == {0}


async def test_nobody_lives_in_a_house_before_the_first_of_them() -> None:
    for home in await Household.filter(population_events__id__not_isnull=True):
        assert home.origin["people"] >= 1, home.code
