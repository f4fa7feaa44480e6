"""How much a phone may bring: at the limit all goes through, one past it waits and is not lost."""

from typing import Any

import pytest

from sync import parcel, seal
from sync.envelope import Submission, from_text
from sync.frames import REQUEST, Hello, Origin, frame, varint
from sync.ledger import ROW
from tests.submissions.measures import a_day_passes
from tests.support.phone import Phone, enrolled, post
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.core.keys import office_key
from webapp.core.labels import LABELS
from webapp.office.put_aside import put_aside_page
from webapp.phone.carried_files import Carrier, import_carried_file
from webapp.submissions.intake import quota
from webapp.submissions.intake.submit import web_device
from webapp.submissions.models import StoredSubmission
from webapp.submissions.rulings import target_of
from webapp.visits.models import Visit

HOME, ASKED = 1, [1]


def visits(phone: Phone, world: World, count: int) -> list[Any]:
    return [phone.write(1, world.an.id, [HOME, ASKED, 0, f"Lần {n}"]) for n in range(count)]


async def codes(phone: Phone) -> list[tuple[int, str]]:
    return [(phone.receipts[seq].status, phone.receipts[seq].code) for seq in sorted(phone.receipts)]


async def test_five_hundred_a_day_are_read_and_the_next_one_waits(huoi_co: World, browser_of: Any) -> None:
    """§2.15: 500 a device and day; what is more is kept and read when the phone comes on another day."""
    phone, air = await enrolled(huoi_co.dan), await browser_of(None)
    phone.wants_pages = False
    await phone.exchange(air, visits(phone, huoi_co, 300))
    await phone.exchange(air, visits(phone, huoi_co, 200))
    assert await codes(phone) == [(1, "")] * 500

    await phone.exchange(air, visits(phone, huoi_co, 1))
    assert (await codes(phone))[500:] == [(2, "quota")]
    assert await Visit.all().count() == 500

    await a_day_passes()
    await phone.exchange(air, visits(phone, huoi_co, 1))
    hello, question = phone.request([], asked=phone_range(501, 502))
    answer = await air.post(
        "/sync/v1/exchange", content=question, headers={"content-type": "application/vnd.gandan.exchange"}
    )
    phone.take(hello, answer.content)
    assert await codes(phone) == [(1, "")] * 502
    assert await Visit.all().count() == 502


def phone_range(first: int, last: int) -> Any:
    from sync.ranges import Ranges

    return Ranges.of(range(first, last + 1))


async def test_the_office_lets_in_at_once_what_was_too_much_for_a_day(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "A_DAY", 2)
    phone, air, desk = await enrolled(huoi_co.dan), await browser_of(None), await browser_of(huoi_co.clerk)
    await phone.exchange(air, visits(phone, huoi_co, 3))
    assert await codes(phone) == [(1, ""), (1, ""), (2, "quota")]

    row = await StoredSubmission.get(code="quota")
    assert 'name="code" value="quota"' in (await desk.get("/put-aside")).text
    answer = await desk.send_form(
        "/put-aside",
        {"code": "quota", "verdict": "admit", "reason": "đợt tổng kết", "targets": target_of(row)},
    )

    assert answer.status_code == 303
    assert await Visit.all().count() == 3
    assert not (await put_aside_page(await the_clerk(huoi_co)))["groups"]


async def the_clerk(world: World) -> Any:
    from webapp.accounts.sign_in.signed_in import person_of

    return await person_of({"account": world.clerk.id})


async def test_what_people_write_at_a_desk_has_no_daily_measure(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "A_DAY", 1)
    browser = await browser_of(huoi_co.dan)
    for _ in range(3):
        await browser.send_form(f"/households/{huoi_co.an.id}/visits", {"met": "1"})

    assert await Visit.all().count() == 3


async def test_thirty_contacts_a_minute_bring_pages_and_the_next_is_asked_to_wait(
    huoi_co: World, browser_of: Any
) -> None:
    """§2.15, T-09: nothing it brought is lost; the office names the time to wait."""
    phone, other, air = await enrolled(huoi_co.dan), await enrolled(huoi_co.en), await browser_of(None)
    replies = [await phone.exchange(air) for _ in range(30)]
    assert [reply.welcome.backoff for reply in replies] == [0] * 30

    hurried = await phone.exchange(air, visits(phone, huoi_co, 1))

    assert (hurried.welcome.backoff, hurried.pages) == (60, {})
    assert [receipt.status for receipt in hurried.receipts] == [1]
    assert hurried.welcome.manifest == phone.manifest
    assert (await other.exchange(air)).welcome.backoff == 0


async def test_after_a_minute_a_hurried_phone_gets_its_pages(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, air = await enrolled(huoi_co.dan), await browser_of(None)
    for _ in range(31):
        last = await phone.exchange(air)
    assert last.welcome.backoff == 60

    monkeypatch.setattr(quota, "MINUTE", -1)  # as if all of it were long ago
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0])
    after = await phone.exchange(air)

    assert after.welcome.backoff == 0
    assert after.pages


def stranger() -> Phone:
    return Phone(seal.DeviceKey.generate().public[1:9], seal.DeviceKey.generate(), b"")


def of_size(phone: Phone, world: World, size: int) -> Any:
    """One submission of exactly so many bytes."""
    bare = len(phone.write(1, world.an.id, [HOME, ASKED, 0, ""]).body)
    phone.outbox.pop()
    return phone.write(1, world.an.id, [HOME, ASKED, 0, "a" * (size - bare)])


async def test_a_stranger_leaves_so_many_bytes_and_not_one_more(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """§2.15: 5 MB a device that nobody enrolled (here two rows of 1,000 bytes)."""
    monkeypatch.setattr(quota, "ROOM_UNSIGNED", 1000 + 2 * ROW)
    phone, air = stranger(), await browser_of(None)

    await phone.exchange(air, [of_size(phone, huoi_co, 600), of_size(phone, huoi_co, 400)])
    assert await codes(phone) == [(3, "device-unknown")] * 2

    refused = await phone.exchange(air, [of_size(phone, huoi_co, 100)])
    assert (refused.receipts, await StoredSubmission.all().count()) == ([], 2)
    assert refused.welcome.backoff == quota.LATER


async def test_all_strangers_together_leave_so_many_bytes_and_not_one_more(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """20 MB in all (here two rows of 1,000 bytes); whoever is enrolled is not touched by it."""
    monkeypatch.setattr(quota, "ROOM_FOR_STRANGERS", 1000 + 2 * ROW)
    air = await browser_of(None)
    for size in (600, 400):
        phone = stranger()
        await phone.exchange(air, [of_size(phone, huoi_co, size)])
        assert await codes(phone) == [(3, "device-unknown")]

    late, known = stranger(), await enrolled(huoi_co.dan)
    assert (await late.exchange(air, [of_size(late, huoi_co, 100)])).receipts == []
    await known.exchange(air, visits(known, huoi_co, 1))
    assert await codes(known) == [(1, "")]
    assert await Device.filter(kind="unknown").count() == 2, "of whom nothing is kept not even the name is"


def raw(device: bytes, count: int, key: seal.DeviceKey, first: int = 1) -> bytes:
    """Bodies that say nothing at all, which no client of ours makes."""
    hello = Hello(device, parcel.new_nonce(), made=count, now=5).encode()
    attest = frame(b"a", key.sign(seal.attest_message(LABELS.exchange, hello, ())))
    bodies = [frame(b"b", varint(seq)) for seq in range(first, first + count)]
    return REQUEST + b"\x00" + b"".join([frame(b"h", hello), attest, *bodies])


@pytest.mark.both
async def test_empty_bodies_of_strangers_are_not_free(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-14: a row costs room whatever it says."""
    monkeypatch.setattr(quota, "ROOM_UNSIGNED", 3 * ROW + 100)
    stranger, key, air = bytes(range(8)), seal.DeviceKey.generate(), await browser_of(None)

    await post(air, raw(stranger, 2, key))
    await post(air, raw(stranger, 9, key, first=3))

    assert await StoredSubmission.all().count() == 3


async def test_nobody_speaks_for_the_offices_own_device(huoi_co: World, browser_of: Any) -> None:
    """Its id is in the names of every record; its numbers are given at the desk alone."""
    desk, air, key = await browser_of(huoi_co.dan), await browser_of(None), seal.DeviceKey.generate()
    await desk.send_form(f"/households/{huoi_co.an.id}/visits", {"met": "1"})
    own = from_text(await web_device(huoi_co.commune.id))

    answer = await post(air, raw(own, 3, key))
    origin = Origin(own, office_key().fingerprint, made=9, created=5)
    item = parcel.sealed(seal.WritingSession(LABELS, own, office_key().public), Submission(own, 2, b"[]"))
    carried = await import_carried_file(
        Carrier(huoi_co.commune.id, "ai đó"), "x", parcel.carried_file(LABELS, origin, key, [item])
    )

    assert (answer.status_code, answer.text) == (403, "signature")
    assert carried.problem and await StoredSubmission.all().count() == 1
    await desk.send_form(f"/households/{huoi_co.an.id}/visits", {"met": "1"})
    assert await StoredSubmission.all().order_by("seq").values_list("seq", flat=True) == [1, 2]


async def test_strangers_from_one_address_come_so_often_and_no_more(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "STRANGERS_A_MINUTE", 2)
    air, key, known = await browser_of(None), seal.DeviceKey.generate(), await enrolled(huoi_co.dan)

    answers = [await post(air, raw(bytes([n] * 8), 1, key)) for n in range(1, 4)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].text == "often" and await Device.filter(kind="unknown").count() == 2
    await known.exchange(air, visits(known, huoi_co, 1))
    assert await codes(known) == [(1, "")]


async def test_of_one_phone_so_many_bytes_a_day_are_kept_whatever_becomes_of_them(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """§2.15: 30 MB a device and day (here three rows of 150 bytes); the rest stays on the phone until another day."""
    monkeypatch.setattr(quota, "BYTES_A_DAY", 3 * (150 + ROW))
    monkeypatch.setattr(quota, "A_DAY", 0)
    phone, air = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(air, [of_size(phone, huoi_co, 150), of_size(phone, huoi_co, 150)])
    assert await codes(phone) == [(2, "quota")] * 2

    reply = await phone.exchange(air, [of_size(phone, huoi_co, 150), of_size(phone, huoi_co, 150)])
    assert (reply.welcome.backoff, reply.pages) == (quota.LATER, {})
    assert await codes(phone) == [(2, "quota")] * 2 + [(2, "unsigned")]
    assert await StoredSubmission.all().count() == 3

    await a_day_passes()
    monkeypatch.setattr(quota, "A_DAY", 500)
    reply = await phone.exchange(air, phone.outbox[2:])
    assert reply.welcome.backoff == 0
    await phone.exchange(air, phone.outbox)
    assert await codes(phone) == [(1, "")] * 4
