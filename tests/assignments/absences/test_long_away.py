"""After 3 months away a longer arrangement is asked for, where the secretary and the office look."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.world import World
from webapp.assignments.absences.long_away import away_since
from webapp.core.calendar import months_after, today
from webapp.people.models import MemberStatus
from webapp.register.charge_models import Assignment

ASKED = "vẫn đang phụ trách 2 hộ"
DAY = timedelta(days=1)


def months_ago(months: int) -> date:
    """The last day from which so many months have passed by today."""
    day = today()
    while months_after(day, months) > today():
        day -= DAY
    return day


async def is_away(world: World, since: date, until: date | None, status: str = "away_short") -> None:
    await MemberStatus.create(
        member=world.dan,
        status=status,
        reason="away",
        valid_from=since,
        valid_to=until,
        commune=world.commune.id,
    )


async def pages(world: World, browser_of: Any) -> list[str]:
    """The secretary's own page, the page of absences, and the first page of the office."""
    khoa, clerk = await browser_of(world.khoa), await browser_of(world.clerk)
    absences = f"/assignments/branches/{world.branch.id}/absences"
    return [
        (await browser.get(path)).text
        for browser, path in ((khoa, "/branch"), (khoa, absences), (clerk, absences), (clerk, "/arrivals"))
    ]


async def test_on_the_day_that_three_months_are_over_it_is_asked_with_the_way_to_the_board(
    huoi_co: World, browser_of: Any
) -> None:
    await is_away(huoi_co, months_ago(3), today())

    for page in await pages(huoi_co, browser_of):
        assert ASKED in page and f"{months_ago(3):%d/%m/%Y}" in page
        assert f'href="/assignments?branch={huoi_co.branch.id}"' in page
        assert "miễn cho đảng viên" in page


async def test_one_day_earlier_a_stand_in_is_enough(huoi_co: World, browser_of: Any) -> None:
    await is_away(huoi_co, months_ago(3) + DAY, today() + 30 * DAY)

    assert not [page for page in await pages(huoi_co, browser_of) if ASKED in page]


async def test_absences_one_after_the_other_are_one(huoi_co: World, browser_of: Any) -> None:
    start = months_ago(3)
    await is_away(huoi_co, start, start + 40 * DAY)
    await is_away(huoi_co, start + 41 * DAY, today())

    assert all(ASKED in page for page in await pages(huoi_co, browser_of))


@pytest.mark.parametrize("here", [1, 5])
async def test_whoever_was_here_in_between_begins_anew(huoi_co: World, here: int) -> None:
    start = months_ago(3)
    await is_away(huoi_co, start, start + 40 * DAY)
    await is_away(huoi_co, start + (41 + here) * DAY, today())

    assert await away_since([huoi_co.dan.id], today()) == {}


async def test_long_away_by_the_branch_s_word_is_asked_at_once(huoi_co: World, browser_of: Any) -> None:
    khoa = await browser_of(huoi_co.khoa)
    form = {"op": "w", "what": "presence", "presence": "away_long", "presence_from": f"{today():%d/%m/%Y}"}

    assert (await khoa.send_form(f"/members/{huoi_co.dan.id}/changes", form)).status_code == 303

    assert all(ASKED in page for page in await pages(huoi_co, browser_of))


@pytest.mark.parametrize("arranged", ["handed on", "exempt", "back"])
async def test_once_it_is_arranged_nobody_is_asked(huoi_co: World, browser_of: Any, arranged: str) -> None:
    await is_away(huoi_co, months_ago(4), None, "away_long")
    if arranged == "handed on":
        await Assignment.filter(member=huoi_co.dan).update(valid_to=today() - DAY)
    else:
        status = {"exempt": "exempt", "back": "active"}[arranged]
        await MemberStatus.filter(status="away_long").update(valid_to=today() - DAY)
        await is_away(huoi_co, today(), None, status)

    assert not [page for page in await pages(huoi_co, browser_of) if ASKED in page]


async def test_another_branch_s_secretary_reads_nothing_of_it(huoi_co: World, browser_of: Any) -> None:
    await is_away(huoi_co, months_ago(4), today())

    dan = await browser_of(huoi_co.dan)

    assert (await dan.get("/branch")).status_code == 403


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 8, 26), date(2026, 11, 26)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2026, 10, 31), date(2027, 1, 31)),
        (date(2023, 11, 30), date(2024, 2, 29)),
    ],
)
def test_three_months_are_months_of_the_calendar(day: date, later: date) -> None:
    assert months_after(day, 3) == later
