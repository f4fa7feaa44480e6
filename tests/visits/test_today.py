"""The first page: whom to visit, and why."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.phone import enrolled
from tests.support.world import World
from tests.support.written import arrive
from tests.visits.today import names, visited
from webapp.concerns.kinds import CONCERN
from webapp.households.details.models import PopulationChoice, PopulationEvent
from webapp.households.details.movement_kinds import POPULATION_EVENT
from webapp.register.models import Consent, Household, SupportLevel
from webapp.visits.models import Met

BIRTH, DEATH = "1", "2"
CLOCK = '<p class="box wait">Đồng hồ'
A_CONCERN = {"category": "1", "severity": "2", "agreed": "1"}


async def test_who_has_waited_longest_comes_first(huoi_co: World, browser_of: Any) -> None:
    await visited(huoi_co.an, huoi_co.dan, 100)
    await visited(huoi_co.bao, huoi_co.dan, 120)
    browser = await browser_of(huoi_co.dan)

    page = (await browser.get("/")).text

    assert names(page) == ["Lữ Văn Bảo", "Moong Thị An"]
    assert "Chưa thăm 120 ngày" in page
    assert "Đồng chí phụ trách 2 hộ." in page


async def test_a_household_that_needs_closer_care_is_due_sooner(huoi_co: World, browser_of: Any) -> None:
    await visited(huoi_co.an, huoi_co.dan, 31)
    await visited(huoi_co.bao, huoi_co.dan, 31)
    await Household.filter(id=huoi_co.bao.id).update(support_level=SupportLevel.ATTENTION)
    browser = await browser_of(huoi_co.dan)

    assert names((await browser.get("/")).text) == ["Lữ Văn Bảo"]


async def test_nobody_at_home_was_no_contact_but_saying_no_thanks_was(
    huoi_co: World, browser_of: Any
) -> None:
    await visited(huoi_co.an, huoi_co.dan, 3, Met.NOBODY_HOME)
    await visited(huoi_co.bao, huoi_co.dan, 3, Met.DECLINED)
    browser = await browser_of(huoi_co.dan)

    page = (await browser.get("/")).text

    assert names(page) == ["Moong Thị An"]
    assert "Chưa thăm lần nào" in page


async def test_help_asked_for_stays_on_top_until_it_is_reported(huoi_co: World, browser_of: Any) -> None:
    await visited(huoi_co.an, huoi_co.dan, 200)
    await visited(huoi_co.bao, huoi_co.dan, 1, need=True)
    browser = await browser_of(huoi_co.dan)
    before = (await browser.get("/")).text

    await arrive(CONCERN, huoi_co.dan, huoi_co.bao, **A_CONCERN)

    assert names(before) == ["Lữ Văn Bảo", "Moong Thị An"]
    assert "Cần giúp, chưa báo" in before
    assert names((await browser.get("/")).text) == ["Moong Thị An"]


async def test_when_everybody_was_visited_it_says_so(huoi_co: World, browser_of: Any) -> None:
    for household in (huoi_co.an, huoi_co.bao):
        await visited(household, huoi_co.dan, 2)
    browser = await browser_of(huoi_co.dan)

    page = (await browser.get("/")).text

    assert "Tuần này đã thăm đủ." in page
    assert names(page) == []


async def test_a_member_without_households_is_told_whom_to_ask(huoi_co: World, browser_of: Any) -> None:
    page = (await (await browser_of(huoi_co.khoa)).get("/")).text

    assert "Hỏi bí thư" in page


async def test_the_office_starts_with_what_waits_and_the_province_with_nothing_personal(
    huoi_co: World, browser_of: Any
) -> None:
    office = await (await browser_of(huoi_co.clerk)).get("/")
    above = await (await browser_of(huoi_co.viewer)).get("/")

    assert office.headers["location"] == "/waiting"
    assert "sẽ có sau" in above.text


async def test_the_list_groups_all_households_in_care(huoi_co: World, browser_of: Any) -> None:
    await visited(huoi_co.an, huoi_co.dan, 5)
    await arrive(CONCERN, huoi_co.dan, huoi_co.an, **A_CONCERN)
    browser = await browser_of(huoi_co.dan)

    page = (await browser.get("/households")).text

    assert "Cần thăm (1)" in page
    assert "Có việc (1)" in page
    assert "1 việc chờ trả lời" in page
    assert names(page) == ["Lữ Văn Bảo", "Moong Thị An"]


async def told(world: World, household: Household, moved: str, days_ago: int = 0, *, seq: int) -> None:
    then = datetime.now(UTC) - timedelta(days=days_ago)
    fields = {"moved": moved, "moved_when": "1", "persons": "1"}
    await arrive(POPULATION_EVENT, world.dan, household, seq=seq, made=then, received=then, **fields)


async def test_after_a_birth_or_a_death_the_family_comes_high_until_somebody_meets_it(
    huoi_co: World, browser_of: Any
) -> None:
    for household in (huoi_co.an, huoi_co.bao):
        await visited(household, huoi_co.dan, 5)
    await told(huoi_co, huoi_co.bao, BIRTH, 3, seq=1)
    await told(huoi_co, huoi_co.an, BIRTH, 4, seq=2)
    await told(huoi_co, huoi_co.an, DEATH, 2, seq=3)
    browser = await browser_of(huoi_co.dan)

    page = (await browser.get("/")).text

    assert names(page) == ["Moong Thị An", "Lữ Văn Bảo"]
    assert "Có người mất" in page and "Mới sinh cháu" in page
    await visited(huoi_co.an, huoi_co.dan, 1, Met.NOBODY_HOME)
    assert len(names((await browser.get("/")).text)) == 2
    await visited(huoi_co.an, huoi_co.dan, 1)
    await visited(huoi_co.bao, huoi_co.dan, 3)
    assert "Tuần này đã thăm đủ." in (await browser.get("/")).text


async def test_what_happened_long_ago_was_not_so_or_may_not_be_known_calls_nobody(
    huoi_co: World, browser_of: Any
) -> None:
    for household in (huoi_co.an, huoi_co.bao):
        await visited(household, huoi_co.dan, 80)
        await Household.filter(id=household.id).update(support_level=SupportLevel.REGULAR)
    await told(huoi_co, huoi_co.an, DEATH, 70, seq=1)
    await told(huoi_co, huoi_co.bao, DEATH, 2, seq=2)
    browser = await browser_of(huoi_co.dan)
    assert names((await browser.get("/")).text) == ["Lữ Văn Bảo"]

    event = await PopulationEvent.get(household_id=huoi_co.bao.id)
    choice = await PopulationChoice.create(
        commune=event.commune, household_id=huoi_co.bao.id, event=event.opid, counts=False,
        by_id=huoi_co.khoa.id, by_name="Khoa", at=datetime.now(UTC),
    )  # fmt: skip
    assert names((await browser.get("/")).text) == []

    await choice.delete()
    await Consent.filter(household_id=huoi_co.bao.id).update(purposes=["contact"])
    assert names((await browser.get("/")).text) == []


async def test_a_phone_whose_clock_is_hours_wrong_is_told_so_on_its_first_page(
    huoi_co: World, browser_of: Any
) -> None:
    phone, door = await enrolled(huoi_co.dan), await browser_of(None)
    phone.ahead = 2 * 3600
    await phone.exchange(door)
    assert CLOCK not in phone.pages["/"].decode()

    phone.ahead = -4 * 3600
    await phone.exchange(door)
    assert CLOCK in phone.pages["/"].decode()

    phone.ahead = 0
    await phone.exchange(door)
    assert CLOCK not in phone.pages["/"].decode()
