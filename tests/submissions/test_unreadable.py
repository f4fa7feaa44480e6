"""Records whose bytes break the format: refused, counted on the first page, and read where the others are."""

import json

import pytest

from sync.envelope import Submission
from tests.office.numbers import said, send
from tests.phone.long_history import rows_read
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.concerns.models import Concern
from webapp.submissions.models import StoredSubmission

pytestmark = pytest.mark.both


def bytes_of(phone: Phone, house: str, note: object) -> bytes:
    parts = [2, 1, phone.clock(), 0, house, [1, 2, note, None, None, 1]]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    ("note", "seen", "code"),
    [
        ("Ma\u0301i nha\u0300 do\u0323\u0302t", "Mái nhà dột", "format"),
        ("Mái \u202enhà dột", "Mái nhà dột", "format"),
        ("Mái \u0085nhà dột", "Mái nhà dột", "format"),
        ("Mái nhà dột" + " rất to" * 700, "Mái nhà dột rất to", "size"),
        (1.5, "1.5", "format"),
    ],
)
async def test_what_was_refused_for_its_bytes_is_read_in_the_tray_until_somebody_has_looked_at_it(
    huoi_co: World, browser_of, note: object, seen: str, code: str
) -> None:
    phone, clerk = await enrolled(huoi_co.dan), await browser_of(huoi_co.clerk)
    body = bytes_of(phone, huoi_co.an.id, note)
    told = await send(await browser_of(None), phone, [Submission(phone.device, 1, body)], made=1)
    assert told == {1: (4, code)}

    assert "1 phiếu đã giữ" in await said(clerk, "/arrivals")
    tray = (await clerk.get("/put-aside")).text
    assert "Lô Văn Dần" in tray and seen in tray and "chưa biết" not in tray
    row = await StoredSubmission.get()
    sent = {
        "targets": f"{row.device_id}.1.{row.digest[:12]}",
        "verdict": "reject",
        "reason": "Đã gọi",
        "op": "a",
    }
    assert (await clerk.send_form("/put-aside", sent | {"verdict": "admit"})).status_code == 422
    assert (await clerk.send_form("/put-aside", sent)).status_code == 303

    assert "Lô Văn Dần" not in await said(clerk, "/put-aside")
    row = await StoredSubmission.get(device_id=row.device_id)
    assert (bytes(row.body), row.status, row.code) == (body, 4, code)
    assert await Concern.all().count() == 0


@pytest.mark.parametrize(
    "body", [b"{", b"[" * 5000, b"\xff", b"[1,1,1,0]", b'{"a":1}', b"[1,1,5,0,{},{}]", b"[99,1,5,0,7,[]]"]
)
async def test_bytes_that_are_nothing_are_listed_all_the_same(
    huoi_co: World, browser_of, body: bytes
) -> None:
    phone, clerk = await enrolled(huoi_co.dan), await browser_of(huoi_co.clerk)

    assert await send(await browser_of(None), phone, [Submission(phone.device, 1, body)], made=1) == {
        1: (4, "format")
    }
    assert "Lô Văn Dần" in await said(clerk, "/put-aside")


async def test_the_phone_the_first_page_and_the_tray_say_the_same_number(huoi_co: World, browser_of) -> None:
    phone, air, clerk = await enrolled(huoi_co.dan), await browser_of(None), await browser_of(huoi_co.clerk)
    await send(air, phone, [Submission(phone.device, seq, b"{") for seq in (1, 2)], made=2)
    too_long = bytes_of(phone, huoi_co.an.id, "Mái nhà dột" + " rất to" * 700)
    foreign = bytes_of(phone, "AAAAAAAAAAE", "Không phải hộ mình")
    await send(
        air, phone, [Submission(phone.device, 3, too_long), Submission(phone.device, 4, foreign)], made=4
    )
    id_ = (await StoredSubmission.first()).device_id  # type: ignore[union-attr]

    first = await said(clerk, "/arrivals")
    assert "4 phiếu đã giữ" in first and "4 phiếu cần xem" in first
    assert "4 phiếu để riêng, chờ xem" in await said(clerk, f"/phones/{id_}")
    tray = (await clerk.get("/put-aside")).text
    assert tray.count('name="targets"') == 4


async def test_the_tray_loads_no_more_of_them_than_it_shows(huoi_co: World, browser_of) -> None:
    phone, air, clerk = await enrolled(huoi_co.dan), await browser_of(None), await browser_of(huoi_co.clerk)
    await send(air, phone, [Submission(phone.device, seq, b"{%d" % seq) for seq in range(1, 71)], made=70)

    with rows_read() as read:
        tray = (await clerk.get("/put-aside")).text

    assert tray.count('name="targets"') == 50 and "(70)" in tray
    assert "Còn 20 phiếu nữa" in tray
    assert max(read, default=0) <= 50
