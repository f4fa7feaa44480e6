"""A member's month: the figures write themselves, the member says that they are right, the secretary reads it."""

from datetime import date, timedelta
from typing import Any

import pytest

from sync.inbox import Status
from tests.support.phone import enrolled
from tests.support.world import World
from tests.support.written import columns
from tests.visits.today import visited
from webapp.core.calendar import today
from webapp.people.models import Position
from webapp.progress.models import MonthRead, MonthReport
from webapp.submissions.intake.rebuild import rebuild_from_log

pytestmark = pytest.mark.both

NOTE = "Đường vào bản sạt một đoạn."


def last_month() -> date:
    return (today().replace(day=1) - timedelta(days=1)).replace(day=1)


def days_since(day: date) -> int:
    return (today() - day).days


async def reported(world: World, browser_of: Any, note: str = NOTE) -> MonthReport:
    browser = await browser_of(world.dan)
    await browser.get("/month")
    await browser.send_form("/month", {"month": f"{last_month():%Y-%m}", "note": note})
    return await MonthReport.all().order_by("-recorded_at").first()  # type: ignore[return-value]


async def test_the_month_before_is_shown_with_its_own_figures_and_reported_once(
    huoi_co: World, browser_of: Any
) -> None:
    for days in (days_since(last_month()), days_since(last_month()) - 3):
        await visited(huoi_co.an, huoi_co.dan, days)
    await visited(huoi_co.bao, huoi_co.dan, days_since(last_month()) + 1)
    await visited(huoi_co.bao, huoi_co.en, days_since(last_month()))
    browser = await browser_of(huoi_co.dan)
    page = (await browser.get("/month")).text
    assert f"Báo cáo tháng {last_month():%m/%Y}" in page
    assert "2 lần gặp hộ, 1 hộ đã gặp, 0 kiến nghị đã chuyển" in page

    sent = {"month": f"{last_month():%Y-%m}", "note": NOTE, "op": "month0000001"}
    for _ in range(2):
        answer = await browser.send_form("/month", sent)

    report = await MonthReport.get()
    assert columns(report, "member_id", "month", "note") == (huoi_co.dan.id, last_month(), NOTE)
    page = (await browser.get(answer.headers["location"])).text
    assert f"báo cáo ngày {today():%d/%m/%Y}" in page and NOTE in page


@pytest.mark.parametrize(
    "sent", [{"month": "2999-01"}, {"month": "x"}, {"month": ""}, {"month": "2025-10", "note": "x" * 301}]
)
async def test_what_cannot_be_kept_is_said_and_stays_typed(
    huoi_co: World, browser_of: Any, sent: dict[str, str]
) -> None:
    answer = await (await browser_of(huoi_co.dan)).send_form("/month", {"note": NOTE} | sent)

    assert answer.status_code == 422
    assert sent.get("note", NOTE) in answer.text
    assert not await MonthReport.exists()


async def test_written_without_signal_it_is_the_same_row_and_a_clock_in_1970_loses_nothing(
    huoi_co: World, browser_of: Any
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(16, "", [f"{last_month():%Y-%m}", NOTE])
    phone.write(16, "", [f"{last_month():%Y-%m}"], wall=12)

    await phone.exchange(browser)
    await phone.exchange(browser, phone.outbox)

    assert [receipt.status for receipt in phone.receipts.values()] == [Status.ACCEPTED] * 2
    assert await MonthReport.filter(member_id=huoi_co.dan.id, month=last_month()).count() == 2
    page = phone.pages["/month"].decode()
    assert "báo cáo ngày" in page and f'value="{last_month():%Y-%m}"' not in page
    assert await rebuild_from_log(check=True) == 0


async def test_the_branchs_secretary_reads_it_and_the_member_sees_that(
    huoi_co: World, browser_of: Any
) -> None:
    report = await reported(huoi_co, browser_of)
    secretary = await browser_of(huoi_co.khoa)
    page = (await secretary.get("/branch")).text
    assert NOTE in page and "0 lần gặp hộ" in page

    for _ in range(2):
        await secretary.send_form("/branch/reports", {"report": report.id, "op": "read00000001"})

    assert columns(await MonthRead.get(), "report", "by_id", "read_on") == (
        report.id,
        huoi_co.khoa.id,
        today(),
    )
    assert f'value="{report.id}"' not in (await secretary.get("/branch")).text
    own = (await (await browser_of(huoi_co.dan)).get("/month")).text
    assert f"chi bộ đọc ngày {today():%d/%m/%Y}" in own


async def test_read_without_signal_counts_and_a_stranger_reads_nothing(
    huoi_co: World, browser_of: Any
) -> None:
    report = await reported(huoi_co, browser_of)
    browser = await browser_of(None)
    for member, status in ((huoi_co.khoa, Status.ACCEPTED), (huoi_co.en, Status.QUARANTINED)):
        phone = await enrolled(member)
        phone.write(17, "", [report.id])
        await phone.exchange(browser)
        assert phone.receipts[1].status == status
    assert await MonthRead.all().count() == 1
    assert NOTE not in (await (await browser_of(huoi_co.en)).get("/month")).text
    assert (
        await (await browser_of(huoi_co.en)).send_form("/branch/reports", {"report": report.id})
    ).status_code == 403
    assert NOTE in (await (await browser_of(huoi_co.clerk)).get(f"/branch?branch={huoi_co.branch.id}")).text


async def test_nobody_says_that_their_own_report_was_read(huoi_co: World, browser_of: Any) -> None:
    await Position.filter(member_id=huoi_co.khoa.id).update(member_id=huoi_co.dan.id)
    report = await reported(huoi_co, browser_of)

    answer = await (await browser_of(huoi_co.dan)).send_form("/branch/reports", {"report": report.id})
    nothing = await (await browser_of(huoi_co.dan)).send_form("/branch/reports", {"report": ""})

    assert (answer.status_code, nothing.status_code) == (404, 422)
    assert not await MonthRead.exists()
