"""Dates of every year remind members a month ahead; nobody ticks whether a family kept them."""

from datetime import date, timedelta
from typing import Any

from tests.support.phone import enrolled
from tests.support.world import World
from webapp.core.calendar import today
from webapp.core.database.db import now
from webapp.households.details.models import Moved, PopulationEvent
from webapp.notices.models import YearlyDate
from webapp.notices.year import near

SENT = {"day": "5", "month": "9", "title": "Khai giảng", "words": "Nộp đơn xin gạo", "op": "one"}


async def test_the_office_writes_a_date_once_and_takes_it_out(huoi_co: World, browser_of: Any) -> None:
    clerk, dan = await browser_of(huoi_co.clerk), await browser_of(huoi_co.dan)
    for _ in range(2):
        await clerk.send_form("/dates", SENT)

    one = await YearlyDate.get()
    phone = await enrolled(huoi_co.dan)
    await phone.exchange(await browser_of(None))
    assert "5/9" in phone.pages["/dates"].decode() and "Nộp đơn xin gạo" in phone.pages["/dates"].decode()
    assert (await dan.send_form("/dates", SENT)).status_code == 403
    assert (await dan.send_form(f"/dates/{one.id}/removal")).status_code == 403
    assert (await clerk.send_form("/dates/AAAAAAAAAAA/removal")).status_code == 404
    await clerk.send_form(f"/dates/{one.id}/removal")
    assert "Khai giảng" not in (await dan.get("/dates")).text


async def test_mistakes_keep_what_was_typed(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)

    answer = await clerk.send_form("/dates", SENT | {"day": "31", "title": ""})

    assert (
        answer.status_code == 422 and 'value="31"' in answer.text and 'value="Nộp đơn xin gạo"' in answer.text
    )
    assert 'href="#day"' in answer.text and 'href="#title"' in answer.text
    assert not await YearlyDate.exists()


async def test_a_near_one_stands_above_the_families_to_tell(huoi_co: World, browser_of: Any) -> None:
    for days, title in ((20, "Tiêm chủng"), (60, "Khai giảng")):
        on = today() + timedelta(days=days)
        made = {"commune": huoi_co.commune.id, "by_name": "-", "at": now(), "form": title}
        await YearlyDate.create(day=on.day, month=on.month, title=title, **made)

    page = (await (await browser_of(huoi_co.dan)).get("/telling")).text

    assert "Tiêm chủng" in page and "Khai giảng" not in page


def test_the_last_days_of_the_year_see_the_first_of_the_next() -> None:
    rows = [YearlyDate(day=day, month=month, title="-") for day, month in ((5, 1), (29, 2), (24, 12))]

    assert near(rows, date(2026, 12, 20)) == [rows[2], rows[0]]
    assert rows[1].next_after(date(2027, 2, 1)) == date(2027, 2, 28)


async def test_after_a_birth_the_page_says_what_to_remind_of(huoi_co: World, browser_of: Any) -> None:
    dan = await browser_of(huoi_co.dan)
    assert "Khai sinh tại xã" not in (await dan.get(f"/households/{huoi_co.an.id}")).text
    await dan.send_form(
        f"/households/{huoi_co.an.id}/population",
        {"moved": "1", "moved_when": "1", "persons": "1", "op": "b"},
    )

    assert (await PopulationEvent.get()).kind is Moved.BIRTH
    assert "Khai sinh tại xã" in (await dan.get(f"/households/{huoi_co.an.id}")).text
