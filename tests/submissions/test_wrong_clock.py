"""A phone whose clock is wrong: its days are shown as what they can be, and the office is told of the clock."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.office.numbers import said
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.concerns.models import Concern
from webapp.core.i18n import local_time
from webapp.household_page.timeline import newest_events
from webapp.households.details.models import HouseholdChange
from webapp.submissions.intake.rebuild import rebuild_from_log
from webapp.visits.models import Visit

pytestmark = pytest.mark.both

DAY = 86_400


@pytest.mark.parametrize("days", [2, 400, 100_000_000])
async def test_a_clock_ahead_keeps_nothing_on_top(huoi_co: World, browser_of, days: int) -> None:
    phone, nobody, clerk = (
        await enrolled(huoi_co.dan),
        await browser_of(None),
        await browser_of(huoi_co.clerk),
    )
    phone.ahead = days * DAY
    phone.write(1, huoi_co.an.id, [1, [1], 0])
    await phone.exchange(nobody)

    visit = await Visit.get()
    assert visit.recorded_at == visit.received_at <= datetime.now(UTC)
    shown = await said(clerk, f"/households/{huoi_co.an.id}")
    assert str(datetime.now(UTC).year + 1) not in shown
    assert "sai" in await said(clerk, f"/phones/{(await Device.get()).id}")


async def test_a_clock_behind_is_named_where_the_phone_is_shown(huoi_co: World, browser_of) -> None:
    phone, nobody, clerk = (
        await enrolled(huoi_co.dan),
        await browser_of(None),
        await browser_of(huoi_co.clerk),
    )
    phone.ahead = -400 * DAY
    await phone.exchange(nobody)

    assert "400 ngày" in await said(clerk, f"/phones/{(await Device.get()).id}")
    assert "400 ngày" in await said(clerk, "/phones")


async def test_of_a_right_clock_nothing_is_said(huoi_co: World, browser_of) -> None:
    phone, nobody, clerk = (
        await enrolled(huoi_co.dan),
        await browser_of(None),
        await browser_of(huoi_co.clerk),
    )
    await phone.exchange(nobody)

    assert "đồng hồ" not in (await said(clerk, f"/phones/{(await Device.get()).id}")).lower()


@pytest.mark.parametrize(
    ("ahead", "wall", "words"),
    [
        (-400 * DAY, None, "giờ máy sai khoảng 400 ngày"),
        (400 * DAY, None, "giờ máy sai khoảng 400 ngày"),
        (0, 0, "giờ máy sai nhiều năm"),
        (0, -5, "giờ máy sai nhiều năm"),
        (10**12, None, "giờ máy sai nhiều năm"),
    ],
    ids=["-400 days", "+400 days", "0", "-5", "10^12"],
)
async def test_a_wrong_clock_is_named_beside_each_date_it_made(
    huoi_co: World, browser_of, ahead: int, wall: int | None, words: str
) -> None:
    phone, home = await enrolled(huoi_co.dan), huoi_co.an.id
    phone.ahead = ahead
    phone.write(1, home, [1, [1], 0], wall=wall)
    phone.write(2, home, [1, 2, "Cầu hỏng", None, None, 1], wall=wall)
    phone.write(3, home, [5, str(huoi_co.an.people or "")], wall=wall)
    phone.write(5, home, [1, 1, None, 1], wall=wall)
    phone.write(10, home, [[1], []], wall=wall)
    await phone.exchange(await browser_of(None))
    assert {receipt.status for receipt in phone.receipts.values()} == {1}, phone.receipts

    page = phone.pages[f"/households/{home}"].decode()
    desk = await said(await browser_of(huoi_co.clerk), f"/households/{home}")

    for shown in (page, desk):
        assert shown.count(words) == 6, "each of five, and the last news"
        assert "1970" not in shown and "9999" not in shown and str(datetime.now(UTC).year + 1) not in shown
    concern = await said(await browser_of(huoi_co.dan), f"/concerns/{(await Concern.get()).id}")
    assert words in concern
    sheet = await said(await browser_of(huoi_co.clerk), f"/households/{home}/sheet")
    assert sheet.count(words) == 4, "visit, concern, change, movement"
    [(day, _)] = (await newest_events([home], {})).values()
    today = local_time(datetime.now(UTC)).date()
    assert day == today if ahead != -400 * DAY else (today - day).days == 400
    assert await rebuild_from_log(check=True) == 0


@pytest.mark.parametrize("ahead", [400 * DAY, 10**11 - 10**10, 10**12])
async def test_no_page_shows_a_day_after_the_arrival(huoi_co: World, browser_of, ahead: int) -> None:
    """A change, one that differs from it, one put aside: on the household, in lists, in the office's trays."""
    phone, other, home = await enrolled(huoi_co.dan), await enrolled(huoi_co.khoa), huoi_co.an.id
    phone.ahead = ahead
    phone.write(3, home, [20, 4])
    phone.write(3, home, [0])
    other.write(3, home, [21, 4])
    for one in (phone, other):
        await one.exchange(await browser_of(None))
    assert phone.receipts[2].code == "form"

    clerk, dan = await browser_of(huoi_co.clerk), await browser_of(huoi_co.dan)
    pages = ["/arrivals", "/put-aside", f"/households/{home}", "/households", "/households/conflicts"]
    shown = [await said(clerk, page) for page in pages]
    shown += [
        await said(dan, page)
        for page in ("/", "/households", f"/households/{home}", f"/households/{home}/changes/new")
    ]
    shown += [page.decode() for page in phone.pages.values()]
    for page in shown:
        years = {int(year) for year in re.findall(r"\d{1,2}/\d{1,2}/(\d{4,})", page)}
        assert not years or max(years) <= local_time(datetime.now(UTC)).year


async def test_a_word_of_days_to_come_hides_no_newer_one(huoi_co: World, browser_of) -> None:
    """Six changes of a clock years ahead, then one of a right one: the phone's page shows that one too."""
    phone, other, home = await enrolled(huoi_co.dan), await enrolled(huoi_co.khoa), huoi_co.an.id
    phone.ahead = 4000 * DAY
    for number in range(6):
        phone.write(3, home, [20 + number, str(huoi_co.an.people or "")])
    await phone.exchange(await browser_of(None))
    await HouseholdChange.all().update(received_at=datetime.now(UTC) - timedelta(days=1))
    other.write(3, home, [33, str(huoi_co.an.people or "")])
    await other.exchange(await browser_of(None))

    assert "→ 33" in await said(await browser_of(huoi_co.dan), f"/households/{home}")
