"""Printing visit forms: for whom, with which numbers, and which are still out."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.world import World, members_with
from webapp.core import journal
from webapp.core.calendar import today
from webapp.paper.models import SheetState, VisitSheet
from webapp.paper.serials import read_serial
from webapp.register.models import Consent


async def printed(browser: Any, world: World, **fields: Any) -> Any:
    sent = {"what": "forms", "op": "printing-01", **fields}
    return await browser.send_form(f"/paper/branches/{world.branch.id}/prints", sent)


async def test_each_household_of_a_member_gets_a_form_with_a_number_of_its_own(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.khoa)

    answer = await printed(browser, huoi_co, member=huoi_co.dan.id)

    page = (await browser.get(answer.headers["location"])).text
    sheets = await VisitSheet.all().order_by("number").prefetch_related("household", "member")
    assert [(s.household.code, s.member.full_name, s.printed_by_name) for s in sheets if s.household] == [
        ("HC-001", "Lô Văn Dần", "Cụt Đình Khoa"),
        ("HC-002", "Lô Văn Dần", "Cụt Đình Khoa"),
    ]
    serials = re.findall(r"<b>(\w{4}-\w{4})</b>", page)
    assert [read_serial(serial) for serial in serials] == [sheet.serial for sheet in sheets]
    assert "HC-001" in page and "Không ghi: tôn giáo" in page


@pytest.mark.both
async def test_the_paper_names_no_family(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.clerk)

    answer = await printed(browser, huoi_co, member=huoi_co.dan.id)

    page = (await browser.get(answer.headers["location"])).text
    assert "Moong Thị An" not in page and "Lữ Văn Bảo" not in page


async def test_asking_twice_gives_the_same_numbers_and_another_asking_new_ones(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.khoa)

    first = await printed(browser, huoi_co, house=huoi_co.an.id, blank="2")
    again = await printed(browser, huoi_co, house=huoi_co.an.id, blank="2")
    other = await printed(browser, huoi_co, house=huoi_co.an.id, op="printing-02")

    assert first.headers["location"] == again.headers["location"] != other.headers["location"]
    numbers = await VisitSheet.all().order_by("number").values_list("number", flat=True)
    assert numbers == [1000, 1001, 1002, 1003]


async def test_a_number_that_a_lost_database_gave_is_not_given_again(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.khoa)
    await printed(browser, huoi_co, blank="3")
    await VisitSheet.all().delete()

    await printed(browser, huoi_co, blank="1", op="printing-02")

    assert (await VisitSheet.get()).number == 1003
    assert [fact["upto"] for fact in journal.facts() if fact["what"] == "visit_sheets"] == [1002, 1003]


async def test_a_family_that_did_not_agree_is_asked_on_paper_only_whether_it_was_met(
    huoi_co: World, browser_of: Any
) -> None:
    await Consent.create(
        household=huoi_co.an, answer="withdrawn", asked_on=today(), commune=huoi_co.commune.id
    )
    browser = await browser_of(huoi_co.khoa)

    answer = await printed(browser, huoi_co, house=huoi_co.an.id)

    page = (await browser.get(answer.headers["location"])).text
    assert "Có gặp được không?" in page
    assert "Chỉ ghi là đã đến" in page
    assert "Kiến nghị, phản ánh" not in page and "Đã làm gì?" not in page


async def test_what_is_missing_is_said_and_the_choice_is_kept(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.khoa)

    nobody = await printed(browser, huoi_co)
    too_many = await printed(browser, huoi_co, member=huoi_co.dan.id, blank="4000")

    assert (nobody.status_code, too_many.status_code) == (422, 422)
    assert (wrong_fields(nobody), wrong_fields(too_many)) == (["member"], ["blank"])
    assert f'value="{huoi_co.dan.id}" checked' in too_many.text and 'value="4000"' in too_many.text
    assert not await VisitSheet.exists()


async def test_another_branch_does_not_exist_for_a_secretary(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.khoa)
    answer = await printed(await browser_of(huoi_co.clerk), huoi_co, blank="1")
    await VisitSheet.all().update(branch_id=huoi_co.branch.id)
    other = await browser_of(huoi_co.en)

    assert (
        await browser.send_form("/paper/branches/AAAAAAAAAAA/prints", {"what": "duty"})
    ).status_code == 404
    assert (await browser.get("/paper/sheets/AAAAAAAAAAA")).status_code == 404
    assert (await browser.get(answer.headers["location"])).status_code == 200
    assert (await other.get(answer.headers["location"])).status_code == 403


@pytest.mark.parametrize("who", ["dan", "secretary", "viewer"])
async def test_others_do_not_print(huoi_co: World, browser_of: Any, who: str) -> None:
    browser = await browser_of(getattr(huoi_co, who))

    assert (await browser.get("/paper")).status_code == 403
    assert (await printed(browser, huoi_co, blank="1")).status_code == 403
    assert not await VisitSheet.exists()


async def test_forms_that_are_out_are_listed_with_their_age_until_they_are_given_up(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.khoa)
    await printed(browser, huoi_co, member=huoi_co.dan.id)
    await VisitSheet.filter(number=1000).update(printed_at=datetime.now(UTC) - timedelta(days=12))
    before = (await browser.get("/paper")).text
    old, fresh = await VisitSheet.all().order_by("number")

    await browser.send_form("/paper/lost", {"sheet": old.id, "branch": huoi_co.branch.id})
    await browser.send_form("/paper/lost", {"sheet": old.id, "branch": huoi_co.branch.id})

    after = (await browser.get("/paper")).text
    assert "Tờ 1000 · HC-001" in before and "12 ngày trước" in before
    assert "Tờ 1000" not in after and "Tờ 1001 · HC-002" in after
    for sheet in (old, fresh):
        assert sheet.serial and sheet.printed not in before and sheet.serial not in before, (
            "on the paper alone"
        )
    await old.refresh_from_db()
    assert (old.state, old.void_by_name) == (SheetState.VOID, "Cụt Đình Khoa")


async def test_nobody_gives_up_the_forms_of_another_branch(huoi_co: World, browser_of: Any) -> None:
    await printed(await browser_of(huoi_co.clerk), huoi_co, blank="1")
    [member] = await members_with(huoi_co, 1, 1)
    sheet = await VisitSheet.get()
    stranger = await browser_of(member)

    refused = await stranger.send_form("/paper/lost", {"sheet": sheet.id})

    await sheet.refresh_from_db()
    assert (refused.status_code, sheet.state) == (403, SheetState.PRINTED)


async def test_without_a_choice_nothing_is_lost(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.khoa)
    await printed(browser, huoi_co, blank="1")

    answer = await browser.send_form("/paper/lost", {"branch": huoi_co.branch.id})

    assert answer.status_code == 422 and wrong_fields(answer) == ["sheet"]
    assert (await VisitSheet.get()).state is SheetState.PRINTED
