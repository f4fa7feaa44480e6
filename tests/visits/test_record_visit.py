"""Writing down a visit: from a plain form or from a phone, by whoever is in charge, once."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.world import World
from tests.support.written import arrive, columns
from webapp.core.calendar import today
from webapp.register.models import Consent
from webapp.submissions.kinds import Unreadable
from webapp.visits.kinds import VISIT
from webapp.visits.models import Met, Visit

FULL = {"met": "1", "did": ["1", "5"], "need": "1", "note": "Cần làm giấy khai sinh"}


async def test_a_visit_is_written_and_the_page_tells_the_receipt(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/visits", FULL)

    visit = await Visit.get()
    assert columns(visit, "household_id", "by_id", "by_name", "met", "did", "has_need", "note") == (
        huoi_co.an.id,
        huoi_co.dan.id,
        "Lô Văn Dần",
        Met.AT_HOME,
        [1, 5],
        True,
        "Cần làm giấy khai sinh",
    )
    assert visit.happened_on == today()
    page = (await browser.get(answer.headers["location"])).text
    assert "Xã đã nhận lúc" in page
    assert "Gặp tại nhà: hỏi thăm, giúp làm giấy tờ" in page


async def test_an_ordinary_visit_is_one_tap(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)
    await browser.get(f"/households/{huoi_co.an.id}")

    await browser.send_form(f"/households/{huoi_co.an.id}/visits", {"met": "1", "did": "1", "need": "0"})

    assert columns(await Visit.get(), "met", "did", "has_need") == (Met.AT_HOME, [1], False)


@pytest.mark.parametrize("path", ["", "/visits/new"])
async def test_another_member_cannot_tell_that_the_household_exists(
    huoi_co: World, browser_of: Any, path: str
) -> None:
    stranger = await browser_of(huoi_co.en)

    seen = await stranger.get(f"/households/{huoi_co.an.id}{path}")
    written = await stranger.send_form(f"/households/{huoi_co.an.id}/visits", FULL)

    assert (seen.status_code, written.status_code) == (404, 404)
    assert "Moong Thị An" not in seen.text + written.text
    assert not await Visit.exists()


async def test_the_branch_secretary_may_stand_in_for_anybody_of_the_hamlet(
    huoi_co: World, browser_of: Any
) -> None:
    secretary = await browser_of(huoi_co.khoa)

    near = await secretary.send_form(f"/households/{huoi_co.an.id}/visits", FULL)
    far = await secretary.send_form(f"/households/{huoi_co.far.id}/visits", FULL)

    assert (near.status_code, far.status_code) == (303, 404)
    assert (await Visit.get()).by_id == huoi_co.khoa.id


@pytest.mark.parametrize("who", ["clerk", "secretary", "viewer"])
async def test_the_office_does_not_write_visits(huoi_co: World, browser_of: Any, who: str) -> None:
    browser = await browser_of(getattr(huoi_co, who))

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/visits", FULL)

    assert answer.status_code == 403
    assert not await Visit.exists()


async def test_what_is_missing_is_said_and_every_typed_word_is_kept(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)
    sent = {"met": "", "did": ["2"], "note": "Sửa mái nhà, số 040123456789", "op": "abc"}

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/visits", sent)

    assert answer.status_code == 422
    assert "<title>Lỗi: " in answer.text
    assert wrong_fields(answer) == ["met", "note"]
    assert "Sửa mái nhà, số 040123456789</textarea>" in answer.text
    assert 'id="did-2" value="2" checked' in answer.text
    assert re.search(r'name="op" value="[\w-]{11}"', answer.text)
    assert not await Visit.exists()


@pytest.mark.parametrize("path", ["", "/visits/new"])
async def test_a_form_posted_twice_is_one_visit_and_one_receipt(
    huoi_co: World, browser_of: Any, path: str
) -> None:
    browser = await browser_of(huoi_co.dan)
    page = (await browser.get(f"/households/{huoi_co.an.id}{path}")).text
    op = re.findall(r'name="op" value="([^"]{11})"', page)
    assert len(op) == 1

    answers = [
        await browser.send_form(f"/households/{huoi_co.an.id}/visits", {**FULL, "op": op[0]})
        for _ in range(2)
    ]

    assert await Visit.all().count() == 1
    receipts = {answer.headers["location"].partition("&")[0] for answer in answers}
    assert len(receipts) == 1


async def test_made_without_signal_it_becomes_the_same_row(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)
    await browser.send_form(f"/households/{huoi_co.an.id}/visits", FULL)
    online = await Visit.get()

    written = await arrive(VISIT, huoi_co.dan, huoi_co.an, **FULL)

    offline = await Visit.get(id=written.id)
    same = ("household_id", "by_id", "by_name", "happened_on", "met", "did", "has_need", "note", "commune")
    assert columns(offline, *same) == columns(online, *same)


async def test_a_visit_that_cannot_be_read_is_put_aside_with_reasons(huoi_co: World) -> None:
    with pytest.raises(Unreadable) as put_aside:
        await arrive(VISIT, huoi_co.dan, huoi_co.an, met="9", did=["77"])

    assert put_aside.value.errors.keys() == {"met"}
    assert not await Visit.exists()


async def test_a_phone_whose_clock_runs_ahead_does_not_look_as_if_it_visited_next_year(
    huoi_co: World,
) -> None:
    ahead = datetime.now(UTC) + timedelta(days=400)

    await arrive(VISIT, huoi_co.dan, huoi_co.an, made=ahead, **FULL)

    assert (await Visit.get()).happened_on == today()


@pytest.mark.parametrize("answer", ["refused", "withdrawn", "not_asked"])
async def test_of_a_family_that_did_not_agree_only_that_somebody_came_is_kept(
    huoi_co: World, answer: str
) -> None:
    await Consent.create(household=huoi_co.an, answer=answer, asked_on=today(), commune=huoi_co.commune.id)

    await arrive(VISIT, huoi_co.dan, huoi_co.an, **FULL)

    assert columns(await Visit.get(), "met", "did", "has_need", "note") == (Met.AT_HOME, [], False, "")
