"""Households that were perhaps written twice: pairs by plain facts, asked once, made one without losing anything."""

import re
import time
from typing import Any

import pytest

from tests.households.lifecycle.moving import as_it_is
from tests.households.monthly.monthly_sheet import THIS, figures, sheet
from tests.support.world import World
from tests.support.written import arrive
from webapp.core.calendar import today
from webapp.households.details.kinds import HOUSEHOLD_CHANGE
from webapp.households.lifecycle.models import DuplicateAnswer
from webapp.households.lifecycle.similarity import Alike, ComparedHousehold, likely_pairs
from webapp.register.models import Consent, Household, HouseholdStep
from webapp.visits.kinds import VISIT


def house(name: str, **more: Any) -> ComparedHousehold:
    given = {"id": name, "hamlet": "h", "phone": "", "people": 4, "cluster": "c", "place": 10} | more
    return ComparedHousehold(
        name=more.pop("called", name), **{k: v for k, v in given.items() if k != "called"}
    )


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({"called": "moong thi an"}, True),  # same name, cluster and number
        ({"called": "moong thi ann", "place": 20, "people": 3}, True),  # one letter, the house beside
        ({"called": "moong thi an", "cluster": "far", "place": 900, "people": 3}, False),  # a common name
        ({"called": "moong thi an", "cluster": "far", "place": 900, "phone": "0900000001"}, True),
        ({"called": "lu van bao", "place": 20, "phone": "0900000001"}, False),  # neighbours share a phone
        ({"called": "moong thi an", "hamlet": "other"}, False),
    ],
)
def test_what_makes_two_households_look_like_one(other: dict[str, Any], found: bool) -> None:
    pairs = likely_pairs([house("moong thi an", phone="0900000001"), house("b", **other)])

    assert bool(pairs) is found


def test_the_likeliest_pair_comes_first_and_says_what_is_alike() -> None:
    pairs = likely_pairs(
        [
            house("a", called="vi van ba", phone="1"),
            house("b", called="vi van ba", phone="1", place=20),
            house("c", called="vi van ba", place=100),
        ]
    )

    assert (pairs[0].first, pairs[0].second) == ("a", "b")
    assert pairs[0].alike == (Alike.NAME, Alike.PHONE, Alike.PEOPLE, Alike.NEXT_DOOR)


def test_two_thousand_households_are_compared_in_a_moment() -> None:
    given, middle, family = (
        ["an", "bao", "canh", "dan", "sinh", "son", "mo"],
        ["van", "thi", "ba", "y"],
        ["lo", "vi", "kha", "moong", "ngan"],
    )
    houses = [
        house(
            str(n), called=f"{family[n % 5]} {middle[n % 4]} {given[n % 7]} {given[n // 3 % 7]}", hamlet=str(n // 300),
            cluster=str(n // 75), place=n % 300 * 10, people=n % 9,
        )
        for n in range(2000)
    ]  # fmt: skip

    begun = time.process_time()
    likely_pairs(houses)

    assert time.process_time() - begun < 3


async def twin(world: World, **more: Any) -> Household:
    values = {"people": 4, "head_phone": "0900000777"} | more
    made = await Household.create(
        code="HC-009", hamlet=world.hamlet, cluster_id=world.an.cluster_id, path_order=20, head_name="Mong Thị An",
        origin={"people": values["people"], "head_name": "Mong Thị An", "head_phone": "0900000777", "preferred_contact": None},
        commune=world.commune.id, **values,
    )  # fmt: skip
    await Consent.create(household=made, answer="given", asked_on=today(), commune=world.commune.id)
    return made


async def test_a_pair_is_shown_side_by_side_and_not_again_once_it_is_said_to_differ(
    huoi_co: World, browser_of: Any
) -> None:
    other, browser = await twin(huoi_co), await browser_of(huoi_co.khoa)
    page = (await browser.get("/households/duplicates")).text
    assert "1 cặp hộ" in page and "HC-001" in page and "HC-009" in page and "hai nhà cạnh nhau" in page
    [action] = re.findall(r'action="([^"]+/different)"', page)

    for _ in range(2):
        assert (await browser.send_form(action)).status_code == 303

    assert action not in (await browser.get("/households/duplicates")).text
    said = await DuplicateAnswer.get()
    assert (said.same, said.by_name) == (False, "Cụt Đình Khoa") and {said.one_id, said.other_id} == {
        huoi_co.an.id,
        other.id,
    }


async def test_of_a_family_that_said_no_nothing_is_compared(huoi_co: World, browser_of: Any) -> None:
    other = await twin(huoi_co)
    await Consent.create(household=other, answer="withdrawn", asked_on=today(), commune=huoi_co.commune.id)

    page = (await (await browser_of(huoi_co.clerk)).get("/households/duplicates")).text

    assert "0 cặp hộ" in page and "Mong Thị An" not in page


async def make_one(world: World, browser: Any, other: Household, **more: str) -> Any:
    first, second = sorted((world.an.id, other.id))
    sent = {
        "keep": world.an.id,
        "head_name": world.an.id,
        "head_phone": other.id,
        "people": other.id,
        "op": "op1",
        **more,
    }
    return await browser.send_form(f"/households/duplicates/{first}/{second}", sent)


async def test_the_same_household_keeps_the_chosen_words_and_everything_that_was_written(
    huoi_co: World, browser_of: Any
) -> None:
    other, browser = await twin(huoi_co, people=5), await browser_of(huoi_co.khoa)
    await arrive(VISIT, huoi_co.dan, other, met="1", did="1", need="0")
    page = (await browser.get(f"/households/duplicates/{huoi_co.an.id}/{other.id}")).text
    assert page.count("<fieldset") == 4 and "0900000777" in page

    for _ in range(2):
        answer = await make_one(huoi_co, browser, other)
        assert answer.headers["location"] == f"/households/{huoi_co.an.id}"

    kept, gone = await Household.get(id=huoi_co.an.id), await Household.get(id=other.id)
    assert (kept.head_name, kept.head_phone, kept.people, kept.contested) == (
        "Moong Thị An",
        "0900000777",
        5,
        [],
    )
    assert (gone.closed_on, gone.merged_into_id) == (today(), kept.id)
    page = (await browser.get(f"/households/{kept.id}")).text
    assert "Gặp tại nhà" in page and "Từng được ghi lần nữa với mã HC-009" in page
    for words in ("HC-009", "HC-001"):
        assert "Moong Thị An" in (await browser.send_form("/households/register", {"words": words})).text
    assert (await DuplicateAnswer.get()).same and await HouseholdStep.all().count() == 1
    start, _coming, _going, gap, end = figures(await sheet(huoi_co, THIS))
    assert (start + gap, gap) == (end, -4) and end == 14  # five of the twin are gone, one more is known


@pytest.mark.both
async def test_made_one_by_mistake_is_taken_back_exactly(huoi_co: World, browser_of: Any) -> None:
    other, browser = await twin(huoi_co, people=5), await browser_of(huoi_co.clerk)
    before = [*await as_it_is(huoi_co), (other.people, other.head_phone, other.closed_on)]
    words = (huoi_co.an.head_name, huoi_co.an.head_phone)
    await make_one(huoi_co, browser, other)

    for _ in range(2):
        await browser.send_form(f"/households/steps/{(await HouseholdStep.get()).id}/undo")

    kept, other = await Household.get(id=huoi_co.an.id), await Household.get(id=other.id)
    assert [*await as_it_is(huoi_co), (other.people, other.head_phone, other.closed_on)] == before
    assert (kept.head_name, kept.head_phone) == words
    assert "1 cặp hộ" in (await browser.get("/households/duplicates")).text


async def test_a_word_that_somebody_put_right_before_was_seen_by_who_chose_the_other(
    huoi_co: World, browser_of: Any
) -> None:
    other, browser = await twin(huoi_co), await browser_of(huoi_co.khoa)
    await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.an, head_phone="0900000888")
    await browser.get(f"/households/duplicates/{huoi_co.an.id}/{other.id}")

    await make_one(huoi_co, browser, other)

    kept = await Household.get(id=huoi_co.an.id)
    assert (kept.head_phone, kept.contested) == ("0900000777", [])


async def test_what_was_written_since_is_not_taken_back(huoi_co: World, browser_of: Any) -> None:
    other, browser = await twin(huoi_co), await browser_of(huoi_co.khoa)
    await make_one(huoi_co, browser, other)
    page = (await browser.get(f"/households/{huoi_co.an.id}/changes/new")).text
    fields = dict(re.findall(r'name="(head_phone_\w+)" value="([^"]*)"', page))
    await arrive(HOUSEHOLD_CHANGE, huoi_co.khoa, huoi_co.an, seq=5, head_phone="0900000999", **fields)

    await browser.send_form(f"/households/steps/{(await HouseholdStep.get()).id}/undo")

    assert (await Household.get(id=huoi_co.an.id)).head_phone == "0900000999"


async def test_what_a_phone_still_writes_of_the_other_one_is_found(huoi_co: World, browser_of: Any) -> None:
    other, browser = await twin(huoi_co), await browser_of(huoi_co.khoa)
    await make_one(huoi_co, browser, other)

    await arrive(VISIT, huoi_co.dan, other, met="3", did="2", need="0")
    await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, other, seq=2, people="9", people_was="4")

    page = (await browser.get(f"/households/{huoi_co.an.id}")).text
    assert "nói về chính sách" in page and "Số người → 9" in page
    assert (await Household.get(id=huoi_co.an.id)).people == 4


@pytest.mark.parametrize("wrong", [{"keep": ""}, {"head_phone": "x"}, {"keep": "AAAAAAAAAAA"}])
async def test_what_is_not_chosen_is_asked_for_again(
    huoi_co: World, browser_of: Any, wrong: dict[str, str]
) -> None:
    other, browser = await twin(huoi_co), await browser_of(huoi_co.clerk)

    answer = await make_one(huoi_co, browser, other, **wrong)

    assert answer.status_code == 422 and "Chọn" in answer.text and "checked" in answer.text
    assert not await HouseholdStep.exists() and (await Household.get(id=other.id)).closed_on is None


@pytest.mark.parametrize(
    ("who", "status"), [("dan", 403), ("secretary", 403), ("viewer", 403), ("khoa", 404)]
)
async def test_only_the_hamlets_branch_and_the_office_may_say_so(
    huoi_co: World, browser_of: Any, who: str, status: int
) -> None:
    browser = await browser_of(getattr(huoi_co, who))
    here = f"/households/duplicates/{huoi_co.an.id}/{huoi_co.far.id}"

    assert (await browser.get(here)).status_code == status
    assert (await browser.send_form(here)).status_code == status
    assert (await browser.send_form(f"{here}/different")).status_code == status
    assert not await DuplicateAnswer.exists()
