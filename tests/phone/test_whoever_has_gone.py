"""Whoever moved away, left or died is signed in nowhere from that day on; what their phone still holds goes out."""

import time
from datetime import timedelta
from typing import Any

import pytest

from sync.envelope import from_text
from sync.inbox import Status
from sync.seal import DeviceKey
from tests.accounts.enrolment.enrol import proven
from tests.accounts.pins.browser_pin import PIN, with_slip
from tests.accounts.sign_in.sign_in import give_password
from tests.phone.returns import fetch, read
from tests.submissions.intake.no_longer_in_charge import decided, homes, last_heard
from tests.support.phone import Phone, enrolled
from tests.support.rejected_forms import hidden
from tests.support.world import World
from webapp.accounts.enrolment.rules import hand_out_slip
from webapp.accounts.models import StoredSession
from webapp.core.calendar import today
from webapp.people.models import MemberStatus
from webapp.visits.models import Visit

GONE = ("transferred", "deceased", "left")
STILL_HERE = ("suspended", "exempt")


@pytest.mark.parametrize("status", GONE)
async def test_every_session_of_theirs_ends_at_its_next_page(
    huoi_co: World, browser_of: Any, status: str
) -> None:
    dan, clerk = await browser_of(huoi_co.dan), await browser_of(huoi_co.clerk)
    form = (await dan.get(f"/households/{huoi_co.an.id}/visits/new")).text
    fields = hidden(form) | {"note": "Mái nhà dột", "met": "1", "op": "AAAAAAAAAAA"}
    await decided(huoi_co, clerk, status, today())

    sent = await dan.post(f"/households/{huoi_co.an.id}/visits", data=fields)
    page = await dan.get("/")

    assert sent.status_code == 401
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=/")
    assert not await StoredSession.filter(owner=huoi_co.dan.id).exists()
    assert await Visit.all().count() == 0


@pytest.mark.parametrize("status", STILL_HERE)
async def test_whoever_is_suspended_or_exempt_stays_signed_in_without_households(
    huoi_co: World, browser_of: Any, status: str
) -> None:
    dan = await browser_of(huoi_co.dan)
    await decided(huoi_co, await browser_of(huoi_co.clerk), status, today())

    assert (await dan.get("/")).status_code == 200
    assert (await dan.get(f"/households/{huoi_co.an.id}")).status_code == 404


async def test_it_counts_from_the_day_of_the_decision_on(huoi_co: World, browser_of: Any) -> None:
    dan = await browser_of(huoi_co.dan)
    row = {"member": huoi_co.dan, "status": "left", "commune": huoi_co.commune.id}
    state = await MemberStatus.create(valid_from=today() + timedelta(days=1), **row)
    assert (await dan.get("/")).status_code == 200

    await MemberStatus.filter(id=state.id).update(valid_from=today())

    assert (await dan.get("/")).status_code == 303


async def test_their_office_account_ends_too_and_its_password_opens_nothing(
    huoi_co: World, browser_of: Any
) -> None:
    huoi_co.secretary.member = huoi_co.dan
    await huoi_co.secretary.save()
    await give_password(huoi_co.secretary, "thuyen-ve-ban-ve")
    secretary, clerk = await browser_of(huoi_co.secretary), await browser_of(huoi_co.clerk)
    assert (await secretary.get("/accounts")).status_code == 200

    await decided(huoi_co, clerk, "left", today())
    again = await (await browser_of(None)).send_form(
        "/sign-in", {"username": huoi_co.secretary.username, "password": "thuyen-ve-ban-ve"}
    )

    assert (await secretary.get("/accounts")).status_code == 303
    assert again.status_code == 422
    assert (await clerk.get("/accounts")).text.count('<b class="tag bad">') == 1


async def test_the_pin_of_their_browser_leads_out_and_not_round_in_circles(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(None)
    await with_slip(browser, huoi_co)
    await decided(huoi_co, await browser_of(huoi_co.clerk), "left", today())
    await browser.send_form("/pin", {"pin": PIN, "next": "/"})

    assert (await browser.get("/")).headers["location"] == "/sign-in?next=/"
    assert (await browser.get("/sign-in")).status_code == 200


async def written_before(world: World, browser: Any) -> Phone:
    phone = await enrolled(world.dan)
    await phone.exchange(browser)
    await last_heard(4)
    phone.write(1, world.an.id, [1, [1], 0], wall=int(time.time()) - 2 * 86_400)
    return phone


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("status", GONE)
async def test_their_phone_loses_every_page_and_the_key_and_still_hands_in_what_it_wrote(
    huoi_co: World, browser_of: Any, status: str, known: bool
) -> None:
    browser = await browser_of(None)
    phone = await written_before(huoi_co, browser)
    assert homes(phone)
    phone.manifest = phone.manifest if known else from_text("AAAAAAAAAAA")[::-1][:-1] + b"\x01"
    phone.extras = {"share": 1}
    await decided(huoi_co, await browser_of(huoi_co.clerk), status, today())

    reply = await phone.exchange(browser)

    assert phone.pages == {}
    assert reply.share == b""
    assert phone.receipts[1].status == Status.ACCEPTED
    assert (await Visit.get()).by_id == huoi_co.dan.id
    assert (await phone.exchange(browser)).pages == {}


async def test_what_goes_back_to_their_phone_by_hand_takes_the_pages_away(
    huoi_co: World, browser_of: Any
) -> None:
    phone, clerk = await enrolled(huoi_co.dan), await browser_of(huoi_co.clerk)
    assert read((await fetch(clerk, phone)).content, phone, phone.receive).pages
    await decided(huoi_co, clerk, "left", today())

    reply = read((await fetch(clerk, phone)).content, phone, phone.receive)

    assert reply.pages == {} and reply.welcome.replace and reply.manifest is not None


async def test_no_slip_opens_a_phone_for_them_not_even_one_that_was_used(
    huoi_co: World, browser_of: Any
) -> None:
    clerk, browser = await browser_of(huoi_co.clerk), await browser_of(None)
    _, used = await hand_out_slip(huoi_co.dan, by="x")
    asked = proven(used, DeviceKey.generate())
    assert (await browser.post("/enrol/device", json=asked)).status_code == 200
    _, fresh = await hand_out_slip(huoi_co.dan, by="x")

    await decided(huoi_co, clerk, "left", today())

    for again in (asked, proven(fresh, DeviceKey.generate())):
        answer = await browser.post("/enrol/device", json=again)
        assert (answer.status_code, answer.json()["reason"]) == (422, "old")
    assert "Lô Văn Dần" not in (await browser.get(f"/s/{fresh}")).text
    refused = await clerk.send_form(f"/members/{huoi_co.dan.id}/slip")
    assert refused.status_code == 409 and "thôi sinh hoạt" in refused.text
