"""A member's own acts: counted from what arrived, with their days, compared with nobody."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support.phone import enrolled
from tests.support.world import World
from tests.support.written import arrive
from tests.visits.today import visited
from webapp.concerns.kinds import CONCERN
from webapp.concerns.models import Concern
from webapp.core.calendar import today
from webapp.households.family.kinds import NEED
from webapp.progress.own_page import period_starts
from webapp.visits.models import Met


def rows(page: str) -> dict[str, list[int]]:
    found = re.findall(r"<dt>([^<]+)<dd>tháng này (\d+) · quý này (\d+) · năm nay (\d+)", page)
    return {name: [int(number) for number in numbers] for name, *numbers in found}


@pytest.mark.parametrize(
    ("day", "starts"),
    [
        (date(2026, 11, 25), (date(2026, 11, 1), date(2026, 10, 1), date(2026, 1, 1))),
        (date(2027, 1, 1), (date(2027, 1, 1),) * 3),
        (date(2026, 6, 30), (date(2026, 6, 1), date(2026, 4, 1), date(2026, 1, 1))),
    ],
)
def test_a_month_a_quarter_and_a_year_begin_on_their_first_day(day: date, starts: tuple[date, ...]) -> None:
    assert period_starts(day) == starts


async def test_ones_own_acts_are_counted_with_their_days(huoi_co: World, browser_of: Any) -> None:
    await visited(huoi_co.an, huoi_co.dan, 0)
    await visited(huoi_co.an, huoi_co.dan, 0)
    await visited(huoi_co.bao, huoi_co.dan, 0, Met.NOBODY_HOME)
    await visited(huoi_co.bao, huoi_co.dan, 400)
    await visited(huoi_co.canh, huoi_co.en, 0)
    said = {"category": "1", "severity": "2", "agreed": "1"}
    for seq in (1, 2):
        await arrive(CONCERN, huoi_co.dan, huoi_co.an, seq=seq, **said)
    await Concern.filter(id=(await Concern.all().first()).id).update(status="answered")  # type: ignore[union-attr]
    long_ago = datetime.now(UTC) - timedelta(days=200)
    await arrive(NEED, huoi_co.dan, huoi_co.an, seq=3, made=long_ago, opens=["2", "3"])
    await arrive(NEED, huoi_co.dan, huoi_co.an, seq=4, closes="3")
    await arrive(NEED, huoi_co.dan, huoi_co.an, seq=5, closes="4")
    await arrive(NEED, huoi_co.en, huoi_co.an, seq=6, closes="2")

    page = (await (await browser_of(huoi_co.dan)).get("/progress")).text

    assert rows(page) == {
        "Lần gặp hộ": [2, 2, 2],
        "Số hộ đã gặp, trên 2": [1, 1, 1],
        "Kiến nghị đã chuyển": [2, 2, 2],
        "đã có trả lời": [1, 1, 1],
        "Đã báo lại hộ": [0, 0, 0],
        "Nhu cầu đã xong": [1, 1, 1],
    }
    assert f"Ngày gặp trong tháng: {today():%d/%m}</p>" in page
    assert "Vi Thị Én" not in page


async def test_a_correction_moves_the_day(huoi_co: World, browser_of: Any) -> None:
    from webapp.visits.kinds import VISIT, VISIT_CORRECTION

    made = datetime.now(UTC)
    await arrive(VISIT, huoi_co.dan, huoi_co.an, made=made, met="1")
    before = rows((await (await browser_of(huoi_co.dan)).get("/progress")).text)
    last_year = (today() - timedelta(days=360)).isoformat()
    await arrive(VISIT_CORRECTION, huoi_co.dan, huoi_co.an, seq=2, made=made, on=last_year)

    after = rows((await (await browser_of(huoi_co.dan)).get("/progress")).text)

    assert (before["Lần gặp hộ"][0], after["Lần gặp hộ"][0]) == (1, 0)


async def test_it_is_on_the_phone(huoi_co: World, browser_of: Any) -> None:
    phone = await enrolled(huoi_co.dan)

    await phone.exchange(await browser_of(None))

    page = phone.pages["/progress"].decode()
    assert rows(page)["Lần gặp hộ"] == [0, 0, 0]
    assert 'href="/progress"' in phone.pages["/"].decode()


@pytest.mark.parametrize("who", ["clerk", "secretary", "viewer"])
async def test_nobody_else_has_such_a_page(huoi_co: World, browser_of: Any, who: str) -> None:
    assert (await (await browser_of(getattr(huoi_co, who))).get("/progress")).status_code == 403
