"""Two people correct the same household without signal: nothing is overwritten, nothing is hidden."""

from typing import Any

import pytest

from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.households.details.models import HouseholdChange
from webapp.register.models import Household
from webapp.submissions.intake.rebuild import projections_checksum, replay_log

pytestmark = pytest.mark.both


def correct(phone: Phone, household: Household, **changed: Any) -> None:
    """What the form sends: each field's value, what the page showed, and whose words those were."""
    values: list[Any] = []
    for field in ("people", "head_phone", "preferred_contact", "head_name"):
        shown = getattr(household, field)
        values += [changed.get(field, shown), shown, changed.get(f"{field}_base")]
    phone.write(3, household.id, values)


async def test_both_values_of_one_field_are_kept_and_shown_as_not_agreed(
    huoi_co: World, browser_of: Any
) -> None:
    browser, dan, khoa = await browser_of(None), await enrolled(huoi_co.dan), await enrolled(huoi_co.khoa)
    correct(dan, huoi_co.an, people=5)
    correct(khoa, huoi_co.an, people=7)

    await dan.exchange(browser)
    await khoa.exchange(browser)

    household = await Household.get(id=huoi_co.an.id)
    assert household.contested == ["people"]
    page = (await (await browser_of(huoi_co.clerk)).get(f"/households/{household.id}")).text
    assert "chưa thống nhất" in page.lower()
    for value in ("5", "7"):
        assert f">{value}</mark>" in page or f"<mark>{value}" in page
    assert "Lô Văn Dần" in page
    assert "Cụt Đình Khoa" in page


async def test_the_order_of_arrival_changes_nothing(huoi_co: World, browser_of: Any) -> None:
    browser, dan, khoa = await browser_of(None), await enrolled(huoi_co.dan), await enrolled(huoi_co.khoa)
    correct(dan, huoi_co.an, people=5)
    correct(khoa, huoi_co.an, people=7)
    correct(khoa, huoi_co.bao, people=8)
    correct(dan, huoi_co.bao, people=9)
    for phone in (khoa, dan):
        await phone.exchange(browser)

    commune = huoi_co.commune.id
    before = await projections_checksum(commune)
    await replay_log(commune)

    assert await projections_checksum(commune) == before
    assert (await Household.get(id=huoi_co.bao.id)).contested == ["people"]


async def test_different_fields_merge_without_a_question(huoi_co: World, browser_of: Any) -> None:
    browser, dan, khoa = await browser_of(None), await enrolled(huoi_co.dan), await enrolled(huoi_co.khoa)
    correct(dan, huoi_co.an, people=5)
    correct(khoa, huoi_co.an, head_phone="0900000123")

    await khoa.exchange(browser)
    await dan.exchange(browser)

    household = await Household.get(id=huoi_co.an.id)
    assert (household.people, household.head_phone, household.contested) == (5, "0900000123", [])


async def test_the_same_value_from_two_people_is_agreement(huoi_co: World, browser_of: Any) -> None:
    browser, dan, khoa = await browser_of(None), await enrolled(huoi_co.dan), await enrolled(huoi_co.khoa)
    correct(dan, huoi_co.an, people=5)
    correct(khoa, huoi_co.an, people=5)

    await dan.exchange(browser)
    await khoa.exchange(browser)

    assert (await Household.get(id=huoi_co.an.id)).contested == []


async def test_a_later_correction_that_names_both_settles_it(huoi_co: World, browser_of: Any) -> None:
    browser, dan, khoa = await browser_of(None), await enrolled(huoi_co.dan), await enrolled(huoi_co.khoa)
    correct(dan, huoi_co.an, people=5)
    correct(khoa, huoi_co.an, people=7)
    await dan.exchange(browser)
    await khoa.exchange(browser)
    await dan.exchange(browser)  # the page that names both comes to his phone
    both = " ".join(await HouseholdChange.filter(live=True).values_list("opid", flat=True))

    correct(dan, huoi_co.an, people=6, people_base=both)
    await dan.exchange(browser)

    household = await Household.get(id=huoi_co.an.id)
    assert (household.people, household.contested) == (6, [])
    assert await HouseholdChange.all().count() == 3
