"""The conference's table, read off the page that the office opens."""

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import started
from tests.demo.conftest import demo_office, told_file
from tests.support.browsing import browser_for
from tests.support.world import World
from webapp.accounts.models import Account
from webapp.households.poverty.models import PovertyRecord
from webapp.people.models import MemberStatus

pytestmark = pytest.mark.both

__all__ = ["demo_office", "told_file"]
CONFERENCE = "/reports/hamlets?on=10/10/2018&since=01/07/2016"
# households, people, members, exempt, away, full, reduced, in charge, covered, poor, near-poor, other, escaped, admitted, cadres
TOLD = {
    "Con Phen": (148, 640, 14, 1, 1, 5, 7, 0, 0, 111, 14, 23, 12, 4, 2),
    "Chà Lâng": (96, 415, 9, 1, 1, 3, 4, 0, 0, 72, 9, 15, 9, 3, 2),
    "Bản Xàn": (102, 440, 11, 1, 1, 4, 5, 9, 102, 74, 10, 18, 10, 4, 1),
    "Huồi Pủng": (74, 323, 9, 0, 2, 3, 4, 7, 74, 56, 7, 11, 7, 3, 0),
    "Huồi Cọ": (83, 362, 10, 1, 1, 4, 4, 8, 83, 59, 8, 16, 8, 4, 0),
    "Pủng Bón": (78, 340, 7, 1, 1, 2, 3, 0, 0, 60, 8, 10, 3, 2, 3),
    "Tủng Hốc": (72, 311, 6, 0, 2, 1, 3, 0, 0, 56, 7, 9, 3, 2, 4),
    "Cộng": (653, 2831, 66, 5, 9, 22, 30, 24, 259, 488, 63, 102, 52, 22, 12),
}


def table(page: str) -> dict[str, tuple[int, ...]]:
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', page, re.S)
    return {
        name: tuple(int(n.replace(".", "")) for n in re.findall(r"<td[^>]*>(?:<b>)?([\d.]+)", cells))
        for name, cells in rows
    }


async def as_office(app: object) -> Any:
    return await browser_for(app, await Account.get(username="vanphong"))


async def test_the_page_says_what_the_conference_was_told(demo_office: Path) -> None:
    from webapp.app import create_app

    application = create_app()
    async with started(application):
        office = await as_office(application)
        page = (await office.get(CONFERENCE)).text
        sheet = (await office.get(CONFERENCE.replace("hamlets?", "hamlets.xlsx?"))).content

    assert table(page) == TOLD
    assert "11 chi bộ, 143 đảng viên" in page
    assert "7 chi bộ, 66 đảng viên, trong đó 5 miễn" in page
    assert "3 bản đã phân công" in page and "Kết nạp trong kỳ, toàn đảng bộ: 38" in page
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet)).active.values)[3:]
    assert {row[0]: row[1:] for row in rows} == TOLD


async def test_a_past_day_keeps_what_held_then(huoi_co: World, browser_of: Any) -> None:
    c = {"commune": huoi_co.commune.id}
    await MemberStatus.create(member=huoi_co.en, status="exempt", valid_from=date(2026, 3, 1), **c)
    for change, day in (("new", date(2020, 1, 1)), ("escaped_poverty", date(2026, 2, 1))):
        kept = "poor" if change == "new" else "near_poor"
        await PovertyRecord.create(
            household=huoi_co.an, poverty_class=kept, change=change, decision_date=day, **c
        )
    office = await browser_of(huoi_co.secretary)

    before = table((await office.get("/reports/hamlets?on=31/01/2026")).text)["Huồi Cọ"]
    after = table((await office.get("/reports/hamlets?on=01/03/2026")).text)["Huồi Cọ"]

    assert before == (3, 13, 3, 0, 0, 3, 0, 2, 3, 1, 0, 2, 0, 0, 0)
    assert after == (3, 13, 3, 1, 0, 2, 0, 2, 3, 0, 1, 2, 1, 0, 0)


@pytest.mark.parametrize(
    "asked", ["?on=nothing&since=2", "?on=31/12/9998", "?on=01/01/2020&since=01/01/2021", ""]
)
async def test_whatever_day_is_typed_there_is_an_answer(huoi_co: World, browser_of: Any, asked: str) -> None:
    answer = await (await browser_of(huoi_co.clerk)).get(f"/reports/hamlets{asked}")

    assert answer.status_code == 200
    assert len(table(answer.text)) == 3


async def test_only_the_office_reads_it(huoi_co: World, browser_of: Any) -> None:
    for person, status in ((huoi_co.dan, 403), (huoi_co.khoa, 403), (huoi_co.viewer, 403), (None, 303)):
        for path in ("/reports/hamlets", "/reports/hamlets.xlsx"):
            assert (await (await browser_of(person)).get(path)).status_code == status
