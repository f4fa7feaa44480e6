"""Typing in visits from paper: for whoever went there, once, good rows although others are wrong."""

import re
from datetime import date
from typing import Any

import pytest

from tests.paper.grid import DAY, SAME, row, sheets, typed
from tests.support.browsing import wrong_fields
from tests.support.world import World
from tests.support.written import columns
from webapp.core.calendar import today
from webapp.paper.lines import read_paper_day
from webapp.paper.models import SheetState, VisitSheet
from webapp.register.models import Consent
from webapp.submissions.intake.rebuild import projections_checksum, replay_log
from webapp.submissions.models import StoredSubmission
from webapp.visits.kinds import VISIT
from webapp.visits.models import Met, Visit


@pytest.mark.parametrize("who", ["clerk", "khoa", "en"])
async def test_it_counts_for_who_went_and_who_typed_it_is_kept_too(
    huoi_co: World, browser_of: Any, who: str
) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)
    typist = getattr(huoi_co, who)
    browser = await browser_of(typist)

    answer = await typed(browser, row(0, sheet, code="hc1", did="15", need="1", note="Cần giấy khai sinh"))

    name = getattr(typist, "full_name", "") or typist.name
    visit = await Visit.get()
    assert answer.status_code == 303, answer.text
    assert columns(visit, *SAME) == (
        huoi_co.an.id, huoi_co.dan.id, "Lô Văn Dần", DAY, Met.AT_HOME, [1, 5], True, "Cần giấy khai sinh",
        huoi_co.commune.id,
    )  # fmt: skip
    assert visit.typed_by_name == name
    said = await StoredSubmission.get(kind=VISIT.code)
    assert (said.author, said.author_name) == (typist.id, name)
    await sheet.refresh_from_db()
    assert columns(sheet, "state", "typed_by_name", "visit") == (SheetState.TYPED, name, visit.id)
    page = (await (await browser_of(huoi_co.dan)).get(f"/households/{huoi_co.an.id}")).text
    assert f"Lô Văn Dần · {name} ghi giúp" in page
    told = (await browser.get(answer.headers["location"])).text
    assert "đã ghi 1 lần thăm" in told


async def test_it_is_the_same_row_as_when_the_member_had_written_it(huoi_co: World, browser_of: Any) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)
    sent = {"met": "1", "did": ["1", "5"], "need": "1", "note": "Ống nước", "on": DAY.isoformat()}
    await (await browser_of(huoi_co.dan)).send_form(f"/households/{huoi_co.an.id}/visits", sent)
    own = await Visit.get()

    await typed(await browser_of(huoi_co.clerk), row(0, sheet, did="1 5", need="1", note="Ống nước"))

    other = await Visit.get(id__not=own.id)
    assert columns(other, *SAME) == columns(own, *SAME)
    assert (own.typed_by_name, other.typed_by_name) == (None, "Hà Thị Ơn")


async def test_a_member_who_types_in_the_own_form_helped_nobody(huoi_co: World, browser_of: Any) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)

    await typed(await browser_of(huoi_co.dan), row(0, sheet))

    assert columns(await Visit.get(), "by_name", "typed_by_name") == ("Lô Văn Dần", None)


async def test_good_rows_are_saved_and_wrong_ones_keep_their_words(huoi_co: World, browser_of: Any) -> None:
    one, two, three = await sheets(
        browser_of, huoi_co, house=[huoi_co.an.id, huoi_co.bao.id, huoi_co.canh.id]
    )
    browser = await browser_of(huoi_co.clerk)

    answer = await typed(
        browser,
        row(0, one, did="2"),
        row(4, two, met="9", did="x", need="7", note="Sửa mái nhà", on="32/13"),
        row(9, three, met="4"),
    )

    assert answer.status_code == 422
    assert await Visit.all().count() == 2
    for words in ("Sửa mái nhà", "32/13", two.serial):
        assert f'value="{words}"' in answer.text
    assert sorted(wrong_fields(answer)) == ["did-4", "met-4", "need-4", "on-4"]
    assert len(re.findall(r'<a href="#\w+-4">Dòng 5: ', answer.text)) == 4
    assert f'value="{one.serial}"' not in answer.text
    assert f"{one.printed} · HC-001 · Lô Văn Dần" in answer.text
    assert "<title>Lỗi: " in answer.text
    again = await typed(browser, row(4, two, met="3", note="Sửa mái nhà"))
    assert again.status_code == 303
    assert await Visit.all().count() == 3


async def test_the_same_grid_sent_twice_is_saved_once(huoi_co: World, browser_of: Any) -> None:
    one, two = await sheets(browser_of, huoi_co, member=huoi_co.dan.id)
    browser = await browser_of(huoi_co.clerk)

    answers = [await typed(browser, row(0, one), row(1, two)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert await Visit.all().count() == 2


async def test_a_form_typed_in_by_two_people_counts_once_and_the_second_is_told_who(
    huoi_co: World, browser_of: Any
) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)
    await typed(await browser_of(huoi_co.clerk), row(0, sheet))

    answer = await typed(await browser_of(huoi_co.khoa), row(0, sheet), op="grid-000002")

    assert answer.status_code == 422
    assert "Hà Thị Ơn đã nhập phiếu này lúc" in answer.text
    assert await Visit.all().count() == 1


async def test_one_number_in_two_rows_is_saved_once(huoi_co: World, browser_of: Any) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)

    answer = await typed(await browser_of(huoi_co.clerk), row(0, sheet), row(1, sheet, met="2"))

    assert answer.status_code == 422 and wrong_fields(answer) == ["serial-1"]
    assert await Visit.all().count() == 1


@pytest.mark.both
@pytest.mark.parametrize(
    ("serial", "code", "cell", "named"),
    [
        ("", "HC-001", "serial", ""),
        ("named", "HC-002", "code", "in cho hộ HC-001."),
        ("blank", "", "code", ""),
        ("blank", "HC-011", "code", "Gần giống: HC-001"),
        ("blank", "??", "code", "hộ ??."),
    ],
)
async def test_a_wrong_number_is_told_plainly(
    huoi_co: World, browser_of: Any, serial: str, code: str, cell: str, named: str
) -> None:
    [printed] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)
    [blank] = await sheets(browser_of, huoi_co, blank="1")
    known = {"named": printed.printed, "blank": blank.printed}

    answer = await typed(await browser_of(huoi_co.clerk), row(0, known.get(serial, serial), code=code))

    assert answer.status_code == 422
    assert wrong_fields(answer) == [f"{cell}-0"] and named in answer.text
    assert not await Visit.exists()


@pytest.mark.both
async def test_a_lost_form_that_turns_up_is_written_onto_a_new_one(huoi_co: World, browser_of: Any) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)
    browser = await browser_of(huoi_co.clerk)
    await browser.send_form("/paper/lost", {"sheet": sheet.id})

    answer = await typed(browser, row(0, sheet))

    assert answer.status_code == 422 and "Hà Thị Ơn đã báo mất phiếu này" in answer.text
    assert not await Visit.exists()


@pytest.mark.both
async def test_of_a_family_that_did_not_agree_only_that_somebody_came_is_kept(
    huoi_co: World, browser_of: Any
) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)
    await Consent.create(
        household=huoi_co.an, answer="withdrawn", asked_on=today(), commune=huoi_co.commune.id
    )

    await typed(await browser_of(huoi_co.clerk), row(0, sheet, did="1", need="1", note="Ống nước"))

    assert columns(await Visit.get(), "by_name", "did", "has_need", "note") == ("Lô Văn Dần", [], False, "")


@pytest.mark.both
async def test_everything_is_made_again_from_the_log_with_both_names(huoi_co: World, browser_of: Any) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)
    await typed(await browser_of(huoi_co.clerk), row(0, sheet, did="1"))
    before = await projections_checksum(huoi_co.commune.id)

    await replay_log(huoi_co.commune.id)

    assert await projections_checksum(huoi_co.commune.id) == before
    assert columns(await Visit.get(), "by_name", "typed_by_name") == ("Lô Văn Dần", "Hà Thị Ơn")


@pytest.mark.both
async def test_a_form_that_a_restored_office_does_not_know_is_taken_once(
    huoi_co: World, browser_of: Any
) -> None:
    one, two = await sheets(browser_of, huoi_co, blank="2")
    browser = await browser_of(huoi_co.clerk)
    await typed(browser, row(0, two, code="HC-002"))
    await VisitSheet.all().delete()

    known = await typed(browser, row(0, one, code="HC-001"), op="grid-000002")
    again = await typed(await browser_of(huoi_co.khoa), row(0, two, code="HC-002"), op="grid-000003")

    assert known.status_code == 303, known.text
    assert "Hà Thị Ơn đã nhập phiếu này lúc" in again.text
    assert await Visit.all().count() == 2


async def test_an_empty_grid_says_where_to_begin(huoi_co: World, browser_of: Any) -> None:
    answer = await typed(await browser_of(huoi_co.clerk))

    assert answer.status_code == 422 and "Dòng 1: Ghi số ở đầu phiếu." in answer.text


def test_days_are_read_as_they_are_written_on_paper() -> None:
    now = date(2026, 11, 20)

    assert read_paper_day("12/11", now) == read_paper_day("12.11.26", now) == date(2026, 11, 12)
    assert read_paper_day("12-11-2026", now) == read_paper_day("12 11 2026", now) == date(2026, 11, 12)
    assert read_paper_day("24/12", now) == date(2025, 12, 24)
    assert [read_paper_day(typed, now) for typed in ("", "12", "31/2", "hôm qua")] == [None] * 4


async def test_the_number_alone_tells_whose_form_it_is_or_that_a_digit_is_wrong(
    huoi_co: World, browser_of: Any
) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)
    browser = await browser_of(huoi_co.clerk)

    async def said(serial: str) -> str:
        return str((await browser.send_form("/paper/serials/3", {"serial-3": serial})).text)

    assert "HC-001 · Lô Văn Dần" in await said(sheet.serial)
    assert 'class="msg"' in await said("1000-7")
    assert (await said("")).strip() == ""
    await typed(browser, row(0, sheet))
    assert "Hà Thị Ơn đã nhập phiếu này lúc" in await said(sheet.serial)
