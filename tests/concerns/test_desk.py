"""The commune's desk: what is open, what comes first, and the same on paper and in Excel."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest

from tests.concerns.steps import said
from tests.support.world import World
from webapp.concerns.desk import ALL_SETTLED, ON_A_PAGE, OVERDUE, PROMISED, STATES
from webapp.concerns.models import Concern
from webapp.concerns.workflow import ANSWERED, TURNS

QUESTION, NORMAL, PRESSING, EMERGENCY = range(1, 5)


def shown(page: str) -> list[str]:
    return re.findall(r"Việc \d+", page)


async def test_the_urgent_stand_first_then_what_was_opened_again_then_the_oldest(
    huoi_co: World, browser_of: Any
) -> None:
    await said(huoi_co, 1, days=9)
    await said(huoi_co, 2, days=20)
    await said(huoi_co, 3, days=1, severity=PRESSING)
    await said(huoi_co, 4, severity=EMERGENCY)
    again = await said(huoi_co, 5, days=2, severity=QUESTION)
    await Concern.filter(id=again.id).update(status="reopened")

    page = (await (await browser_of(huoi_co.clerk)).get("/concerns")).text

    assert shown(page) == ["Việc 4", "Việc 5", "Việc 3", "Việc 2", "Việc 1"]
    assert '<span class="tag wait">Mở lại' in page
    assert '<td class="n">20</td>' in page


async def test_the_desk_shows_what_is_open_and_finds_the_rest(huoi_co: World, browser_of: Any) -> None:
    await said(huoi_co, 1, days=40)
    await said(huoi_co, 2, category="9")
    done = await said(huoi_co, 3)
    await Concern.filter(id=done.id).update(status="closed")
    clerk = await browser_of(huoi_co.clerk)

    found = {
        query: shown((await clerk.get(f"/concerns?{query}")).text)
        for query in (
            *("", "category=9", "severity=3", "age=30", "age=45", "state=settled", "state=answered"),
            *(f"hamlet={huoi_co.other_hamlet.id}", f"hamlet={huoi_co.hamlet.id}&age=30"),
        )
    }

    both = ["Việc 1", "Việc 2"]
    assert list(found.values()) == [both, both[1:], [], both[:1], [], ["Việc 3"], [], [], both[:1]]
    empty = (await clerk.get("/concerns?severity=3")).text
    assert "Không có việc chờ." in empty
    assert "Moong Thị An" not in (await clerk.get("/concerns")).text


async def test_paper_and_excel_have_what_the_desk_was_asked_for(huoi_co: World, browser_of: Any) -> None:
    await said(huoi_co, 1, days=40, summary="=1+1 Việc 1")
    await said(huoi_co, 2, category="9")
    clerk = await browser_of(huoi_co.clerk)
    desk = (await clerk.get("/concerns?category=1")).text
    assert 'href="/concerns/list?category=1"' in desk and 'href="/concerns/list.xlsx?category=1"' in desk

    paper = (await clerk.get("/concerns/list?category=1")).text
    file = await clerk.get("/concerns/list.xlsx?category=1")

    assert shown(paper) == ["Việc 1"] and "Nước, điện, sóng" in paper
    assert re.search(r'filename="phan-anh-\d{8}.xlsx"', file.headers["content-disposition"])
    head, *rows = openpyxl.load_workbook(io.BytesIO(file.content)).active.iter_rows(values_only=True)
    assert head[:3] == ("Mã phiếu", "Mức gấp", "Ghi ngắn gọn")
    assert [(row[1], row[2], row[4]) for row in rows] == [("Bình thường", "=1+1 Việc 1", 40)]


async def test_how_a_service_behaved_is_on_no_list_of_the_clerk(huoi_co: World, browser_of: Any) -> None:
    await said(huoi_co, 1, category="14")

    for person, expected in ((huoi_co.clerk, []), (huoi_co.secretary, ["Việc 1"])):
        browser = await browser_of(person)
        for path in ("/concerns", "/concerns/list"):
            assert shown((await browser.get(path)).text) == expected


@pytest.mark.parametrize("name", ["dan", "khoa", "viewer"])
async def test_the_lists_are_for_the_office_only(huoi_co: World, browser_of: Any, name: str) -> None:
    browser = await browser_of(getattr(huoi_co, name))

    assert [(await browser.get(f"/concerns/list{end}")).status_code for end in ("", ".xlsx")] == [403, 403]


async def test_a_hundred_stand_on_a_page(huoi_co: World, browser_of: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("webapp.concerns.desk.ON_A_PAGE", 2)
    for number in range(1, 4):
        await said(huoi_co, number, days=9 - number)
    clerk = await browser_of(huoi_co.clerk)

    first, second = [(await clerk.get(f"/concerns?category=1&page={n}")).text for n in (1, 2)]

    assert (shown(first), shown(second)) == (["Việc 1", "Việc 2"], ["Việc 3"])
    assert "/concerns?category=1&amp;page=2" in first
    assert ON_A_PAGE == 100


@pytest.mark.parametrize("query", ["page=0", "page=99", "page=x&category=abc", "category=99999", "state=<b>"])
async def test_an_odd_address_is_no_fault(huoi_co: World, browser_of: Any, query: str) -> None:
    assert (await (await browser_of(huoi_co.clerk)).get(f"/concerns?{query}")).status_code == 200


def test_the_desk_can_be_asked_for_every_open_state() -> None:
    assert set(STATES) == TURNS | {ANSWERED} and ALL_SETTLED not in STATES


async def test_the_oldest_promise_stands_first_and_what_is_overdue_or_soon_is_found(
    huoi_co: World, browser_of: Any
) -> None:
    """With the branch: 30 days, pressing ones three working days."""
    for seq, days, severity in ((1, 28, 2), (2, 40, 2), (3, 1, PRESSING), (4, 0, 2), (5, 90, 2)):
        one = await said(huoi_co, seq, severity=severity)
        await Concern.filter(id=one.id).update(received_at=datetime.now(UTC) - timedelta(days=days))
    clerk = await browser_of(huoi_co.clerk)

    page = (await clerk.get("/concerns")).text
    found = {query: shown((await clerk.get(f"/concerns?promised={query}")).text) for query in PROMISED}
    paper = (await clerk.get("/concerns/list?promised=overdue")).text

    assert shown(page) in (
        ["Việc 5", "Việc 2", *last]
        for last in (["Việc 1", "Việc 3", "Việc 4"], ["Việc 3", "Việc 1", "Việc 4"])
    )
    assert found[OVERDUE] == shown(paper) == ["Việc 5", "Việc 2"] and "Việc 1" in found["soon"]
    assert "trễ 10 ngày" in page and "trễ 60 ngày" in page and "Quá hẹn" in paper


async def test_the_branch_secretary_sees_how_long_each_has_waited_and_what_was_opened_again(
    huoi_co: World, browser_of: Any
) -> None:
    await said(huoi_co, 1, days=20)
    again = await said(huoi_co, 2, days=3, severity=QUESTION)
    await Concern.filter(id=again.id).update(status="reopened")

    pages = {
        name: (await (await browser_of(getattr(huoi_co, name))).get("/concerns")).text
        for name in ("khoa", "dan")
    }

    assert "đã 20 ngày" in pages["khoa"] and shown(pages["khoa"]) == ["Việc 2", "Việc 1"]
    assert "đã 20 ngày" not in pages["dan"]
