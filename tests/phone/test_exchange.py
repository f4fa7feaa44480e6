"""A phone's submissions over HTTP: once, whole, signed, and only for its own households."""

import asyncio
import time
from datetime import UTC, datetime

import pytest

from tests.support.phone import MEDIA, Phone, enrolled, post
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.concerns.models import Concern
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit

pytestmark = pytest.mark.both

HOME, ASKED = 1, [1]


async def test_a_visit_written_without_signal_reaches_the_office_once(huoi_co: World, browser_of) -> None:
    phone, stranger = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0, "Ống nước vỡ"])

    reply = await phone.exchange(stranger)

    assert [(r.seq, r.status, r.number) for r in reply.receipts] == [(1, 1, 1)]
    visit = await Visit.get(household_id=huoi_co.an.id)
    assert (visit.by_id, visit.note, visit.by_name) == (huoi_co.dan.id, "Ống nước vỡ", "Lô Văn Dần")


async def test_the_same_request_five_times_at_once_has_one_effect(huoi_co: World, browser_of) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    for household in (huoi_co.an, huoi_co.bao, huoi_co.an):
        phone.write(1, household.id, [HOME, ASKED, 0])
    hello, body = phone.request(phone.outbox)

    answers = await asyncio.gather(*(post(browser, body) for _ in range(5)))

    replies = [phone.take(hello, answer.content) for answer in answers]
    assert len({tuple(reply.receipts) for reply in replies}) == 1
    assert await Visit.all().count() == 3
    assert await StoredSubmission.all().count() == 3


async def test_sealed_and_open_submissions_arrive_the_same(huoi_co: World, browser_of) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0])
    phone.write(2, huoi_co.bao.id, [1, 2, "Hỏng ống nước", None, 1, 1])

    await phone.exchange(browser, phone.sealed(phone.outbox))
    await phone.exchange(browser, phone.outbox)

    assert (await Visit.all().count(), await Concern.all().count()) == (1, 1)
    assert [phone.receipts[seq].status for seq in (1, 2)] == [1, 1]


async def test_a_household_in_another_members_care_is_put_aside_not_applied(
    huoi_co: World, browser_of
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(1, huoi_co.canh.id, [HOME, ASKED, 0])
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0])

    reply = await phone.exchange(browser)

    assert [(r.seq, r.status, r.code) for r in reply.receipts] == [(1, 3, "scope"), (2, 1, "")]
    assert await Visit.filter(household_id=huoi_co.canh.id).count() == 0
    assert await StoredSubmission.all().count() == 2


async def test_a_bad_form_is_returned_and_the_others_go_on(huoi_co: World, browser_of) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(1, huoi_co.an.id, [99, ASKED, 0])
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0])

    reply = await phone.exchange(browser)

    assert [(r.seq, r.status, r.code) for r in reply.receipts] == [(1, 3, "form"), (2, 1, "")]


async def test_a_kind_from_a_newer_phone_is_kept_to_be_read_later(huoi_co: World, browser_of) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(77, huoi_co.an.id, [1])

    reply = await phone.exchange(browser)

    assert [(r.status, r.code) for r in reply.receipts] == [(2, "schema")]


async def test_a_visit_undone_in_time_leaves_a_number_but_no_record(huoi_co: World, browser_of) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(0, huoi_co.an.id, [])

    reply = await phone.exchange(browser)

    assert [r.status for r in reply.receipts] == [1]
    assert await Visit.all().count() == 0


async def test_a_clock_in_1970_or_2099_refuses_nothing(huoi_co: World, browser_of) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0], wall=12)
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0], wall=4_080_000_000)

    reply = await phone.exchange(browser)

    assert [r.status for r in reply.receipts] == [1, 1]
    assert await Visit.all().count() == 2


async def test_the_pack_holds_ones_own_households_and_no_other(huoi_co: World, browser_of) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)

    await phone.exchange(browser)

    own = {path.split("/")[2] for path in phone.pages if path.startswith("/households/")}
    assert own == {huoi_co.an.id, huoi_co.bao.id}
    everything = b"".join(phone.pages.values()).decode()
    assert "Moong Thị An" in everything
    assert "Kha Y Cảnh" not in everything
    assert "Ốc Bá Xồng" not in everything


async def test_nothing_new_sends_nothing_and_a_visit_sends_few_pages(huoi_co: World, browser_of) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(browser)

    idle = await phone.exchange(browser)
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0])
    after = await phone.exchange(browser)

    assert (idle.pages, idle.dropped) == ({}, [])
    assert set(after.pages) <= {"/", "/households", "/progress", f"/households/{huoi_co.an.id}"}
    assert f"/households/{huoi_co.an.id}" in after.pages


async def test_pages_of_no_use_on_the_first_day_come_with_the_second_exchange(
    huoi_co: World, browser_of
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.extras = {"first": 1}
    first = await phone.exchange(browser)
    phone.extras = {}
    second = await phone.exchange(browser)

    assert {"/", "/concerns", f"/households/{huoi_co.an.id}/visits/new"} <= set(first.pages)
    later = {
        f"/households/{home.id}/{page}"
        for home in (huoi_co.an, huoi_co.bao)
        for page in ("changes/new", "notices")
    }
    cards = {"/duty/purpose", "/duty/cards", *(f"/duty/cards/{number}" for number in range(1, 6))}
    own = {"/progress", "/month", "/duty", "/absence", "/telling", "/help-requests", "/meetings", "/dates"}
    assert set(second.pages) == own | cards | later
    assert second.dropped == []


async def test_losing_a_household_takes_its_pages_off_the_phone(huoi_co: World, browser_of) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(browser)

    await huoi_co.bao.fetch_related("places")
    for place in huoi_co.bao.places:
        place.valid_to = place.valid_from
        await place.save()
    await phone.exchange(browser)

    assert not [path for path in phone.pages if huoi_co.bao.id in path]
    assert [path for path in phone.pages if huoi_co.an.id in path]


async def test_a_revoked_phone_is_told_to_wipe_and_what_it_brought_is_put_aside(
    huoi_co: World, browser_of
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0])
    await Device.filter(kind="phone").update(revoked_at=datetime.now(UTC), revoked_for="lost")

    reply = await phone.exchange(browser)

    assert reply.welcome.wipe
    assert [(r.status, r.code) for r in reply.receipts] == [(3, "revoked")]
    assert (reply.pages, await Visit.all().count()) == ({}, 0)


async def test_a_forged_signature_gets_no_page_and_leaves_no_trace(huoi_co: World, browser_of) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    forger = Phone(phone.device, type(phone.key).generate(), phone.office)
    forger.write(1, huoi_co.an.id, [HOME, ASKED, 0])
    _, body = forger.request(forger.outbox)

    answer = await post(browser, body)

    assert answer.status_code == 403
    assert await StoredSubmission.all().count() == 0


async def test_anything_that_is_no_exchange_gets_a_short_refusal(huoi_co: World, browser_of) -> None:
    browser = await browser_of(None)

    assert (await browser.post("/sync/v1/exchange", content=b"{}")).status_code == 415
    for body in (b"", b"GDX", b"GDX\x01", b"GDX\x01\x00h\xff\xff\xff\xff\xff\xff", b"<html>" * 50):
        answer = await browser.post("/sync/v1/exchange", content=body, headers={"content-type": MEDIA})
        assert (answer.status_code, len(answer.text) < 20) == (400, True), body


async def test_a_request_that_is_too_long_is_called_that_and_not_cut(huoi_co: World, browser_of) -> None:
    """A phone that is told of a lost link sends the same again, for ever."""
    browser = await browser_of(None)

    answer = await browser.post(
        "/sync/v1/exchange", content=b"GDX\x01\x00" + bytes(1_000_001), headers={"content-type": MEDIA}
    )

    assert (answer.status_code, answer.text) == (413, "size")


async def test_the_office_knows_exactly_what_has_not_arrived(huoi_co: World, browser_of) -> None:
    phone, office = await enrolled(huoi_co.dan), await browser_of(huoi_co.clerk)
    for _ in range(4):
        phone.write(1, huoi_co.an.id, [HOME, ASKED, 0], wall=int(time.time()))

    await phone.exchange(office, [phone.outbox[0], phone.outbox[2]])

    arrivals = (await office.get("/arrivals")).text
    assert "còn thiếu 2 phiếu" in arrivals
    device = await Device.get(kind="phone")
    assert "2 4" in (await office.get(f"/arrivals/{device.id}")).text
