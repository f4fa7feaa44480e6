"""A phone is sent only what is its person's at that moment, and what went to other hands is gone after the next contact."""

import os
import random
from typing import Any

import pytest

from tests.support.oracle import Rows
from tests.support.permissions import CODE, MEMBERS, change_something, grow
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.concerns.models import Concern
from webapp.core.calendar import today
from webapp.people.models import Member
from webapp.register.charge_models import Assignment, GroupPlace

ROUNDS = int(os.environ.get("GANDAN_FUZZ", "1000")) // 25


def household_of(path: str) -> str:
    return path.split("/")[2] if path.startswith("/households/") else ""


async def check(rows: Rows, member: Member, sent: dict[str, bytes], held: dict[str, bytes]) -> None:
    care, visible = rows.care(member), rows.visible(member)
    codes = {home.code for home in rows.households if home.id in visible}
    assert {household_of(path) for path in sent} - {""} <= care
    assert {household_of(path) for path in held} - {""} == care
    for path, content in held.items():
        assert set(CODE.findall(content.decode())) <= codes, path
    slips = [one.receipt_code for one in await Concern.all() if not rows.sees(member, one)]
    own = b"\n".join(content for path, content in held.items() if path == "/concerns")
    assert not [slip for slip in slips if slip.encode() in own]


@pytest.mark.parametrize("seed", [7])
async def test_every_byte_of_a_pack_belongs_to_its_person_now(
    huoi_co: World, browser_of: Any, seed: int
) -> None:
    """T-36: I7 for packs; assignments, groups, branches and days change between any two contacts."""
    dice, browser = random.Random(seed), await browser_of(None)
    await grow(huoi_co, dice)
    phones = {name: await enrolled(getattr(huoi_co, name)) for name in MEMBERS}
    lost = 0
    for _ in range(ROUNDS):
        for _ in range(dice.randint(1, 4)):
            await change_something(huoi_co, dice)
        name = dice.choice(MEMBERS)
        before = {household_of(path) for path in phones[name].pages}

        reply = await phones[name].exchange(browser, [])

        held = phones[name].pages
        lost += len(before - {household_of(path) for path in held})
        await check(await Rows.now(), getattr(huoi_co, name), reply.pages, held)
    assert lost > 2


async def test_a_household_lost_today_is_gone_at_the_next_contact(huoi_co: World, browser_of: Any) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(browser)
    assert len([path for path in phone.pages if huoi_co.an.id in path]) == 5
    place = await GroupPlace.get(household_id=huoi_co.an.id)
    await GroupPlace.filter(id=place.id).update(valid_to=today().replace(year=2020))

    reply = await phone.exchange(browser)

    assert len([path for path in reply.dropped if huoi_co.an.id in path]) == 5
    assert not [path for path, content in phone.pages.items() if "HC-001" in path + content.decode()]
    assert [path for path in phone.pages if huoi_co.bao.id in path]


async def test_an_answer_that_was_lost_leaves_nothing_behind_for_long(
    huoi_co: World, browser_of: Any
) -> None:
    """The office does not know whether the phone has what it sent; the next answer is right all the same."""
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(browser)
    kept, name = dict(phone.pages), phone.manifest
    await Assignment.filter(member_id=huoi_co.dan.id).update(valid_to=today().replace(year=2020))
    await phone.exchange(browser)
    phone.pages, phone.manifest = kept, name  # that answer never came

    await phone.exchange(browser)

    assert not [path for path in phone.pages if household_of(path)]
