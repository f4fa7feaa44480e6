"""The number of small children follows who came and went, as far as somebody said how many were under 6."""

import re
from itertools import permutations
from typing import Any

import pytest

from tests.support.world import World
from tests.support.written import arrive
from webapp.core.calendar import today
from webapp.households.details.models import PopulationChoice, PopulationEvent
from webapp.households.details.movement_kinds import POPULATION_EVENT
from webapp.register.models import Household
from webapp.submissions.intake.rebuild import rebuild_from_log

BIRTH, DEATH, IN, OUT, AWAY = "1", "2", "3", "4", "5"
ASKED = "Chưa ghi mấy trẻ dưới 6 tuổi"
ON_THE_EVENT = "chưa ghi mấy trẻ dưới 6 tuổi"
THERE = "/households/population/children"


@pytest.fixture
async def two_children(huoi_co: World) -> World:
    await Household.filter(id=huoi_co.an.id).update(under_6=2)
    return huoi_co


async def told(
    world: World, moved: str, persons: int = 1, under_6: str = "", seq: int = 1
) -> PopulationEvent:
    fields = {"moved": moved, "moved_when": "1", "persons": str(persons), "under_6": under_6}
    written = await arrive(POPULATION_EVENT, world.dan, world.an, seq=seq, **fields)
    return await PopulationEvent.get(id=written.id)


async def children(world: World) -> int | None:
    return (await Household.get(id=world.an.id)).under_6


@pytest.mark.parametrize(
    ("moved", "persons", "said", "after"),
    [
        (BIRTH, 1, "", 3),
        (BIRTH, 2, "0", 4),
        (IN, 3, "1", 3),
        (IN, 1, "0", 2),
        (OUT, 2, "1", 1),
        (DEATH, 1, "0", 2),
        (DEATH, 1, "1", 1),
        (OUT, 4, "4", 0),
        (AWAY, 1, "1", 2),
    ],
)
async def test_it_follows_what_the_event_says(
    two_children: World, browser_of: Any, moved: str, persons: int, said: str, after: int
) -> None:
    await told(two_children, moved, persons, said)

    assert await children(two_children) == after
    page = (await (await browser_of(two_children.dan)).get(f"/households/{two_children.an.id}")).text
    assert ON_THE_EVENT not in page


@pytest.mark.parametrize("moved", [IN, OUT, DEATH])
async def test_what_is_not_said_is_not_guessed_and_is_asked_where_it_can_be_said(
    two_children: World, browser_of: Any, moved: str
) -> None:
    event = await told(two_children, moved, 2)
    dan, khoa = await browser_of(two_children.dan), await browser_of(two_children.khoa)

    home, sheet = [
        (await browser.get(path)).text
        for browser, path in ((dan, f"/households/{two_children.an.id}"), (khoa, "/households/population"))
    ]

    assert await children(two_children) == 2
    assert ON_THE_EVENT in home and ASKED in sheet
    assert f'name="event" value="{event.opid}"' in sheet
    answer = await khoa.send_form(THERE, {"event": event.opid, "under_6": "1", "month": f"{today():%Y-%m}"})
    assert answer.status_code == 303
    assert await children(two_children) == (3 if moved == IN else 1)
    assert ASKED not in (await khoa.get(answer.headers["location"])).text
    assert ON_THE_EVENT not in (await dan.get(f"/households/{two_children.an.id}")).text


@pytest.mark.parametrize(
    ("known", "moved"), [(None, IN), (None, BIRTH), (None, OUT), (0, OUT), (0, DEATH), (2, AWAY)]
)
async def test_nobody_is_asked_where_it_changes_nothing(
    huoi_co: World, browser_of: Any, known: int | None, moved: str
) -> None:
    """Where no number is written down none is made up; and of no small children none goes."""
    await Household.filter(id=huoi_co.an.id).update(under_6=known)

    await told(huoi_co, moved)

    assert await children(huoi_co) == known
    assert ASKED not in (await (await browser_of(huoi_co.khoa)).get("/households/population")).text


async def test_it_comes_out_the_same_in_any_order_and_when_all_is_read_again(two_children: World) -> None:
    said = [(BIRTH, 1, ""), (OUT, 2, "1"), (IN, 2, "2"), (DEATH, 1, "")]
    found = set()
    for order in permutations(range(len(said))):
        await PopulationEvent.all().delete()
        for place in order:
            await told(two_children, *said[place], seq=place + 1)
        found.add(await children(two_children))

    assert found == {4}


async def test_a_rebuild_says_the_same(two_children: World, browser_of: Any) -> None:
    dan = await browser_of(two_children.dan)
    for moved, said in ((BIRTH, ""), (OUT, "1"), (IN, "")):
        fields = {"moved": moved, "moved_when": "1", "persons": "1", "under_6": said}
        await dan.send_form(f"/households/{two_children.an.id}/population", fields)
    khoa = await browser_of(two_children.khoa)
    event = await PopulationEvent.get(under_6=None)
    await khoa.send_form(THERE, {"event": event.opid, "under_6": "1"})
    assert await children(two_children) == 3

    assert await rebuild_from_log(check=True) == 0
    await rebuild_from_log(check=False)

    assert await children(two_children) == 3


async def test_what_does_not_count_takes_its_children_along(two_children: World, browser_of: Any) -> None:
    event = await told(two_children, BIRTH)
    khoa = await browser_of(two_children.khoa)
    for counts, number in (("0", 2), ("1", 3)):
        await khoa.send_form("/households/population/choices", {"event": event.opid, "counts": counts})
        assert await children(two_children) == number


async def test_saying_it_is_kept_with_who_and_when_once_and_can_be_said_again(
    two_children: World, browser_of: Any
) -> None:
    event = await told(two_children, OUT, 2)
    khoa = await browser_of(two_children.khoa)
    for said in ("1", "1", "2"):
        await khoa.send_form(THERE, {"event": event.opid, "under_6": said})

    rows = await PopulationChoice.all().order_by("at")
    assert [(row.under_6, row.counts, row.by_name) for row in rows] == [
        (1, None, "Cụt Đình Khoa"),
        (2, None, "Cụt Đình Khoa"),
    ]
    assert await children(two_children) == 0


@pytest.mark.both
async def test_saying_it_does_not_settle_whether_two_are_the_same(
    two_children: World, browser_of: Any
) -> None:
    fields = {"moved": OUT, "moved_when": "1", "persons": "1"}
    for member in (two_children.dan, two_children.en):
        await arrive(POPULATION_EVENT, member, two_children.an, **fields)
    khoa = await browser_of(two_children.khoa)
    for event in await PopulationEvent.all():
        await khoa.send_form(THERE, {"event": event.opid, "under_6": "0"})

    assert "có thể trùng" in (await khoa.get("/households/population")).text


@pytest.mark.parametrize("wrong", ["", "3", "-1", "hai"])
async def test_what_is_wrong_is_said_and_stays(two_children: World, browser_of: Any, wrong: str) -> None:
    event = await told(two_children, OUT, 2)
    khoa = await browser_of(two_children.khoa)

    answer = await khoa.send_form(THERE, {"event": event.opid, "under_6": wrong})

    assert answer.status_code == 422
    assert "Ghi trong 2 người có mấy trẻ dưới 6 tuổi" in answer.text and "<title>Lỗi: " in answer.text
    assert re.search(rf'id="under_6"[^>]* value="{wrong}"', answer.text)
    assert not await PopulationChoice.exists() and await children(two_children) == 2


async def test_it_is_said_by_the_branch_of_the_hamlet_or_the_office(
    two_children: World, browser_of: Any
) -> None:
    fields = {"moved": OUT, "moved_when": "1", "persons": "1"}
    written = await arrive(POPULATION_EVENT, two_children.dan, two_children.far, **fields)
    event = await PopulationEvent.get(id=written.id)
    statuses = {}
    for who in ("khoa", "dan", "secretary", "clerk"):
        browser = await browser_of(getattr(two_children, who))
        answer = await browser.send_form(THERE, {"event": event.opid, "under_6": "0"})
        statuses[who] = answer.status_code

    assert statuses == {"khoa": 404, "dan": 403, "secretary": 403, "clerk": 303}
