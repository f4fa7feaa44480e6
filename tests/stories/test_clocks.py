"""Clocks are wrong: on phones by decades, at the office by an hour. Nobody's work is refused, lost or put out of order."""

import time
from typing import Any

import pytest

from sync.inbox import Status
from tests.stories.changing import live, put_right, shown
from tests.support.clocks import clock_moved
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.audit.check import check_readings
from webapp.core.calendar import today
from webapp.households.details.models import HouseholdChange
from webapp.submissions.intake.rebuild import rebuild_from_log
from webapp.submissions.models import DeviceContact
from webapp.visits.models import Visit

pytestmark = pytest.mark.both

IN_1970, IN_2099, HOUR, DAY = 12, 4_080_000_000, 3600, 86_400


async def same_from_the_log() -> bool:
    return await rebuild_from_log(check=True) == 0


@pytest.mark.parametrize("wall", [IN_1970, IN_2099, 0, 2**52], ids=["1970", "2099", "zero", "absurd"])
async def test_work_from_a_phone_with_any_clock_is_taken_in_and_marked(
    huoi_co: World, browser_of: Any, wall: int
) -> None:
    """T-30: accepted, flagged, and no household looks visited in the future."""
    phone, browser, office = (
        await enrolled(huoi_co.dan),
        await browser_of(None),
        await browser_of(huoi_co.clerk),
    )
    for note in ("một", "hai"):
        phone.write(1, huoi_co.an.id, [1, [1], 0, note], wall=wall)
    phone.write(2, huoi_co.an.id, [1, 2, "Cầu hỏng", None, None, 1], wall=wall)
    put_right(phone, huoi_co.an, 6, wall=wall)

    await phone.exchange(browser)

    assert [receipt.status for receipt in phone.receipts.values()] == [Status.ACCEPTED] * 4
    assert all([visit.happened_on <= today() for visit in await Visit.all()])
    assert await shown(huoi_co.an) == (6, [])
    await DeviceContact.all().update(clock=min(wall, 2**40))
    assert "giờ máy sai" in (await office.get("/arrivals")).text
    for page in (f"/households/{huoi_co.an.id}", "/concerns", "/households/register"):
        assert (await office.get(page)).status_code == 200
    assert await same_from_the_log()


async def test_a_clock_set_back_an_hour_in_between_changes_no_order(huoi_co: World, browser_of: Any) -> None:
    """T-30: -1 h in mid-session; a person's later word is their later number."""
    phone, browser, now = await enrolled(huoi_co.dan), await browser_of(None), int(time.time())
    first = put_right(phone, huoi_co.an, 6, wall=now)
    put_right(phone, huoi_co.an, 7, base=first, was="6", wall=now - HOUR)

    await phone.exchange(browser)

    assert await shown(huoi_co.an) == (7, [])


async def test_a_phone_in_2099_has_no_last_word_and_drags_no_other_clock_along(
    huoi_co: World, browser_of: Any
) -> None:
    """T-30: who saw the word of 2099 replaces it, and the office's own stamp stays at today."""
    phone, browser, office = (
        await enrolled(huoi_co.dan),
        await browser_of(None),
        await browser_of(huoi_co.clerk),
    )
    ahead = put_right(phone, huoi_co.an, 6, wall=IN_2099)
    await phone.exchange(browser)

    page = (await office.get(f"/households/{huoi_co.an.id}/changes/new")).text
    assert ahead in page
    await office.send_form(
        f"/households/{huoi_co.an.id}/changes", {"people": "8", "people_was": "6", "people_base": ahead}
    )

    assert await shown(huoi_co.an) == (8, [])
    newest = await HouseholdChange.get(value="8")
    assert abs(newest.wall - time.time()) < DAY


async def test_the_office_goes_on_when_its_clock_jumps_back_an_hour(huoi_co: World, browser_of: Any) -> None:
    """T-31: numbers, receipts, sessions, pages and the log of readings are unaffected."""
    phone, browser, clerk = (
        await enrolled(huoi_co.dan),
        await browser_of(None),
        await browser_of(huoi_co.clerk),
    )
    phone.write(1, huoi_co.an.id, [1, [1], 0, "trước"])
    await phone.exchange(browser)
    await clerk.get(f"/households/{huoi_co.an.id}")
    before = phone.receipts[1]

    with clock_moved(-HOUR):
        phone.write(1, huoi_co.an.id, [1, [1], 0, "sau"])
        await phone.exchange(browser, phone.outbox)
        assert phone.receipts[1] == before
        assert (phone.receipts[2].status, phone.receipts[2].number) == (Status.ACCEPTED, before.number + 1)
        page = await clerk.get(f"/households/{huoi_co.an.id}")
        assert page.status_code == 200 and page.text.count("Gặp tại nhà") == 2
        answer = await (await browser_of(huoi_co.dan)).send_form(
            f"/households/{huoi_co.bao.id}/visits", {"met": "1", "did": "1", "need": "0"}
        )
        assert answer.status_code == 303

    phone.write(1, huoi_co.an.id, [1, [1], 0, "nữa"])
    await phone.exchange(browser)
    assert phone.receipts[3].number == before.number + 3
    assert (await clerk.get("/arrivals")).status_code == 200
    assert (await check_readings()).wrong == []
    assert await same_from_the_log()
    assert f"/households/{huoi_co.an.id}" in phone.pages


async def test_who_signs_in_while_the_clock_is_wrong_stays_signed_in(huoi_co: World, browser_of: Any) -> None:
    """T-31: a session lasts from when it began, an hour more or less."""
    from webapp.accounts.passwords.passwords import hashed_password

    await (
        type(huoi_co.clerk)
        .filter(id=huoi_co.clerk.id)
        .update(password_hash=await hashed_password("khe suối trong"))
    )
    browser = await browser_of(None)
    with clock_moved(HOUR):
        await browser.get("/sign-in")
        answer = await browser.send_form("/sign-in", {"username": "vanphong", "password": "khe suối trong"})
        assert answer.status_code == 303, answer.text

    assert (await browser.get("/arrivals")).status_code == 200


async def test_a_value_written_on_both_sides_of_the_jump_is_never_lost(
    huoi_co: World, browser_of: Any
) -> None:
    """T-31: an hour back makes a page look older than what it shows; at worst a person is asked, nothing is hidden."""
    dan, khoa, browser = await enrolled(huoi_co.dan), await enrolled(huoi_co.khoa), await browser_of(None)
    theirs = put_right(khoa, huoi_co.an, 5)
    await khoa.exchange(browser)
    with clock_moved(-HOUR):
        await dan.exchange(browser)
        put_right(dan, huoi_co.an, 9, base=theirs, was="5")
        await dan.exchange(browser)

    assert "9" in await live(huoi_co.an)
    assert await same_from_the_log()
