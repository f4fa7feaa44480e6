"""Who is in charge of whom in the invented commune keeps the rules of assignment."""

from collections import Counter
from datetime import date

import pytest

from webapp.core.calendar import holds_on
from webapp.people.models import Member, MemberStatus
from webapp.register.charge_models import Assignment, HouseholdGroup
from webapp.register.models import Household

pytestmark = pytest.mark.usefixtures("told")
TOLD = date(2018, 10, 10)
PILOTS = {"HC": 83, "XA": 102, "HP": 74}
MOST = {"full": 14, "reduced": 9}


async def groups() -> list[tuple[HouseholdGroup, Member, list[Household]]]:
    found = []
    for assignment in await Assignment.filter(holds_on(TOLD)).prefetch_related("group", "member"):
        homes = await Household.filter(holds_on(TOLD, "places__"), places__group=assignment.group)
        found.append((assignment.group, assignment.member, sorted(homes, key=lambda home: home.path_order)))
    return found


async def test_every_household_of_the_pilots_has_exactly_one_main_member() -> None:
    covered = Counter(home.code for _, _, homes in await groups() for home in homes)

    assert set(covered.values()) == {1}
    assert Counter(code[:2] for code in covered) == PILOTS
    assert covered.total() == 259


async def test_nobody_exempt_or_away_is_in_charge() -> None:
    for _, member, _ in await groups():
        assert await MemberStatus.filter(holds_on(TOLD), member=member, status="active").exists()
        assert not await MemberStatus.filter(member=member).exclude(status="active").exists()


async def test_every_available_member_of_a_pilot_is_in_charge() -> None:
    assert len({member.id for _, member, _ in await groups()}) == 8 + 9 + 7


async def test_groups_are_stretches_of_the_path() -> None:
    for group, _, homes in await groups():
        orders = [home.path_order for home in homes]
        assert orders == list(range(orders[0], orders[-1] + 1, 10)), group.number
        assert len({home.hamlet_id for home in homes}) == 1


async def test_loads_fit_what_members_can_carry_and_one_carries_one_more() -> None:
    over = [
        (member.capacity_override, len(homes), homes[0].code[:2])
        for _, member, homes in await groups()
        if len(homes) > MOST[member.capacity]
    ]

    assert over == [(10, 10, "XA")]


async def test_nobody_is_in_charge_of_the_own_home_but_lives_next_to_the_group() -> None:
    for _, member, homes in await groups():
        orders = [home.path_order for home in homes]
        assert member.home_path_order in (orders[0] - 10, orders[-1] + 10)
        home = await Household.get(path_order=member.home_path_order, hamlet_id=homes[0].hamlet_id)
        assert home.cluster_id == member.home_cluster


async def test_nobody_was_in_charge_before_being_admitted() -> None:
    for assignment in await Assignment.all().prefetch_related("member"):
        assert assignment.member.joined_on <= assignment.valid_from
