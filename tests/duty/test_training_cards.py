"""Why members take charge of households, and what they learn of it: five short cards, read with or without signal."""

from typing import Any

import pytest

from tests.support.phone import enrolled
from tests.support.world import World
from webapp.duty.cards import CARDS
from webapp.duty.models import CardRead
from webapp.submissions.intake.rebuild import rebuild_from_log

CARD_READ = 24
BUTTON = "Tôi đã đọc"


async def test_a_card_is_read_online_and_without_signal_alike(huoi_co: World, browser_of: Any) -> None:
    dan, air, phone = await browser_of(huoi_co.dan), await browser_of(None), await enrolled(huoi_co.dan)
    await phone.exchange(air)
    assert BUTTON in phone.pages["/duty/cards/2"].decode()

    phone.write(CARD_READ, "", [2, 1])
    await phone.exchange(air)
    for _ in range(2):
        answer = await dan.send_form("/duty/cards/1", {"version": "1", "op": "one"})

    rows = {(row.card, row.version, row.member_id) for row in await CardRead.all()}
    assert rows == {(1, 1, huoi_co.dan.id), (2, 1, huoi_co.dan.id)} and await CardRead.all().count() == 2
    assert BUTTON not in (await dan.get(answer.headers["location"])).text
    assert BUTTON not in phone.pages["/duty/cards/2"].decode()
    assert (await dan.get("/duty/cards")).text.count("đã đọc") == 2
    assert await rebuild_from_log(check=True) == 0


async def test_one_that_changed_is_to_be_read_again(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dan = await browser_of(huoi_co.dan)
    await dan.send_form("/duty/cards/1", {"version": "9", "op": "one"})

    assert BUTTON in (await dan.get("/duty/cards/1")).text
    assert (await dan.send_form("/duty/cards/1", {"version": "x"})).status_code == 422


async def test_nobody_else_reads_them_for_a_member(huoi_co: World, browser_of: Any) -> None:
    dan, clerk = await browser_of(huoi_co.dan), await browser_of(huoi_co.clerk)

    assert (await clerk.get("/duty/cards/1")).status_code == 403
    assert (await clerk.send_form("/duty/cards/1", {"version": "1"})).status_code == 403
    assert [(await dan.get(f"/duty/cards/{number}")).status_code for number in (0, 6)] == [404, 404]
    assert not await CardRead.exists()


async def test_cards_are_short_and_purpose_and_cards_are_on_the_phone(
    huoi_co: World, browser_of: Any
) -> None:
    phone, air = await enrolled(huoi_co.dan), await browser_of(None)
    phone.extras = {"first": 1}
    await phone.exchange(air)
    assert "/duty/cards" not in phone.pages
    phone.extras = {}
    await phone.exchange(air)

    assert "Gia đình được làm gì" in phone.pages["/duty/purpose"].decode()
    assert 'href="/duty/purpose"' in phone.pages["/duty"].decode()
    assert len(CARDS) == 5
    assert all(len(phone.pages[f"/duty/cards/{card.number}"]) <= 3_000 for card in CARDS)
    office = await browser_of(huoi_co.clerk)
    assert "Gia đình được làm gì" in (await office.get("/duty/purpose")).text
