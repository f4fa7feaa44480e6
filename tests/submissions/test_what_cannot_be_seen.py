"""What nobody sees in a text is taken out, whichever way it came; what is honest is never refused for it."""

from typing import Any

import pytest

from tests.support.phone import enrolled
from tests.support.world import World
from webapp.households.details.models import HouseholdChange
from webapp.register.models import Household
from webapp.submissions.intake.rebuild import rebuild_from_log
from webapp.visits.models import Visit

UNSEEN = (
    "\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u206a\ufeff\U000e0041\U000e0001\uffff\ufffe\ufdd0\U0001ffff\U0010ffff\u00ad"
    "\u034f\u061c\u115f\u1160\u3164\uffa0\u180e\u2800\u17b4\ufe0f\U000e0100\ufff9\ufffc\U0001d173\ue000\uf8ff\U000f0000"
)
SPACES = "\u00a0\u3000\u2028\u2029"


async def test_a_note_is_kept_without_it_and_the_register_is_made_again_alike(
    huoi_co: World, browser_of: Any
) -> None:
    phone, home = await enrolled(huoi_co.dan), huoi_co.an.id
    for sign in UNSEEN + SPACES:
        phone.write(1, home, [1, None, None, f"dột{sign}nát"])
    phone.write(1, home, [1, None, None, "Z" + "\u0335" * 200 + " sửa mái 🏠"])

    await phone.exchange(await browser_of(None))

    assert {(one.status, one.code) for one in phone.receipts.values()} == {(1, "")}
    assert set(await Visit.all().values_list("note", flat=True)) == {
        "dộtnát",
        "dột nát",
        "dột\nnát",
        "Z\u0335\u0335\u0335 sửa mái 🏠",
    }
    assert await rebuild_from_log(check=True) == 0


async def test_a_name_and_a_number_pasted_with_it_are_taken_without(huoi_co: World, browser_of: Any) -> None:
    phone, home = await enrolled(huoi_co.dan), huoi_co.an.id
    values: list[Any] = [
        None,
        None,
        None,
        "\u200b0987\u00a0654\u200b321\ufeff",
        *[None] * 5,
        "Vi\u200b Thị\u00a0 Hoa\ufeff",
    ]
    phone.write(3, home, [*values, (await Household.get(id=home)).head_name])

    await phone.exchange(await browser_of(None))

    assert (phone.receipts[1].status, phone.receipts[1].code) == (1, "")
    written = {row.field: row.value for row in await HouseholdChange.all()}
    assert written == {"head_phone": "0987654321", "head_name": "Vi Thị Hoa"}


@pytest.mark.parametrize(
    "name", [" ", "   ", "\u00a0", "\n\n", "\u200b", "\u2800\u3164", "\ue000\ue000", "A\u200b"]
)
async def test_a_name_of_nothing_that_is_seen_is_none(huoi_co: World, browser_of: Any, name: str) -> None:
    phone = await enrolled(huoi_co.dan)
    phone.write(3, huoi_co.an.id, [*[None] * 9, name])

    await phone.exchange(await browser_of(None))

    assert (phone.receipts[1].status, phone.receipts[1].code) == (3, "form")
    assert not await HouseholdChange.exists()
