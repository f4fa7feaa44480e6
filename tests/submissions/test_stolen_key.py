"""Who copied the key that speaks out of a locked phone: what he sends goes through, and he reads nothing by any door."""

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from sync import courier, parcel, returns, seal
from sync.courier import Taken
from sync.envelope import Malformed, to_text
from sync.frames import ZERO8
from tests.phone.carried_file import saved
from tests.support.phone import MEDIA, Phone, enrolled, post
from tests.support.world import World
from webapp.accounts.models import Device, StoredSession
from webapp.accounts.pins.proofs import TRIES, keep_pin
from webapp.accounts.sessions import stored_key
from webapp.core.labels import LABELS
from webapp.visits.models import Visit
from webapp.web import rejected_forms

PIN, WRONG, NEW = bytes(range(32)), bytes(32), b"\x05" * 32


@pytest.fixture
async def phone(huoi_co: World) -> Phone:
    return await enrolled(huoi_co.dan)


@pytest.fixture
def thief(phone: Phone) -> Phone:
    """Of the phone he has the device and the key that signs, and not what lies under the PIN."""
    return Phone(phone.device, phone.key, phone.office)


async def row(phone: Phone) -> Device:
    return await Device.get(id=to_text(phone.device))


async def prove(phone: Phone, browser: httpx.AsyncClient, value: bytes) -> parcel.Reply:
    """As a locked phone does that has lost the office's half."""
    hello, body = with_pin(phone, value)
    return phone.take(hello, (await post(browser, body)).content)


def with_pin(phone: Phone, value: bytes) -> tuple[Any, bytes]:
    hello = phone.hello()
    phone.turn += 1
    claims = [parcel.proof(LABELS, b"x", hello, phone.key, phone.turn, value)]
    return hello, parcel.request(LABELS, hello, phone.key, claims=claims)


async def test_by_exchange_he_sends_and_gets_receipts_but_no_page_and_no_share(
    huoi_co: World, phone: Phone, thief: Phone, browser_of: Any
) -> None:
    thief.extras = {"share": 1}
    for thief.locked in (True, False):
        thief.write(1, huoi_co.an.id, [1])

        reply = await thief.exchange(await browser_of(None))

        assert not reply.pages and not reply.share and reply.manifest is None
    assert await Visit.all().count() == 2
    assert huoi_co.an.head_name.encode() not in b"".join(thief.pages.values())


async def test_a_proof_for_one_hello_is_none_for_another(phone: Phone, browser_of: Any) -> None:
    """Heard on the way, and put into a request of his own."""
    browser = await browser_of(None)
    heard, mine = phone.hello(), phone.hello()
    proof = parcel.proof(LABELS, b"v", heard, phone.reading, 7)

    answer = await post(browser, parcel.request(LABELS, mine, phone.key, claims=[proof]))

    assert not parcel.read_answer(answer.content, nonce=mine.nonce).pages
    assert (await row(phone)).proved_at is None


async def test_a_request_sent_again_after_its_nonce_is_forgotten_reads_nothing(
    phone: Phone, browser_of: Any
) -> None:
    browser = await browser_of(None)
    phone.extras = {"share": 1}
    hello, body = phone.request([])
    first = parcel.read_answer((await post(browser, body)).content, nonce=hello.nonce)
    await Device.filter(id=to_text(phone.device)).update(nonces=[])

    again = parcel.read_answer((await post(browser, body)).content, nonce=hello.nonce)

    assert first.pages and first.share
    assert not again.pages and not again.share


async def test_a_locked_phone_still_loses_what_its_person_may_no_longer_read(
    huoi_co: World, phone: Phone, thief: Phone, browser_of: Any
) -> None:
    browser = await browser_of(None)
    await phone.exchange(browser)
    await huoi_co.bao.fetch_related("places")
    for place in huoi_co.bao.places:
        place.valid_to = place.valid_from
        await place.save()
    phone.locked = True

    reply = await phone.exchange(browser)

    assert not reply.pages and [path for path in reply.dropped if huoi_co.bao.id in path]


async def test_by_a_carried_file_he_gets_an_answer_that_only_the_pin_opens(
    huoi_co: World, phone: Phone, thief: Phone, browser_of: Any
) -> None:
    browser = await browser_of(None)
    mine = urlsafe_b64encode(thief.receive.public).rstrip(b"=").decode()
    thief.extras = {"rk": mine, "nopages": 1}
    thief.write(1, huoi_co.an.id, [1])
    await thief.exchange(browser)
    carrier = await enrolled(huoi_co.khoa)
    body = courier.hand_in(LABELS, carrier.hello(), carrier.key, saved(thief))

    answer = await browser.post("/sync/v1/carried", content=body, headers={"content-type": MEDIA})

    back = Taken.parse(answer.content).back
    with pytest.raises(seal.Damaged):
        returns.open_return(LABELS, back, office=phone.office, device=phone.device, key=thief.receive)
    opened = returns.open_return(LABELS, back, office=phone.office, device=phone.device, key=phone.receive)
    assert parcel.read_answer(opened, nonce=ZERO8).pages
    assert not parcel.read_answer(opened, nonce=ZERO8).share


async def web(phone: Phone, world: World, browser_of: Any) -> Any:
    """The browser of the phone, with the cookie that enrolment gave."""
    browser = await browser_of(None)
    name = to_text(phone.device)
    value = f'{{"member":"{world.dan.id}","device":"{name}"}}'.encode()
    await StoredSession.create(key=stored_key(f"cookie-{name}"), value=value, owner=world.dan.id)
    browser.cookies.set("s", f"cookie-{name}")
    return browser


async def test_by_the_cookie_he_sees_what_a_locked_phone_shows(
    huoi_co: World, phone: Phone, thief: Phone, browser_of: Any
) -> None:
    browser = await web(phone, huoi_co, browser_of)
    await phone.exchange(await browser_of(None))
    assert (await browser.get("/households")).status_code == 200
    thief.turn = 50
    for _ in range(2):
        await thief.exchange(await browser_of(None))

        for path in ("/households", f"/households/{huoi_co.an.id}/sheet", "/concerns", "/attachments/x"):
            answer = await browser.get(path)
            assert answer.status_code == 303 and answer.headers["location"].startswith("/unlock?next=/")
            assert (await browser.get(path, headers={"hx-request": "true"})).status_code == 303
        fields = {"met": "1", "op": "a" * 11}
        sent = await browser.send_form(f"/households/{huoi_co.an.id}/visits", fields)
        assert (sent.status_code, sent.headers["location"]) == (303, "/unlock?next=/")
        await prove(thief, await browser_of(None), WRONG)
    assert not await Visit.exists()
    assert (await browser.get("/unlock")).status_code == 200


async def test_pages_by_network_are_open_for_ten_minutes_after_a_proof_and_for_no_cookie_longer(
    huoi_co: World, phone: Phone, browser_of: Any
) -> None:
    browser, road = await web(phone, huoi_co, browser_of), await browser_of(None)
    for minutes, status in ((9, 200), (11, 303)):
        await phone.exchange(road)
        at = datetime.now(UTC) - timedelta(minutes=minutes)
        await Device.filter(id=to_text(phone.device)).update(proved_at=at)
        for _ in range(3):
            assert (await browser.get("/households")).status_code == status

    await phone.exchange(road)
    assert (await browser.get("/households")).status_code == 200
    phone.locked = True
    await phone.exchange(road)
    assert (await browser.get("/households")).status_code == 303


async def test_what_is_posted_a_moment_too_late_waits_behind_the_pin(
    huoi_co: World, phone: Phone, browser_of: Any
) -> None:
    browser = await web(phone, huoi_co, browser_of)
    fields = {"met": "1", "note": "Ống nước vỡ ở bếp", "_by": rejected_forms.signature(huoi_co.dan.id)}

    sent = await browser.send_form(f"/households/{huoi_co.an.id}/visits", fields)

    assert (sent.status_code, sent.headers["location"]) == (303, "/unlock?next=/typed")
    assert not await Visit.exists()
    await phone.exchange(await browser_of(None))
    assert "Ống nước vỡ ở bếp" in (await browser.get("/typed")).text


async def test_a_phone_of_an_earlier_release_sends_and_reads_nothing_until_it_has_a_new_slip(
    huoi_co: World, phone: Phone, browser_of: Any
) -> None:
    await Device.filter(id=to_text(phone.device)).update(reading_key=None)
    phone.write(1, huoi_co.an.id, [1])

    reply = await phone.exchange(await browser_of(None))
    tried = await prove(phone, await browser_of(None), PIN)

    assert phone.receipts[1].status == 1 and not reply.pages
    assert (tried.share, tried.tries) == (b"", (0, 0))
    assert (await (await web(phone, huoi_co, browser_of)).get("/households")).status_code == 303


async def test_the_right_pin_brings_the_share_back_and_nothing_else(phone: Phone, browser_of: Any) -> None:
    await keep_pin(to_text(phone.device), PIN)
    share = bytes((await row(phone)).share)

    reply = await prove(phone, await browser_of(None), PIN)

    assert (reply.share, reply.tries, reply.pages) == (share, None, {})
    assert (await row(phone)).proved_at is None, "the pages wait for the key under the PIN"


async def test_wrong_pins_are_counted_and_wait_longer_each_time(phone: Phone, browser_of: Any) -> None:
    name, browser = to_text(phone.device), await browser_of(None)
    await keep_pin(name, PIN)
    for left in (9, 8, 7, 6):
        assert (await prove(phone, browser, WRONG)).tries == (left, 0)
    assert (await prove(phone, browser, WRONG)).tries == (5, 30)

    early = await prove(phone, browser, PIN)
    assert not early.share and early.tries and early.tries[0] == 5 and 0 < early.tries[1] <= 30

    for left, wait in ((4, 60), (3, 120), (2, 240), (1, 480)):
        await Device.filter(id=name).update(pin_until=None)
        assert (await prove(phone, browser, WRONG)).tries == (left, wait)
    await Device.filter(id=name).update(pin_until=datetime.now(UTC) + timedelta(days=400))
    assert (await prove(phone, browser, PIN)).share, "a clock that was set back locks nobody for years"


async def test_after_ten_wrong_pins_the_right_one_is_worth_nothing(phone: Phone, browser_of: Any) -> None:
    name, browser = to_text(phone.device), await browser_of(None)
    await keep_pin(name, PIN)
    for _ in range(TRIES):
        await Device.filter(id=name).update(pin_until=None)
        reply = await prove(phone, browser, WRONG)
    assert reply.tries == (0, 0)
    await Device.filter(id=name).update(pin_until=None)

    assert (await prove(phone, browser, PIN)).tries == (0, 0)


async def test_a_proof_of_the_pin_sent_again_brings_nothing(phone: Phone, browser_of: Any) -> None:
    browser = await browser_of(None)
    await keep_pin(to_text(phone.device), PIN)
    hello, body = with_pin(phone, PIN)
    assert phone.take(hello, (await post(browser, body)).content).share

    for nonces in (None, []):
        if nonces is not None:
            await Device.filter(id=to_text(phone.device)).update(nonces=nonces)
        again = phone.take(hello, (await post(browser, body)).content)
        assert not again.share and again.tries is None


async def test_who_tries_pins_needs_the_key_of_the_phone_too(phone: Phone, browser_of: Any) -> None:
    await keep_pin(to_text(phone.device), PIN)
    hello = phone.hello()
    claim = parcel.proof(LABELS, b"x", hello, seal.DeviceKey.generate(), 9, PIN)

    answer = await post(await browser_of(None), parcel.request(LABELS, hello, phone.key, claims=[claim]))

    reply = parcel.read_answer(answer.content, nonce=hello.nonce)
    assert not reply.share and reply.tries is None and (await row(phone)).pin_wrong == 0


async def test_a_changed_pin_counts_when_the_key_under_the_old_one_says_so(
    phone: Phone, thief: Phone, browser_of: Any
) -> None:
    browser = await browser_of(None)
    await keep_pin(to_text(phone.device), PIN)
    for who in (thief, phone):
        hello = who.hello()
        who.turn += 1
        claim = parcel.proof(LABELS, b"v", hello, who.reading, who.turn, NEW)
        await post(browser, parcel.request(LABELS, hello, who.key, claims=[claim]))
        new = await prove(phone, browser, NEW)
        assert bool(new.share) == (who is phone)

    assert not (await prove(phone, browser, PIN)).share


@pytest.mark.parametrize(
    "payload", [b"", b"\x01", b"\x01" + bytes(63), b"\x01" + bytes(64) + b"x", b"\xff" * 9]
)
async def test_a_broken_proof_stands_in_the_way_of_no_record(
    huoi_co: World, phone: Phone, browser_of: Any, payload: bytes
) -> None:
    written = phone.write(1, huoi_co.an.id, [1])
    hello = phone.hello()
    claims = [parcel.frame(kind, payload) for kind in (b"v", b"x")]

    answer = await post(
        await browser_of(None), parcel.request(LABELS, hello, phone.key, [written], claims=claims)
    )

    reply = parcel.read_answer(answer.content, nonce=hello.nonce)
    assert [(receipt.status, reply.pages) for receipt in reply.receipts] == [(1, {})]


async def test_an_exchange_that_comes_too_often_neither_gives_nor_counts(
    phone: Phone, browser_of: Any, app: Any
) -> None:
    await keep_pin(to_text(phone.device), PIN)
    app.state.pace.hurried = lambda *_: True
    try:
        reply = await prove(phone, await browser_of(None), PIN)
    finally:
        del app.state.pace.hurried
    assert (reply.share, reply.tries) == (b"", None)
    assert (await row(phone)).pin_wrong == 0


def test_a_proof_carries_one_value_or_none() -> None:
    hello = replace(Phone(bytes(8), seal.DeviceKey.generate(), b"").hello(), extras={})
    for size in (1, 31, 33):
        frame = parcel.proof(LABELS, b"v", hello, seal.DeviceKey.generate(), 1, bytes(size))
        with pytest.raises(Malformed):
            parcel.frames.Claim.parse(frame[2 if len(frame) < 130 else 3 :])
