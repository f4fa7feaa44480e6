"""A copied phone that writes nothing and only reads: told to the office, which closes it; honest phones raise no word."""

from copy import deepcopy
from typing import Any

import pytest

from sync import parcel
from sync.envelope import to_text
from tests.office.numbers import said
from tests.support.phone import Phone, enrolled, post
from tests.support.world import World
from webapp.accounts.models import READ_TWICE, Device

WORDS = "Máy của Lô Văn Dần có thể"
ADVICE = "hai máy cùng đọc"


@pytest.fixture
async def phone(huoi_co: World, browser_of: Any) -> Phone:
    phone = await enrolled(huoi_co.dan)
    for _ in range(3):
        await phone.exchange(await browser_of(None))
    return phone


async def noted(phone: Phone) -> bool:
    return READ_TWICE in (await Device.get(id=to_text(phone.device))).report


async def test_two_phones_that_read_with_one_key_are_told_to_the_office(
    huoi_co: World, phone: Phone, browser_of: Any
) -> None:
    air, clerk, copy = await browser_of(None), await browser_of(huoi_co.clerk), deepcopy(phone)
    await phone.exchange(air)
    assert WORDS not in await said(clerk, "/arrivals")

    assert not (await copy.exchange(air)).pages

    path = f"/phones/{to_text(phone.device)}"
    first = await said(clerk, "/arrivals")
    assert WORDS in first and ADVICE in first and path in (await clerk.get("/arrivals")).text
    assert ADVICE in await said(clerk, "/phones") and ADVICE in await said(
        await browser_of(huoi_co.khoa), path
    )
    assert (await Device.get()).revoked_at is None


@pytest.mark.parametrize("ahead", [1, 7, 25])
async def test_also_when_the_copy_is_behind_and_after_honest_contacts(
    phone: Phone, browser_of: Any, ahead: int
) -> None:
    air, copy = await browser_of(None), deepcopy(phone)
    for _ in range(ahead):
        await phone.exchange(air)

    await copy.exchange(air)
    await phone.exchange(air)

    assert await noted(phone), "it stays: the office has to look at it"


async def test_a_copy_that_is_ahead_is_found_when_the_true_phone_comes(phone: Phone, browser_of: Any) -> None:
    air, copy = await browser_of(None), deepcopy(phone)
    for _ in range(3):
        await copy.exchange(air)
    assert not await noted(phone)

    await phone.exchange(air)

    assert await noted(phone)


async def test_the_word_is_gone_once_the_phone_is_closed(
    huoi_co: World, phone: Phone, browser_of: Any
) -> None:
    air, clerk, copy = await browser_of(None), await browser_of(huoi_co.clerk), deepcopy(phone)
    await phone.exchange(air)
    await copy.exchange(air)

    await clerk.send_form(f"/phones/{to_text(phone.device)}/closing", {"reason": "cloned", "note": ""})

    for path in ("/arrivals", "/phones", f"/phones/{to_text(phone.device)}"):
        shown = await said(clerk, path)
        assert ADVICE not in shown
        assert "hai máy dùng chung" in shown, "no two records came under one number"


async def test_the_same_request_again_is_no_second_phone(phone: Phone, browser_of: Any) -> None:
    air = await browser_of(None)
    hello, body = phone.request([])
    for _ in range(3):
        answer = await post(air, body)
    phone.take(hello, answer.content)
    await phone.exchange(air)
    await post(air, body)

    assert not await noted(phone)


async def test_lost_answers_and_a_phone_that_locks_are_no_second_phone(phone: Phone, browser_of: Any) -> None:
    air = await browser_of(None)
    for locked in (False, True, False, True, True, False):
        phone.locked = locked
        await post(air, phone.request([])[1])
    await phone.exchange(air)

    assert not await noted(phone)


async def test_a_request_that_was_long_on_its_way_is_no_second_phone(phone: Phone, browser_of: Any) -> None:
    air = await browser_of(None)
    slow, body = phone.request([])
    await phone.exchange(air)

    answer = await post(air, body)

    assert not parcel.read_answer(answer.content, nonce=slow.nonce).pages
    assert not await noted(phone)


async def test_an_old_request_that_was_heard_on_the_way_accuses_no_phone(
    phone: Phone, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long after the office has forgotten its nonce: the time under its signature gives it away."""
    air = await browser_of(None)
    heard = [phone.request([])[1] for _ in range(2)]
    await post(air, heard[0])
    for ahead in range(1, 25):
        phone.ahead = ahead
        await phone.exchange(air)

    for body in heard * 2:
        await post(air, body)

    assert not await noted(phone)


@pytest.mark.parametrize("turn", [0, 2**53 - 2])
async def test_a_turn_that_is_passed_over_is_said_and_mended(
    phone: Phone, browser_of: Any, turn: int
) -> None:
    """Without a word it looks like "nothing new", and a turn that a thief said would end all reading."""
    air = await browser_of(None)
    last = phone.turn
    phone.turn = turn

    reply = await phone.exchange(air)

    assert (reply.last_turn, reply.pages) == (last, {})
    phone.turn = reply.last_turn or 0
    assert (await phone.exchange(air)).last_turn is None
    assert (await Device.get()).turn == last + 1
