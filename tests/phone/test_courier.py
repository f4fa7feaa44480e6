"""Somebody else's phone carries what it cannot read, and is answered for its owner."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from sync import courier, parcel, returns, seal
from sync.envelope import to_text
from sync.frames import Origin
from tests.phone.carried_file import saved
from tests.phone.many_files import hand_in as hand_in_at_desk
from tests.phone.returns import ready
from tests.support.phone import MEDIA, Phone, enrolled
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.core import keys
from webapp.core.labels import LABELS
from webapp.submissions.models import Carriage, StoredSubmission
from webapp.visits.models import Visit


async def send(browser: Any, carrier: Phone, file: bytes, **bent: Any) -> httpx.Response:
    hello = replace(carrier.hello(), **bent)
    body = courier.hand_in(LABELS, hello, carrier.key, file)
    answer = await browser.post("/sync/v1/carried", content=body, headers={"content-type": MEDIA})
    if answer.status_code == 200:
        assert courier.Taken.parse(answer.content).nonce == hello.nonce
    return answer  # type: ignore[no-any-return]


@pytest.mark.both
async def test_another_members_phone_hands_it_in_and_takes_the_answer_back(
    huoi_co: World, browser_of: Any
) -> None:
    owner, key = await ready(huoi_co)
    carrier, browser = await enrolled(huoi_co.khoa), await browser_of(None)
    owner.write(1, huoi_co.an.id, [1, [1], 0, "Bằng thuyền"])
    owner.write(1, huoi_co.far.id, [1])

    answer = await send(browser, carrier, saved(owner))

    taken = courier.Taken.parse(answer.content)
    assert (taken.accepted, taken.waiting, taken.missing, taken.code) == (1, 1, 0, "")
    inside = returns.open_return(LABELS, taken.back, office=owner.office, device=owner.device, key=key)
    reply = parcel.read_answer(inside, nonce=returns.NONCE)
    assert [row.status for row in reply.receipts] == [1, 3]
    assert reply.pages
    assert "Bằng thuyền".encode() not in answer.content
    assert (await Visit.get()).by_name == huoi_co.dan.full_name
    clerk = await browser_of(huoi_co.clerk)
    page = (await clerk.get(f"/arrivals/{to_text(owner.device)}")).text
    assert huoi_co.khoa.full_name in page and "qua máy khác" in page


async def test_by_three_ways_and_twice_it_counts_once(huoi_co: World, browser_of: Any) -> None:
    owner, carrier = await enrolled(huoi_co.dan), await enrolled(huoi_co.khoa)
    browser, clerk = await browser_of(None), await browser_of(huoi_co.clerk)
    owner.write(1, huoi_co.an.id, [1])
    file = saved(owner)

    first = courier.Taken.parse((await send(browser, carrier, file)).content)
    again = courier.Taken.parse((await send(browser, carrier, file)).content)
    await hand_in_at_desk(clerk, ("a.gandan", file))
    await owner.exchange(browser)

    assert (first.accepted, again.accepted) == (1, 1)
    assert await Visit.all().count() == await StoredSubmission.all().count() == 1
    assert [one.new for one in await Carriage.all().order_by("received_at")] == [1, 0, 0]


async def test_only_an_enrolled_phone_that_signs_may_hand_in(huoi_co: World, browser_of: Any) -> None:
    owner, carrier, browser = (
        await enrolled(huoi_co.dan),
        await enrolled(huoi_co.khoa),
        await browser_of(None),
    )
    owner.write(1, huoi_co.an.id, [1])
    file = saved(owner)
    stranger = Phone(bytes(range(8)), seal.DeviceKey.generate(), keys.office_point())

    assert (await send(browser, stranger, file)).status_code == 403
    assert (await send(browser, carrier, file, device=owner.device)).status_code == 403
    await Device.filter(id=to_text(carrier.device)).update(revoked_at=datetime.now(UTC))
    closed = courier.Taken.parse((await send(browser, carrier, file)).content)
    assert (closed.code, closed.accepted, closed.back) == ("revoked", 0, b"")
    broken = await browser.post("/sync/v1/carried", content=file, headers={"content-type": MEDIA})
    assert (broken.status_code, broken.text) == (400, "format")
    for kind in ("text/plain", "application/octet-stream", ""):
        other = await browser.post("/sync/v1/carried", content=file, headers={"content-type": kind})
        assert (other.status_code, other.text) == (415, "format")
    assert await StoredSubmission.all().count() == 0


async def test_what_is_no_file_of_ours_is_answered_so_that_it_is_not_sent_again(
    huoi_co: World, browser_of: Any
) -> None:
    owner, carrier, browser = (
        await enrolled(huoi_co.dan),
        await enrolled(huoi_co.khoa),
        await browser_of(None),
    )
    owner.write(1, huoi_co.an.id, [1])

    codes = [
        courier.Taken.parse((await send(browser, carrier, file)).content).code
        for file in (
            b"\xff\xd8\xff\xe0" + bytes(90),
            saved(owner, seal.OfficeKey.generate(LABELS)),
            b"GDF\x01",
        )
    ]

    assert codes == ["format", "wrong-node", "cut"]
    assert await Carriage.all().count() == 0


async def test_five_megabytes_are_carried_and_one_byte_more_is_not(huoi_co: World, browser_of: Any) -> None:
    from tests.phone.many_files import padded

    owner, carrier, browser = (
        await enrolled(huoi_co.dan),
        await enrolled(huoi_co.khoa),
        await browser_of(None),
    )
    owner.write(1, huoi_co.an.id, [1])
    full = padded(saved(owner), courier.LARGEST)

    assert courier.Taken.parse((await send(browser, carrier, full)).content).accepted == 1
    assert (await send(browser, carrier, full + bytes(4096))).status_code in (400, 413)


async def test_a_forged_file_brings_its_maker_nothing_back(huoi_co: World, browser_of: Any) -> None:
    owner, _ = await ready(huoi_co)
    carrier, browser = await enrolled(huoi_co.khoa), await browser_of(None)
    owner.write(1, huoi_co.an.id, [1])
    origin = Origin(owner.device, keys.office_key().fingerprint, made=1, created=5)
    forged = parcel.carried_file(LABELS, origin, carrier.key, owner.sealed(owner.outbox))

    taken = courier.Taken.parse((await send(browser, carrier, forged)).content)

    assert (taken.accepted, taken.back) == (0, b"")
    assert await Visit.all().count() == 0


@pytest.mark.parametrize("who", ["khoa", "clerk"])
async def test_somebody_signed_in_hands_in_by_a_form_a_file_or_what_a_code_held(
    huoi_co: World, browser_of: Any, who: str
) -> None:
    from base64 import urlsafe_b64encode

    owner, _ = await ready(huoi_co)
    browser = await browser_of(getattr(huoi_co, who))
    owner.write(1, huoi_co.an.id, [1])
    code = urlsafe_b64encode(saved(owner)).rstrip(b"=").decode()
    await browser.get("/carry")

    linked = await browser.send_form("/carry", {"code": code})
    filed = await browser.send_form("/carry", files=[("file", ("dan.gandan", saved(owner)))])
    nothing = await browser.send_form("/carry", {"code": "!"})

    assert (linked.status_code, filed.status_code, nothing.status_code) == (200, 200, 422)
    assert "Hãy chọn tệp trước." in (await browser.send_form("/carry")).text
    assert "Mới: 1. Đã có: 0." in linked.text
    assert "Mới: 0. Đã có: 1." in filed.text
    for_the_office = huoi_co.dan.full_name in linked.text and "/return" in linked.text
    assert for_the_office == (who == "clerk")
    carried = await Carriage.all().order_by("received_at").first()
    assert carried and carried.by_phone == (who == "khoa")
