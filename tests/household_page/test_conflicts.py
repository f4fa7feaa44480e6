"""People differ, and the office or the branch chooses what the register shows: one at a time, or a month at once."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.world import World
from tests.support.written import arrive, columns
from webapp.households.details.kinds import HOUSEHOLD_CHANGE
from webapp.households.details.models import HouseholdChange
from webapp.kinds import kind_attributes
from webapp.register.models import Household


async def differ(world: World, field: str = "people", first: str = "5", second: str = "6") -> None:
    earlier = datetime.now(UTC) - timedelta(days=1)
    await arrive(HOUSEHOLD_CHANGE, world.dan, world.an, made=earlier, **{field: first})
    await arrive(HOUSEHOLD_CHANGE, world.khoa, world.an, **{field: second})


def offered(page: str) -> dict[str, str]:
    """By value, the change that a button or a radio stands for."""
    found = re.findall(r'<b>([^<]+)</b></p>.*?name="choose\.[^"]+" value="([^"]+)"', page, re.S)
    return dict(found)


def sent(page: str, opid: str) -> dict[str, str]:
    hidden = dict(re.findall(r'type="hidden" name="(op|seen\.[^"]+)" value="([^"]+)"', page))
    [name] = [name for name in hidden if name.startswith("seen.")]
    return hidden | {"choose" + name[4:]: opid}


async def test_the_office_chooses_one_of_two_and_the_register_shows_it(
    huoi_co: World, browser_of: Any
) -> None:
    await differ(huoi_co)
    office = await browser_of(huoi_co.clerk)
    page = (await office.get("/conflicts")).text
    assert "Cụt Đình Khoa" in page and "Lô Văn Dần" in page and 'data-digit="0"' in page

    form = sent(page, offered(page)["5"])
    for _ in range(2):
        assert (await office.send_form("/conflicts", form)).status_code == 303

    assert columns(await Household.get(id=huoi_co.an.id), "people", "contested") == (5, [])
    assert await HouseholdChange.all().count() == 3
    assert "thống nhất" in (await office.get("/conflicts")).text


async def test_what_arrives_after_the_choice_opens_it_again(huoi_co: World, browser_of: Any) -> None:
    await differ(huoi_co)
    office = await browser_of(huoi_co.clerk)
    page = (await office.get("/conflicts")).text
    await arrive(HOUSEHOLD_CHANGE, huoi_co.en, huoi_co.an, people="9")

    await office.send_form("/conflicts", sent(page, offered(page)["5"]))

    household = await Household.get(id=huoi_co.an.id)
    assert household.contested == ["people"]
    assert set(offered((await office.get("/conflicts")).text)) == {"5", "9"}


async def test_many_are_settled_on_one_page_and_what_is_left_open_stays(
    huoi_co: World, browser_of: Any
) -> None:
    await differ(huoi_co)
    await differ(huoi_co, "head_phone", "0900000123", "0900000124")
    office = await browser_of(huoi_co.clerk)
    page = (await office.get("/conflicts?many=1")).text
    hidden = dict(re.findall(r'type="hidden" name="(op|many|seen\.[^"]+)" value="([^"]+)"', page))
    people = f"choose.{huoi_co.an.id}.0"
    [five] = re.findall(
        rf'name="{re.escape(people)}" id="([^"]+)" value="[^"]+"><label class="said" for="[^"]+"><span><b>5<',
        page,
    )

    nothing = await office.send_form("/conflicts", hidden | {people: ""})
    answer = await office.send_form("/conflicts", hidden | {people: five})

    assert nothing.status_code == 422 and answer.status_code == 303
    assert (await Household.get(id=huoi_co.an.id)).contested == ["head_phone"]


async def test_who_may_not_write_the_household_settles_nothing(huoi_co: World, browser_of: Any) -> None:
    await differ(huoi_co)
    page = (await (await browser_of(huoi_co.clerk)).get("/conflicts")).text
    form = sent(page, offered(page)["5"])

    for person, status in ((huoi_co.secretary, 403), (huoi_co.dan, 403), (huoi_co.viewer, 403), (None, 401)):
        browser = await browser_of(person)
        await browser.get("/sign-in")
        assert (await browser.send_form("/conflicts", form)).status_code == status
    read = (await (await browser_of(huoi_co.secretary)).get("/conflicts")).text
    assert "Lô Văn Dần" in read and "choose." not in read
    assert (await Household.get(id=huoi_co.an.id)).contested == ["people"]


async def test_a_choice_of_another_household_or_field_is_refused(huoi_co: World, browser_of: Any) -> None:
    await differ(huoi_co)
    await differ(huoi_co, "head_phone", "0900000123", "0900000124")
    office = await browser_of(huoi_co.clerk)
    page = (await office.get("/conflicts")).text
    other = await HouseholdChange.filter(field="head_phone").first()
    assert other

    for opid in (other.opid, "nothing", "x" * 500):
        assert (await office.send_form("/conflicts", sent(page, opid))).status_code == 422
    assert await HouseholdChange.all().count() == 4


async def test_the_branch_secretary_settles_on_the_phone_with_the_form_that_also_works_offline(
    huoi_co: World, browser_of: Any
) -> None:
    await differ(huoi_co)
    phone = await browser_of(huoi_co.khoa)
    page = (await phone.get("/conflicts")).text
    base = re.search(r'name="people_base" value="([^"]+)"', page)
    assert base and kind_attributes("household_change") in page

    await phone.send_form(f"/households/{huoi_co.an.id}/changes", {"people": "5", "people_base": base[1]})

    assert columns(await Household.get(id=huoi_co.an.id), "people", "contested") == (5, [])


async def test_a_stranger_to_the_household_sees_nothing_of_it(huoi_co: World, browser_of: Any) -> None:
    await differ(huoi_co)

    page = await (await browser_of(huoi_co.en)).get("/conflicts")

    assert page.status_code == 200 and "Lô Văn Dần" not in page.text
