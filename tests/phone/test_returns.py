"""What goes back to a phone by a courier's hand, and who can open it."""

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sync import returns, seal
from sync.envelope import to_text
from tests.phone.carried_file import saved
from tests.phone.many_files import hand_in
from tests.phone.returns import fetch, read, ready
from tests.support.phone import enrolled, post
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.core import keys
from webapp.phone.carried_files import Carrier, import_carried_file
from webapp.phone.commands import write_return


async def test_receipts_and_pages_go_back_by_the_same_road(huoi_co: World, browser_of: Any) -> None:
    phone, key = await ready(huoi_co)
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
    phone, key = await ready(huoi_co)
    reply = read((await fetch(await browser_of(huoi_co.clerk), phone)).content, phone, key)
    assert reply.manifest
    phone.manifest, phone.pages = reply.manifest, dict(reply.pages)

    assert not (await phone.exchange(await browser_of(None))).pages


async def test_the_key_of_enrolment_stays_whatever_an_exchange_tells(huoi_co: World, browser_of: Any) -> None:
    """Who has only the key that speaks must not be able to have answers sealed for himself."""
    phone, key = await ready(huoi_co)
    mine = urlsafe_b64encode(seal.ReceiveKey.generate().public).rstrip(b"=").decode()
    untold = await enrolled(huoi_co.khoa)
    await Device.filter(id=to_text(untold.device)).update(receive_key=None)

    for one in (phone, untold):
        hello = replace(one.hello(), extras={"rk": mine, "nopages": 1})
        assert (await post(await browser_of(None), one.request([], hello)[1])).status_code == 200

    assert bytes((await Device.get(id=to_text(phone.device))).receive_key or b"") == key.public
    assert (await Device.get(id=to_text(untold.device))).receive_key is None


async def test_no_file_brings_the_share_back(huoi_co: World, browser_of: Any) -> None:
    phone, key = await ready(huoi_co)

    reply = read((await fetch(await browser_of(huoi_co.clerk), phone)).content, phone, key)

    assert reply.pages and not reply.share


async def test_a_phone_of_an_earlier_release_is_answered_in_words(huoi_co: World, browser_of: Any) -> None:
    phone, clerk = await enrolled(huoi_co.dan), await browser_of(huoi_co.clerk)
    await Device.filter(id=to_text(phone.device)).update(receive_key=None)
    phone.write(1, huoi_co.an.id, [1])

    report, answer = await hand_in(clerk, ("a.gandan", saved(phone))), await fetch(clerk, phone)

    assert "/return" not in report.text
    assert (answer.status_code, "giấy mới" in answer.text) == (422, True)


async def test_a_closed_phone_gets_its_receipts_no_page_and_the_word_to_wipe(
    huoi_co: World, browser_of: Any
) -> None:
    phone, key = await ready(huoi_co)
    phone.write(1, huoi_co.an.id, [1])
    await import_carried_file(Carrier(huoi_co.commune.id, "x"), "a", saved(phone))
    await Device.filter(id=to_text(phone.device)).update(revoked_at=datetime.now(UTC), revoked_for="lost")

    reply = read((await fetch(await browser_of(huoi_co.clerk), phone)).content, phone, key)

    assert reply.welcome.wipe and not reply.pages and reply.manifest is None
    assert [row.status for row in reply.receipts] == [1]


async def test_only_the_office_makes_one_and_only_for_phones_of_its_commune(
    huoi_co: World, browser_of: Any
) -> None:
    phone, _ = await ready(huoi_co)
    await Device.filter(id=to_text(phone.device)).update(commune="AAAAAAAAAAA")

    assert (await fetch(await browser_of(huoi_co.clerk), phone)).status_code == 404
    assert (await fetch(await browser_of(huoi_co.dan), phone)).status_code == 403


async def test_the_command_writes_the_same_file(
    huoi_co: World, browser_of: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    phone, key = await ready(huoi_co)
    untold = await enrolled(huoi_co.khoa)
    await Device.filter(id=to_text(untold.device)).update(receive_key=None)
    path = tmp_path / "tra.gandan"

    done = await write_return(to_text(phone.device), path)
    refused = [await write_return(name, path) for name in (to_text(untold.device), "AAAAAAAAAAA")]

    assert (done, refused) == (0, [1, 1])
    assert "/" in read(path.read_bytes(), phone, key).pages
    assert "new slip" in capsys.readouterr().err
    assert keys.office_key().fingerprint == returns.Head.parse(path.read_bytes()).office
