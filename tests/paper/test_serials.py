"""The serial of a printed form: read back however it is written, not to be guessed, and silent when it is wrong."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.paper.grid import row, sheets, typed
from tests.support.browsing import wrong_fields
from tests.support.world import World
from webapp.accounts.sign_in.signed_in import member_person
from webapp.paper import serial_throttle
from webapp.paper.models import VisitSheet
from webapp.paper.serials import ALPHABET, as_printed, read_serial, serial_of
from webapp.people.models import PartyOrg
from webapp.visits.models import Visit

pytestmark = pytest.mark.both

numbers = st.integers(min_value=1000, max_value=99_999_999)


@given(numbers)
def test_what_is_printed_is_read_back_in_every_spelling(number: int) -> None:
    serial = serial_of(b"a key", "commune", number)
    printed = as_printed(serial)

    assert (
        read_serial(printed)
        == read_serial(printed.lower())
        == read_serial(f" {serial[:3]} {serial[3:]}")
        == serial
    )
    assert read_serial(printed.replace("0", "O").replace("1", "l")) == serial


def test_it_follows_from_the_offices_key_alone() -> None:
    some = {serial_of(b"a key", "commune", number) for number in range(1000, 6000)}

    assert len(some) == 5000 and all(len(one) == 8 for one in some)
    assert not some & {serial_of(b"another key", "commune", number) for number in range(1000, 6000)}
    for place in range(8):
        assert {one[place] for one in some} == set(ALPHABET), "every letter is drawn from all 32"


def test_no_sign_is_like_another() -> None:
    assert len(set(ALPHABET)) == 32 and not set("OIL") & set(ALPHABET)


@pytest.mark.parametrize(
    "typed_in", ["", "7", "1000-8", "ABCD-EFG", "ABCD-EFGHJ", "HC-001", "ÀBCD-EFGH", "ABCD-EFG*"]
)
def test_anything_else_is_no_serial(typed_in: str) -> None:
    assert read_serial(typed_in) == ""


async def of_another_branch(world: World, browser_of: Any) -> VisitSheet:
    [sheet] = await sheets(browser_of, world, house=world.an.id)
    branch = await PartyOrg.create(
        unit=world.other_hamlet,
        kind="branch",
        branch_kind="hamlet",
        name="Chi bộ Bản Xàn",
        commune=world.commune.id,
    )
    await VisitSheet.filter(id=sheet.id).update(branch_id=branch.id)
    return sheet


async def test_a_wrong_one_says_nothing_about_any_form(huoi_co: World, browser_of: Any) -> None:
    sheet, browser = await of_another_branch(huoi_co, browser_of), await browser_of(huoi_co.en)
    [used] = await sheets(browser_of, huoi_co, house=huoi_co.bao.id)
    await typed(await browser_of(huoi_co.clerk), row(0, used))

    said = set()
    for serial in (sheet.printed, "WXYZ-WXYZ", "1000-8", str(used.number), "??"):
        asked = await browser.send_form("/paper/serials/0", {"serial-0": serial})
        told = await typed(browser, row(0, serial))
        assert told.status_code == 422 and wrong_fields(told) == ["serial-0"]
        said.add((asked.text.strip(), *re.findall(r'<a href="#serial-0">Dòng 1: ([^<]+)<', told.text)))

    [(beside, above)] = said
    assert beside == f'<span class="msg">{above}</span>'


async def test_who_is_wrong_too_often_waits_even_with_a_right_one(huoi_co: World, browser_of: Any) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)
    browser = await browser_of(huoi_co.en)
    for n in range(serial_throttle.MOST):
        await browser.send_form("/paper/serials/0", {"serial-0": f"WXYZ-WX{n:02d}"})

    answer = await typed(browser, row(0, sheet))

    assert answer.status_code == 422 and wrong_fields(answer) == ["serial-0"]
    assert not await Visit.exists()
    assert (await typed(await browser_of(huoi_co.khoa), row(0, sheet))).status_code == 303, "others go on"


async def test_whoever_holds_the_paper_types_it_and_opens_no_page_of_the_household(
    huoi_co: World, browser_of: Any
) -> None:
    [sheet, other] = await sheets(browser_of, huoi_co, house=[huoi_co.an.id, huoi_co.bao.id])
    browser = await browser_of(huoi_co.en)
    assert not (await member_person(huoi_co.en)).branch_id

    answer = await typed(browser, row(0, sheet, need="1"), row(1, other, met="9"))

    assert f"{sheet.printed} · HC-001 · Lô Văn Dần" in answer.text
    assert "/concerns/new" not in answer.text and "Moong Thị An" not in answer.text
    own = await typed(await browser_of(huoi_co.dan), row(0, other, need="1"), row(1, "x"))
    assert f"/households/{huoi_co.bao.id}/concerns/new" in own.text


@pytest.mark.parametrize(
    ("who", "category", "status"),
    [
        ("clerk", "14", 422), ("khoa", "14", 422), ("en", "9", 422), ("clerk", "9", 422),
        ("dan", "14", 303), ("secretary", "14", 303), ("secretary", "9", 303), ("clerk", "7", 303),
    ],
)  # fmt: skip
async def test_conduct_and_disputes_are_typed_by_the_doer_or_the_secretary_of_the_commune(
    huoi_co: World, browser_of: Any, who: str, category: str, status: int
) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)

    answer = await typed(
        await browser_of(getattr(huoi_co, who)), row(0, sheet, concern=f"{category} 2 1", brief="Chờ ba buổi")
    )

    assert answer.status_code == status, answer.text
    assert await Visit.exists() is (status == 303), "all of the row or nothing"
    if status == 422:
        assert "chỉ Lô Văn Dần hoặc bí thư" in answer.text and "Chờ ba buổi" in answer.text
