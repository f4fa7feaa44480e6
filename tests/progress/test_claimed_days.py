"""What a phone's clock says gives no right that had ended: only the contacts with it tell when something was written."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sync.inbox import Status
from tests.progress.claimed_days import claimed, heard
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.core.calendar import today
from webapp.people.models import Position
from webapp.progress.models import MonthRead, MonthReport, SupportContact
from webapp.submissions.intake.rebuild import rebuild_from_log
from webapp.submissions.models import DeviceContact
from webapp.visits.correction_models import VisitCorrection
from webapp.visits.models import Visit


async def no_secretary_since(days: int) -> None:
    await Position.all().update(valid_to=today() - timedelta(days=days))


async def report_of(world: World, browser: Any) -> MonthReport:
    phone = await enrolled(world.dan)
    phone.write(16, "", [f"{today():%Y-%m}", ""])
    await phone.exchange(browser)
    return await MonthReport.get()


async def written_by_the_former_secretary(world: World, browser: Any, phone: Phone) -> list[int]:
    report = await report_of(world, browser)
    phone.write(14, "", [world.dan.id, 1], wall=claimed(35))
    phone.write(17, "", [report.id], wall=claimed(35))
    await phone.exchange(browser)
    return [phone.receipts[seq].status for seq in (1, 2)]


async def test_a_former_secretary_who_sets_the_clock_back_does_not_speak_for_the_branch(
    huoi_co: World, browser_of: Any
) -> None:
    phone, browser = await enrolled(huoi_co.khoa), await browser_of(None)
    await phone.exchange(browser)
    await heard(5)
    await no_secretary_since(20)

    states = await written_by_the_former_secretary(huoi_co, browser, phone)

    assert Status.ACCEPTED not in states
    assert await SupportContact.all().count() == await MonthRead.all().count() == 0


async def test_what_can_have_been_written_while_in_office_counts_though_it_comes_late(
    huoi_co: World, browser_of: Any, capsys: Any
) -> None:
    phone, browser = await enrolled(huoi_co.khoa), await browser_of(None)
    await phone.exchange(browser)
    await heard(25)
    await no_secretary_since(20)

    assert await written_by_the_former_secretary(huoi_co, browser, phone) == [Status.ACCEPTED] * 2
    await DeviceContact.all().delete()
    assert await rebuild_from_log(check=True) == 0, capsys.readouterr().out


async def test_a_number_that_was_claimed_in_good_time_and_kept_back_gives_no_right(
    huoi_co: World, browser_of: Any
) -> None:
    phone, browser = await enrolled(huoi_co.khoa), await browser_of(None)
    report = await report_of(huoi_co, browser)
    phone.write(14, "", [huoi_co.dan.id, 1], wall=claimed(35))
    phone.write(17, "", [report.id], wall=claimed(35))
    await phone.exchange(browser, [])  # it says that it has two, and does not send them
    await heard(35)
    await no_secretary_since(20)

    await phone.exchange(browser)

    assert Status.ACCEPTED not in [phone.receipts[seq].status for seq in (1, 2)]


@pytest.mark.parametrize(("last", "holds"), [(50, True), (5, False)])
async def test_a_visit_is_put_right_for_30_days_by_what_the_office_knows(
    huoi_co: World, browser_of: Any, last: int, holds: bool
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(1, huoi_co.an.id, [1, [1], 0, "trước"], wall=claimed(60))
    await phone.exchange(browser)
    await heard(last)
    await Visit.all().update(received_at=datetime.now(UTC) - timedelta(days=59))

    phone.write(13, huoi_co.an.id, [None, None, None, None, "sau"], wall=claimed(50))
    await phone.exchange(browser)

    assert (await VisitCorrection.get()).holds is holds
    assert (await Visit.get()).note == ("sau" if holds else "trước")


async def test_a_month_that_has_not_begun_is_reported_by_no_clock(huoi_co: World, browser_of: Any) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(16, "", [f"{today().year + 1}-05", ""], wall=claimed(-400))
    await phone.exchange(browser)

    assert await MonthReport.all().count() == 0
