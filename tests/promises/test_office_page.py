"""The office writes down spans, days off and telephones; what was before stays."""

from datetime import date, timedelta
from typing import Any

from tests.support.browsing import wrong_fields
from tests.support.world import World
from webapp.core.calendar import today
from webapp.promises.models import AddedHoliday, AnswerSpan, OfficeTelephone
from webapp.promises.queries import calendar_of, office_telephones
from webapp.promises.rules import AnswerClock, Span

PAGE = "/office/promises"
SPAN = {"clock": "2", "urgency": "2", "count": "10", "unit": "1"}


def said(day: date) -> str:
    return f"{day:%d/%m/%Y}"


async def test_a_span_from_a_day_on_is_one_row_and_leaves_today_as_it_is(
    huoi_co: World, browser_of: Any
) -> None:
    clerk, begins = await browser_of(huoi_co.clerk), today() + timedelta(days=30)
    for _ in range(2):
        answer = await clerk.send_form(f"{PAGE}/spans", SPAN | {"valid_from": said(begins)})
        assert answer.status_code == 303
    calendar, key = await calendar_of(huoi_co.commune.id), (AnswerClock.COMMUNE, 2)
    assert await AnswerSpan.all().count() == 1
    assert [calendar.span(*key, day) for day in (today(), begins)] == [Span(15), Span(10)]
    assert said(begins) in (await clerk.get(PAGE)).text


async def test_a_day_off_counts_until_it_is_a_working_day_after_all(huoi_co: World, browser_of: Any) -> None:
    clerk, day = await browser_of(huoi_co.clerk), today() + timedelta(days=7)
    for _ in range(2):
        await clerk.send_form(f"{PAGE}/holidays", {"day": said(day), "name": "Bão số 7"})
    assert (await calendar_of(huoi_co.commune.id)).is_holiday(day)
    page, one = (await clerk.get(PAGE)).text, await AddedHoliday.get()
    assert "Bão số 7" in page

    for _ in range(2):
        await clerk.send_form(f"{PAGE}/holidays/{one.id}/withdrawal")
    assert one.day not in (await calendar_of(huoi_co.commune.id)).added
    assert (await AddedHoliday.get()).withdrawn_by_name == huoi_co.clerk.name
    assert "Bão số 7" in (await clerk.get(PAGE)).text, "what was changed stays to be read"


async def test_a_day_off_that_has_been_stays(huoi_co: World, browser_of: Any) -> None:
    past = today() - timedelta(days=1)
    given = {"name": "Bão", "by_name": "-", "made_at": "2026-01-01T00:00:00Z"}
    one = await AddedHoliday.create(commune=huoi_co.commune.id, day=past, **given)
    clerk = await browser_of(huoi_co.clerk)
    assert (await clerk.send_form(f"{PAGE}/holidays/{one.id}/withdrawal")).status_code == 404


async def test_the_newest_telephones_hold_and_an_empty_number_takes_one_back(
    huoi_co: World, browser_of: Any
) -> None:
    secretary, commune = await browser_of(huoi_co.secretary), huoi_co.commune.id
    form = {"use": "past_office", "who": "Ủy ban Kiểm tra", "number": "0238 3999 111"}
    for _ in range(2):
        await secretary.send_form(f"{PAGE}/telephones", form)
    await secretary.send_form(f"{PAGE}/telephones", form | {"use": "office", "number": "02383999222"})
    assert [one.number for one in await office_telephones(commune)] == ["02383999222", "02383999111"]
    assert await OfficeTelephone.all().count() == 2

    await secretary.send_form(f"{PAGE}/telephones", form | {"number": ""})
    assert [one.use for one in await office_telephones(commune)] == ["office"]


async def test_what_cannot_be_is_said_beside_its_field_with_what_was_typed(
    huoi_co: World, browser_of: Any
) -> None:
    clerk, yesterday = await browser_of(huoi_co.clerk), said(today() - timedelta(days=1))
    span = await clerk.send_form(f"{PAGE}/spans", SPAN | {"count": "181", "valid_from": yesterday})
    assert span.status_code == 422 and wrong_fields(span) == ["count", "valid_from"] and "181" in span.text
    holiday = await clerk.send_form(f"{PAGE}/holidays", {"day": yesterday, "name": ""})
    assert holiday.status_code == 422 and wrong_fields(holiday) == ["day", "name"]
    call = await clerk.send_form(f"{PAGE}/telephones", {"use": "office", "who": "Phúc", "number": "12"})
    assert call.status_code == 422 and wrong_fields(call) == ["number"] and "Phúc" in call.text
    assert not await AnswerSpan.exists() and not await AddedHoliday.exists()


async def test_only_the_office_has_this_page(huoi_co: World, browser_of: Any) -> None:
    for person, status in ((huoi_co.khoa, 403), (huoi_co.dan, 403), (None, 401)):
        browser = await browser_of(person)
        assert (await browser.send_form(f"{PAGE}/spans", SPAN)).status_code == status
        assert (await browser.get(PAGE)).status_code == (303 if person is None else status)
