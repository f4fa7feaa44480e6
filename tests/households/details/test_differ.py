"""Two people write different things of one household: both are kept, and a person decides."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from tests.support.world import World
from tests.support.written import arrive, columns, phone_of
from webapp.households.details.kinds import HOUSEHOLD_CHANGE
from webapp.households.details.merge_edits import merge_changes, restore_columns
from webapp.households.details.models import HouseholdChange
from webapp.people.models import Member
from webapp.register.models import Household

pytestmark = pytest.mark.both

WAS_FOUR = {"people_was": "4"}


async def both_write(world: World) -> Household:
    """Dần says five, and a day later Khoa, who has not seen that, says six."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    await arrive(HOUSEHOLD_CHANGE, world.khoa, world.an, people="6", **WAS_FOUR)
    await arrive(HOUSEHOLD_CHANGE, world.dan, world.an, people="5", made=yesterday, **WAS_FOUR)
    return await Household.get(id=world.an.id)


async def test_both_are_kept_and_the_newest_is_shown_as_not_agreed(huoi_co: World, browser_of: Any) -> None:
    household = await both_write(huoi_co)

    page = (await (await browser_of(huoi_co.dan)).get(f"/households/{huoi_co.an.id}")).text

    assert columns(household, "people", "contested") == (6, ["people"])
    assert "Số người: chưa thống nhất" in page
    said = re.findall(r"<mark>(\d)</mark> ([^,]+), ghi [\d/]+ [\d:]+, xã nhận [\d/]+ [\d:]+", page)
    assert said == [("6", "Cụt Đình Khoa"), ("5", "Lô Văn Dần")]


async def test_the_register_marks_a_household_people_differ_about(huoi_co: World, browser_of: Any) -> None:
    await both_write(huoi_co)

    page = (await (await browser_of(huoi_co.clerk)).get("/households/register")).text

    assert page.count("chưa thống nhất") == 1


async def test_the_form_names_both_and_any_answer_settles_it(huoi_co: World, browser_of: Any) -> None:
    await both_write(huoi_co)
    browser = await browser_of(huoi_co.dan)
    page = (await browser.get(f"/households/{huoi_co.an.id}/changes/new")).text
    base = re.search(r'name="people_base" value="([^"]+)"', page)
    assert base and len(base[1].split()) == 2
    assert 'name="people_was"' not in page

    await browser.send_form(f"/households/{huoi_co.an.id}/changes", {"people": "6", "people_base": base[1]})

    household = await Household.get(id=huoi_co.an.id)
    assert columns(household, "people", "contested") == (6, [])
    assert sorted(await HouseholdChange.all().values_list("live", flat=True)) == [False, False, True]


async def test_who_saw_the_others_word_replaces_it(huoi_co: World) -> None:
    first = await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.an, people="5", **WAS_FOUR)

    await arrive(
        HOUSEHOLD_CHANGE,
        huoi_co.khoa,
        huoi_co.an,
        people="6",
        people_was="5",
        people_base=f"{first.device_id}.1.0",
    )

    household = await Household.get(id=huoi_co.an.id)
    assert columns(household, "people", "contested") == (6, [])


async def test_two_who_write_the_same_agree(huoi_co: World) -> None:
    await arrive(HOUSEHOLD_CHANGE, huoi_co.khoa, huoi_co.an, people="5", **WAS_FOUR)
    await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.an, people="5", **WAS_FOUR)

    household = await Household.get(id=huoi_co.an.id)
    assert columns(household, "people", "contested") == (5, [])


async def test_different_fields_never_disturb_each_other(huoi_co: World) -> None:
    await arrive(HOUSEHOLD_CHANGE, huoi_co.khoa, huoi_co.an, people="5", **WAS_FOUR)
    await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.an, preferred_contact="2")

    household = await Household.get(id=huoi_co.an.id)
    assert columns(household, "people", "preferred_contact", "contested") == (5, 2, [])


async def test_two_who_are_read_at_the_same_moment_lose_neither(huoi_co: World) -> None:
    async def read(member: Member, people: str) -> None:
        async with in_transaction():
            await arrive(HOUSEHOLD_CHANGE, member, huoi_co.an, people=people, **WAS_FOUR)
            await asyncio.sleep(0.2)  # not yet written for good when the other begins

    for member in (huoi_co.dan, huoi_co.khoa):
        await phone_of(member)

    await asyncio.gather(read(huoi_co.dan, "5"), read(huoi_co.khoa, "6"))

    assert (await Household.get(id=huoi_co.an.id)).contested == ["people"]
    assert await HouseholdChange.filter(live=True).count() == 2


async def test_two_at_the_office_are_two_people_though_they_share_its_device(
    huoi_co: World, browser_of: Any
) -> None:
    for person, people in ((huoi_co.clerk, "5"), (huoi_co.khoa, "6")):
        browser = await browser_of(person)
        await browser.send_form(f"/households/{huoi_co.an.id}/changes", {"people": people, **WAS_FOUR})

    assert (await Household.get(id=huoi_co.an.id)).contested == ["people"]


async def test_arriving_in_another_order_ends_the_same(huoi_co: World) -> None:
    household = await both_write(huoi_co)
    rows = await HouseholdChange.all().order_by("-opid")
    before = columns(household, "people", "contested"), [(row.opid, row.live) for row in rows]

    await restore_columns(huoi_co.commune.id)
    assert (await Household.get(id=huoi_co.an.id)).people == 4
    again = await Household.get(id=huoi_co.an.id)
    await merge_changes(again)

    rows = await HouseholdChange.all().order_by("-opid")
    assert (columns(again, "people", "contested"), [(row.opid, row.live) for row in rows]) == before


async def test_a_household_from_before_changes_were_kept_goes_back_to_what_it_showed(
    huoi_co: World,
) -> None:
    await Household.filter(id=huoi_co.an.id).update(origin={})

    await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.an, people="5", **WAS_FOUR)
    await restore_columns(huoi_co.commune.id)

    assert columns(await Household.get(id=huoi_co.an.id), "people", "head_name") == (4, "Moong Thị An")
