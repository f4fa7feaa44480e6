"""Putting the register right: by whoever is in charge or by the office, with nothing lost."""

from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.world import World
from tests.support.written import arrive, columns
from webapp.core.calendar import today
from webapp.households.details.kinds import HOUSEHOLD_CHANGE
from webapp.households.details.models import HouseholdChange
from webapp.register.models import Consent, Household
from webapp.submissions.kinds import Unreadable

AN = {"people": "4", "people_was": "4", "head_name": "Moong Thị An", "head_name_was": "Moong Thị An"}
FIVE = {**AN, "people": "5", "head_phone": "+84 987 654 321"}


async def test_what_was_changed_is_shown_and_what_was_not_is_left(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/changes", FIVE)

    household = await Household.get(id=huoi_co.an.id)
    assert columns(household, "people", "head_phone", "head_name", "contested") == (
        5,
        "0987654321",
        "Moong Thị An",
        [],
    )
    assert {row.field for row in await HouseholdChange.all()} == {"people", "head_phone"}
    page = (await browser.get(answer.headers["location"])).text
    assert "Xã đã nhận lúc" in page
    assert "Sửa: Số người → 5" in page
    assert 'href="tel:0987654321"' in page


async def test_a_new_head_is_found_by_the_new_name(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)

    await browser.send_form(f"/households/{huoi_co.an.id}/changes", {**AN, "head_name": "Ốc Thị Ý"})

    household = await Household.get(id=huoi_co.an.id)
    assert (household.head_name, household.folded) == ("Ốc Thị Ý", "oc thi y")


async def test_a_stranger_cannot_change_what_he_cannot_see(huoi_co: World, browser_of: Any) -> None:
    stranger = await browser_of(huoi_co.en)

    seen = await stranger.get(f"/households/{huoi_co.an.id}/changes/new")
    written = await stranger.send_form(f"/households/{huoi_co.an.id}/changes", FIVE)

    assert (seen.status_code, written.status_code) == (404, 404)
    assert not await HouseholdChange.exists()


@pytest.mark.parametrize(("who", "status"), [("clerk", 303), ("secretary", 403), ("viewer", 403)])
async def test_of_the_office_only_the_clerk_keeps_the_register(
    huoi_co: World, browser_of: Any, who: str, status: int
) -> None:
    browser = await browser_of(getattr(huoi_co, who))

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/changes", FIVE)

    assert answer.status_code == status
    assert await HouseholdChange.exists() == (status == 303)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"people": "0"}, "people"),
        ({"people": "nhiều"}, "people"),
        ({"people": ""}, "people"),
        ({"head_phone": "0123456789"}, "head_phone"),
        ({"head_name": "Lô 040123456789"}, "head_name"),
        ({"head_name": "A"}, "head_name"),
        ({"head_name": "Lô <b>An"}, "head_name"),
        ({}, "people"),
    ],
)
async def test_what_is_wrong_is_said_and_every_typed_word_is_kept(
    huoi_co: World, browser_of: Any, change: dict[str, str], wrong: str
) -> None:
    browser = await browser_of(huoi_co.dan)
    sent = {**AN, **change}

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/changes", sent)

    assert answer.status_code == 422
    assert wrong_fields(answer) == [wrong]
    assert f'value="{sent["head_name"].replace("<", "&lt;").replace(">", "&gt;")}"' in answer.text
    assert 'name="people_was" value="4"' in answer.text
    assert not await HouseholdChange.exists()


async def test_the_same_form_posted_twice_is_one_change(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)

    for _ in range(2):
        await browser.send_form(f"/households/{huoi_co.an.id}/changes", {**FIVE, "op": "op000000003"})

    assert await HouseholdChange.filter(field="people").count() == 1


async def test_made_without_signal_it_becomes_the_same_row(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)
    await browser.send_form(f"/households/{huoi_co.an.id}/changes", FIVE)
    online = await HouseholdChange.get(field="people")

    await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.bao, **{**FIVE, "people_was": "6"})

    offline = await HouseholdChange.get(household_id=huoi_co.bao.id, field="people")
    same = ("field", "value", "base", "by_id", "by_name", "live", "commune")
    assert columns(offline, *same) == columns(online, *same)
    assert (await Household.get(id=huoi_co.bao.id)).people == 5


async def test_a_number_that_the_family_takes_back_is_gone(huoi_co: World) -> None:
    await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.an, head_phone="0987654321")

    await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.an, seq=2, head_phone_was="0987654321")

    assert (await Household.get(id=huoi_co.an.id)).head_phone is None


async def test_nothing_is_changed_of_a_family_that_did_not_agree(huoi_co: World, browser_of: Any) -> None:
    await Consent.create(
        household=huoi_co.an, answer="withdrawn", asked_on=today(), commune=huoi_co.commune.id
    )
    browser = await browser_of(huoi_co.dan)

    online = await browser.send_form(f"/households/{huoi_co.an.id}/changes", FIVE)
    with pytest.raises(Unreadable):
        await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.an, **FIVE)

    assert online.status_code == 409
    assert "chưa đồng ý cho ghi" in online.text
    assert not await HouseholdChange.exists()


async def test_a_base_that_is_no_name_of_a_change_is_left_out(huoi_co: World) -> None:
    await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.an, **FIVE, people_base="x '; -- AAAAAAAAAAA.1.0")

    assert (await HouseholdChange.get(field="people")).base == ["AAAAAAAAAAA.1.0"]


EASIER = {**AN, "preferred_language": "thai", "accommodations": ["visit_evening", "large_print"]}


async def test_what_makes_it_easier_for_a_family_is_kept_in_one_order_and_taken_back(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.dan)

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/changes", EASIER)

    household = await Household.get(id=huoi_co.an.id)
    assert columns(household, "preferred_language", "accommodations") == ("thai", "large_print visit_evening")
    page = (await browser.get(answer.headers["location"])).text
    assert "Chữ to, Đến buổi tối" in page
    form = (await browser.get(f"/households/{huoi_co.an.id}/changes/new")).text
    assert 'name="accommodations_was" value="large_print visit_evening"' in form
    assert 'value="large_print" checked' in form and '<option value="thai" selected>' in form

    was = {"preferred_language_was": "thai", "accommodations_was": "large_print visit_evening"}
    await browser.send_form(f"/households/{huoi_co.an.id}/changes", {**AN, **was})

    household = await Household.get(id=huoi_co.an.id)
    assert columns(household, "preferred_language", "accommodations") == (None, "")


async def test_a_phone_with_the_first_form_does_not_empty_what_it_did_not_know(huoi_co: World) -> None:
    await arrive(
        HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.an, **{k: v for k, v in EASIER.items() if k not in AN}
    )

    await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.an, seq=2, people="5", people_was="4")

    household = await Household.get(id=huoi_co.an.id)
    assert columns(household, "people", "accommodations") == (5, "large_print visit_evening")
