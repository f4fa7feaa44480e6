"""What goes back to a phone by a courier's hand, and who can open it."""

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sync import parcel, returns, seal
from sync.envelope import to_text
from tests.outbox.test_carried_file import saved
from tests.outbox.test_many_files import hand_in
from tests.phone import Phone, enrolled, post
from tests.world import World
from webapp import keys
from webapp.accounts.models import Device
from webapp.outbox.bundle import write_return
from webapp.outbox.carried import Carrier, take_in


async def tell(phone: Phone, browser: Any, key: bytes) -> None:
    """As the phone's first exchange does."""
    told = urlsafe_b64encode(key).rstrip(b"=").decode()
    hello = replace(phone.hello(), extras={"rk": told, "nopages": 1})
    assert (await post(browser, phone.request([], hello)[1])).status_code == 200


async def ready(world: World, browser_of: Any) -> tuple[Phone, seal.ReceiveKey]:
    phone, key = await enrolled(world.dan), seal.ReceiveKey.generate()
    await tell(phone, await browser_of(None), key.public)
    return phone, key


def read(content: bytes, phone: Phone, key: seal.ReceiveKey) -> parcel.Reply:
    answer = returns.open_return(content, office=phone.office, device=phone.device, key=key)
    return parcel.read_answer(answer, nonce=returns.NONCE)


async def fetch(clerk: Any, phone: Phone) -> Any:
    return await clerk.send_form(f"/arrivals/{to_text(phone.device)}/return")


async def test_receipts_and_pages_go_back_by_the_same_road(huoi_co: World, browser_of: Any) -> None:
    phone, key = await ready(huoi_co, browser_of)
    clerk = await browser_of(huoi_co.clerk)
    phone.write(1, huoi_co.an.id, [1, [1], 0, "Bằng thuyền"])
    phone.write(1, huoi_co.far.id, [1])
    report = await hand_in(clerk, ("dan.gandan", saved(phone)))

    assert f"/arrivals/{to_text(phone.device)}/return" in report.text
    answer = await fetch(clerk, phone)
    reply = read(answer.content, phone, key)

    assert answer.headers["content-disposition"].startswith('attachment; filename="gandan-tra-')
    assert [(row.seq, row.status, row.code) for row in reply.receipts] == [(1, 1, ""), (2, 3, "scope")]
    assert reply.welcome.replace and not reply.welcome.wipe
    assert f"/households/{huoi_co.an.id}" in reply.pages
    assert f"/households/{huoi_co.far.id}" not in reply.pages
    assert "Bằng thuyền".encode() not in answer.content


async def test_after_it_the_phone_is_sent_only_what_changed_since(huoi_co: World, browser_of: Any) -> None:
    phone, key = await ready(huoi_co, browser_of)
    reply = read((await fetch(await browser_of(huoi_co.clerk), phone)).content, phone, key)
    assert reply.manifest
    phone.manifest, phone.pages = reply.manifest, dict(reply.pages)

    assert not (await phone.exchange(await browser_of(None))).pages


async def test_the_first_key_that_a_phone_tells_stays(huoi_co: World, browser_of: Any) -> None:
    phone, key = await ready(huoi_co, browser_of)
    browser = await browser_of(None)
    await tell(phone, browser, seal.ReceiveKey.generate().public)
    await tell(phone, browser, b"\x04" + bytes(64))

    device = await Device.get(id=to_text(phone.device))
    assert bytes(device.receive_key or b"") == key.public


@pytest.mark.parametrize("told", ["", "?", "AAAA", 7, None, "BB" * 600, "\u00e9"])
async def test_what_is_no_key_is_not_kept(huoi_co: World, browser_of: Any, told: Any) -> None:
    phone = await enrolled(huoi_co.dan)
    hello = replace(phone.hello(), extras={"rk": told, "nopages": 1})

    assert (await post(await browser_of(None), phone.request([], hello)[1])).status_code == 200
    assert (await Device.get(id=to_text(phone.device))).receive_key is None


async def test_a_phone_that_told_no_key_is_answered_in_words(huoi_co: World, browser_of: Any) -> None:
    phone, clerk = await enrolled(huoi_co.dan), await browser_of(huoi_co.clerk)
    phone.write(1, huoi_co.an.id, [1])

    report, answer = await hand_in(clerk, ("a.gandan", saved(phone))), await fetch(clerk, phone)

    assert "/return" not in report.text
    assert (answer.status_code, "khi có sóng lần sau" in answer.text) == (422, True)


async def test_a_closed_phone_gets_its_receipts_no_page_and_the_word_to_wipe(
    huoi_co: World, browser_of: Any
) -> None:
    phone, key = await ready(huoi_co, browser_of)
    phone.write(1, huoi_co.an.id, [1])
    await take_in(Carrier(huoi_co.commune.id, "x"), "a", saved(phone))
    await Device.filter(id=to_text(phone.device)).update(revoked_at=datetime.now(UTC), revoked_for="lost")

    reply = read((await fetch(await browser_of(huoi_co.clerk), phone)).content, phone, key)

    assert reply.welcome.wipe and not reply.pages and reply.manifest is None
    assert [row.status for row in reply.receipts] == [1]


async def test_only_the_office_makes_one_and_only_for_phones_of_its_commune(
    huoi_co: World, browser_of: Any
) -> None:
    phone, _ = await ready(huoi_co, browser_of)
    await Device.filter(id=to_text(phone.device)).update(commune="AAAAAAAAAAA")

    assert (await fetch(await browser_of(huoi_co.clerk), phone)).status_code == 404
    assert (await fetch(await browser_of(huoi_co.dan), phone)).status_code == 403


async def test_the_command_writes_the_same_file(
    huoi_co: World, browser_of: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    phone, key = await ready(huoi_co, browser_of)
    untold = await enrolled(huoi_co.khoa)
    path = tmp_path / "tra.gandan"

    done = await write_return(to_text(phone.device), path)
    refused = [await write_return(name, path) for name in (to_text(untold.device), "AAAAAAAAAAA")]

    assert (done, refused) == (0, [1, 1])
    assert "/" in read(path.read_bytes(), phone, key).pages
    assert "next contact" in capsys.readouterr().err
    assert keys.office().fingerprint == returns.Head.parse(path.read_bytes()).office
