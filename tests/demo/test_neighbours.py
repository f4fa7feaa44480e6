"""Groups of neighbours of the invented commune: every household of the first pilot is of one."""

from datetime import date

import pytest

from webapp.households.hamlets.groups import neighbour_groups
from webapp.households.hamlets.models import NeighbourGroup, Partner
from webapp.register.models import Household

pytestmark = pytest.mark.usefixtures("told")


async def test_every_household_of_the_first_pilot_is_of_one_group_along_the_path() -> None:
    homes = await Household.filter(hamlet__letters="HC").order_by("path_order")

    found = await neighbour_groups([one.id for one in homes], date(2018, 10, 10))

    assert len(found) == 83 and len(set(found.values())) == await NeighbourGroup.all().count() == 4
    along = [found[one.id] for one in homes]
    assert sum(a != b for a, b in zip(along, along[1:], strict=False)) == 3


async def test_whom_to_ask_are_nobodys_real_numbers() -> None:
    numbers = [one.contact_phone for one in await Partner.all()]

    assert len(numbers) == 4 and all(one is None or one.startswith("0900000") for one in numbers)
