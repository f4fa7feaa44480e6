"""What was agreed with a family comes before the calendar: the next day, and how often it likes to be visited."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.world import World
from tests.support.written import arrive, columns
from tests.visits.today import names, visited
from webapp.core.calendar import today
from webapp.households.details.kinds import HOUSEHOLD_CHANGE
from webapp.register.models import Consent, Household, SupportLevel
from webapp.visits.forms import VisitForm
from webapp.visits.kinds import VISIT
from webapp.visits.models import Visit

MADE_ON = date(2026, 10, 14)


async def test_a_chip_agrees_on_next_week_and_the_page_says_so(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)

    await browser.send_form(f"/households/{huoi_co.an.id}/visits", {"met": "1", "next": "1"})

    in_a_week = today() + timedelta(days=7)
    assert (await Visit.get()).next_on == in_a_week
    assert f"Hẹn {in_a_week:%d/%m/%Y}" in (await browser.get(f"/households/{huoi_co.an.id}")).text


@pytest.mark.parametrize(
    ("said", "next_on"),
    [
        ({"next": "1"}, date(2026, 10, 21)),
        ({"next": "2"}, date(2026, 11, 13)),
        ({"next": "1", "next_on": "2026-10-30"}, date(2026, 10, 30)),
        ({"next_on": "30/10/2026"}, date(2026, 10, 30)),
        ({}, None),
        ({"next": "7"}, None),
    ],
)
def test_a_written_day_goes_before_the_chip(said: dict[str, str], next_on: date | None) -> None:
    form = VisitForm.read({"met": "1", **said}, made_on=MADE_ON)

    assert (form.errors, form.next_on) == ({}, next_on)


@pytest.mark.parametrize("day", ["2026-10-14", "2026-10-01", "2027-01-15", "mai"])
def test_a_day_that_is_past_or_beyond_a_quarter_is_not_agreed(day: str) -> None:
    assert VisitForm.read({"met": "1", "next_on": day}, made_on=MADE_ON).errors.keys() == {"next_on"}


async def test_a_wrong_day_keeps_every_word(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)
    sent = {"met": "2", "next": "2", "next_on": "2020-01-01", "note": "Nhớ mang tờ khai"}

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/visits", sent)

    assert answer.status_code == 422
    assert wrong_fields(answer) == ["next_on"]
    assert 'id="next-2" value="2" checked' in answer.text
    assert "Nhớ mang tờ khai</textarea>" in answer.text


async def test_agreed_without_signal_it_becomes_the_same_row(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)
    await browser.send_form(f"/households/{huoi_co.an.id}/visits", {"met": "1", "next": "2"})
    online = await Visit.get()

    written = await arrive(VISIT, huoi_co.dan, huoi_co.an, met="1", next="2")

    same = ("met", "next_on", "happened_on")
    assert columns(await Visit.get(id=written.id), *same) == columns(online, *same)


async def test_of_a_family_that_did_not_agree_no_day_is_kept(huoi_co: World) -> None:
    await Consent.create(household=huoi_co.an, answer="refused", asked_on=today(), commune=huoi_co.commune.id)

    await arrive(VISIT, huoi_co.dan, huoi_co.an, met="1", next="1")

    assert (await Visit.get()).next_on is None


async def test_the_agreed_day_goes_before_the_calendar_until_they_meet(
    huoi_co: World, browser_of: Any
) -> None:
    """Bảo would be due for long, but next week was agreed; An's day has come though it was just visited."""
    await visited(huoi_co.an, huoi_co.dan, 8)
    await visited(huoi_co.bao, huoi_co.dan, 60)
    await Household.filter(id=huoi_co.bao.id).update(support_level=SupportLevel.CLOSE)
    await Visit.filter(household_id=huoi_co.an.id).update(next_on=today() - timedelta(days=1))
    await Visit.filter(household_id=huoi_co.bao.id).update(next_on=today() + timedelta(days=7))
    browser = await browser_of(huoi_co.dan)

    before = (await browser.get("/")).text
    await visited(huoi_co.an, huoi_co.dan, 0)

    assert names(before) == ["Moong Thị An"]
    assert f"Hẹn {today() - timedelta(days=1):%d/%m}" in before
    assert names((await browser.get("/")).text) == []


async def test_promises_first_then_closer_care_then_who_waited_longest(
    huoi_co: World, browser_of: Any
) -> None:
    from tests.support.world import more_households

    attention, promised = await more_households(huoi_co, 2)
    await visited(huoi_co.an, huoi_co.dan, 300)
    await visited(huoi_co.bao, huoi_co.dan, 20)
    await visited(attention, huoi_co.dan, 40)
    await visited(promised, huoi_co.dan, 9)
    await Household.filter(id=huoi_co.bao.id).update(support_level=SupportLevel.CLOSE)
    await Household.filter(id=attention.id).update(support_level=SupportLevel.ATTENTION)
    await Visit.filter(household_id=promised.id).update(next_on=today())

    page = (await (await browser_of(huoi_co.dan)).get("/")).text

    assert names(page) == ["Lương Thị Hoa 1", "Lữ Văn Bảo", "Lương Thị Hoa 0", "Moong Thị An"]


async def test_a_family_that_likes_fewer_visits_is_left_in_peace_and_everybody_sees_why(
    huoi_co: World, browser_of: Any
) -> None:
    await visited(huoi_co.an, huoi_co.dan, 40)
    await visited(huoi_co.bao, huoi_co.dan, 2)
    await Household.filter(id=huoi_co.an.id).update(support_level=SupportLevel.CLOSE)
    browser = await browser_of(huoi_co.dan)
    before = names((await browser.get("/")).text)

    await browser.send_form(
        f"/households/{huoi_co.an.id}/changes", {"people": "4", "people_was": "4", "visits_wanted": "2"}
    )

    assert (before, names((await browser.get("/")).text)) == (["Moong Thị An"], [])
    for who in (huoi_co.dan, huoi_co.khoa, huoi_co.clerk):
        page = (await (await browser_of(who)).get(f"/households/{huoi_co.an.id}")).text
        assert "thăm nhiều nhất mỗi quý một lần" in page


async def test_the_wish_made_without_signal_is_the_same_and_can_be_taken_back(huoi_co: World) -> None:
    await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.an, visits_wanted="1")
    wished = (await Household.get(id=huoi_co.an.id)).visits_wanted
    await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.an, seq=2, visits_wanted="0", visits_wanted_was="1")

    assert (wished, (await Household.get(id=huoi_co.an.id)).visits_wanted) == (1, 0)


async def test_a_page_says_how_fresh_it_is_and_from_whom(huoi_co: World, browser_of: Any) -> None:
    await visited(huoi_co.an, huoi_co.dan, 12)
    await arrive(HOUSEHOLD_CHANGE, huoi_co.khoa, huoi_co.an, people="5", people_was="4")
    browser = await browser_of(huoi_co.dan)

    one = (await browser.get(f"/households/{huoi_co.an.id}")).text
    rows = re.findall(r"<small>([^<]+)</small>", (await browser.get("/households")).text)

    assert f"Cập nhật lần cuối {today():%d/%m/%Y} bởi Cụt Đình Khoa." in one
    [told] = [row for row in rows if row.startswith("5 người · HC-001 · ")]
    assert told.endswith(f" · cập nhật {today():%d/%m} bởi Khoa")
    [other] = [row for row in rows if row.startswith("6 người · HC-002")]
    assert "cập nhật" not in other
