"""The organisation's page tells the conference's own figures: R2, R3 and R9, on its day."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import started
from tests.support.browsing import Browser, browser_for
from webapp.people.models import PartyOrg
from webapp.rollout.models import RolloutStep

TILE = re.compile(r'<span class="tile"><b>(\d+)</b>([^<]+)</span>')
LINE = re.compile(r'<tr><th scope="row"><a [^>]+>([^<]+)</a></th>(.*?)</tr>', re.S)
NUMBER = re.compile(r'<td class="n">(\d+)</td>')


@pytest.fixture
async def clerk(demo_office: Path) -> AsyncIterator[Browser]:
    from webapp.app import create_app

    application = create_app()
    async with started(application):
        browser = await browser_for(application, None)
        await browser.get("/demo/commune-clerk")
        yield browser
        await browser.aclose()


async def test_on_the_day_of_the_conference_it_tells_the_conference_s_figures(clerk: Browser) -> None:
    page = (await clerk.get("/organisation?day=10/10/2018")).text
    told = {name: int(count) for count, name in TILE.findall(page)}

    assert told == {
        "chi bộ": 11,
        "đảng viên": 143,
        "chi bộ bản": 7,
        "đảng viên ở chi bộ bản": 66,
        "trong đó được miễn": 5,
        "chi bộ đã phân công": 3,
    }


async def test_it_tells_them_branch_by_branch(clerk: Browser) -> None:
    page = (await clerk.get("/organisation?day=10/10/2018")).text
    lines = {name: [int(count) for count in NUMBER.findall(cells)] for name, cells in LINE.findall(page)}

    assert lines["Chi bộ Huồi Cọ"] == [10, 1, 1, 8]
    assert lines["Chi bộ Tủng Hốc"] == [6, 0, 2, 0]
    assert lines["Chi bộ Cơ quan xã"] == [27, 0, 0, 0]
    assert {name for name, numbers in lines.items() if numbers[3]} == {
        "Chi bộ Huồi Cọ",
        "Chi bộ Bản Xàn",
        "Chi bộ Huồi Pủng",
    }


async def test_before_the_first_pilot_nobody_was_in_charge_of_households(clerk: Browser) -> None:
    page = (await clerk.get("/organisation?day=14/07/2016")).text
    told = {name: int(count) for count, name in TILE.findall(page)}

    assert told["chi bộ đã phân công"] == 0
    assert told["trong đó được miễn"] == 0, "all five were exempt later"


@pytest.mark.parametrize(
    ("day", "above"), [("30/06/2025", "Huyện Tương Dương"), ("01/07/2025", "Tỉnh Nghệ An")]
)
async def test_the_commune_lies_where_the_law_of_the_day_puts_it(
    clerk: Browser, day: str, above: str
) -> None:
    page = (await clerk.get(f"/organisation?day={day}")).text
    names = re.findall(r'href="/organisation/units/[\w-]+">([^<]+)<', page)

    assert names[names.index("Xã Hữu Khuông") - 1] == above


async def test_the_sheet_compares_pilots_and_later_branches(clerk: Browser) -> None:
    page = (await clerk.get("/organisation/rollout")).text
    sheet = re.findall(
        r'<tr><th scope="row"><a [^>]+>Chi bộ ([^<]+)</a></th><td>([^<]+?)(?: <small>.*?)?</td>', page
    )

    assert sheet[:3] == [
        ("Huồi Cọ", "Đang thực hiện"),
        ("Bản Xàn", "Đang thực hiện"),
        ("Huồi Pủng", "Đang thực hiện"),
    ]
    assert {name for name, state in sheet[3:] if state == "Đang chuẩn bị"} == {
        "Con Phen",
        "Chà Lâng",
        "Pủng Bón",
        "Tủng Hốc",
    }
    assert "83/83" in page and "0/148" in page


async def test_every_branch_stands_where_its_newest_step_says(clerk: Browser) -> None:
    for branch in await PartyOrg.filter(kind="branch"):
        newest = await RolloutStep.filter(branch=branch).order_by("-since", "-state").first()
        states = [str(step.state) for step in await RolloutStep.filter(branch=branch)]
        assert branch.rollout == (
            ("running" if "running" in states else states[-1]) if states else "not_started"
        )
        assert branch.rollout_from == (newest.since if newest else None)


async def test_the_list_of_143_members_goes_out_and_comes_in_and_changes_nothing(clerk: Browser) -> None:
    file = await clerk.get("/members/list.xlsx")
    await clerk.get("/members")
    answer = await clerk.send_form("/members/import", files={"list": ("ds.xlsx", file.content)})

    assert "0 mới, 0 khác, 143 giống, 0 sai." in (await clerk.get(answer.headers["location"])).text
