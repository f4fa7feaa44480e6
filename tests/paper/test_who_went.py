"""Whose visit it is that somebody typed in: who was in charge on that day, and whose form it was."""

import time
from datetime import timedelta
from typing import Any

import pytest

from sync.envelope import Submission, make_body
from tests.paper.grid import DAY, row, sheets, typed
from tests.support.browsing import wrong_fields
from tests.support.phone import enrolled
from tests.support.world import LONG_AGO, World
from webapp.core.calendar import today
from webapp.paper.models import SheetState
from webapp.people.models import BranchMembership, Member
from webapp.register.charge_models import Assignment, GroupPlace
from webapp.visits.kinds import VISIT
from webapp.visits.models import Visit


async def test_who_was_not_in_charge_on_that_day_gets_no_visit(huoi_co: World, browser_of: Any) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)
    browser = await browser_of(huoi_co.clerk)

    before = await typed(browser, row(0, sheet, on=f"{LONG_AGO - timedelta(days=1):%d/%m/%Y}"))
    other = await typed(browser, row(0, sheet, who="Én"))
    nobody = await typed(browser, row(0, sheet, who="Bình"))

    assert [wrong_fields(one) for one in (before, other, nobody)] == [["on-0"], ["who-0"], ["who-0"]]
    assert "phụ trách là Lô Văn Dần." in other.text
    assert not await Visit.exists()


async def test_a_former_carer_is_credited_for_the_day_of_the_visit(huoi_co: World, browser_of: Any) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)
    place = await GroupPlace.get(household=huoi_co.an)
    place.valid_to = today() - timedelta(days=2)
    await place.save()
    group = (await Assignment.get(member=huoi_co.en)).group_id
    await GroupPlace.create(
        group_id=group, household=huoi_co.an, valid_from=today() - timedelta(days=1), commune=place.commune
    )
    browser = await browser_of(huoi_co.clerk)

    too_late = await typed(browser, row(0, sheet, on=f"{today():%d/%m/%Y}"))
    done = await typed(browser, row(0, sheet))

    assert wrong_fields(too_late) == ["who-0"] and "phụ trách là Vi Thị Én." in too_late.text
    assert done.status_code == 303
    assert (await Visit.get()).by_id == huoi_co.dan.id


@pytest.mark.both
async def test_whoever_stood_in_or_led_the_branch_can_be_named(huoi_co: World, browser_of: Any) -> None:
    first, second, third = await sheets(browser_of, huoi_co, blank="3")
    days = {"valid_from": DAY, "valid_to": today()}
    group = (await Assignment.get(member=huoi_co.dan)).group_id
    await Assignment.create(
        group_id=group, member=huoi_co.en, role="cover", commune=huoi_co.commune.id, **days
    )
    browser = await browser_of(huoi_co.clerk)

    answer = await typed(browser, row(0, first, code="HC-001"))
    done = await typed(
        browser,
        row(0, first, code="HC-001", who="thi en"),
        row(1, second, code="HC-001", who="Cụt Đình Khoa"),
    )

    assert wrong_fields(answer) == ["who-0"] and ": Lô Văn Dần, Vi Thị Én." in answer.text
    assert done.status_code == 303, done.text
    assert {visit.by_name for visit in await Visit.all()} == {"Vi Thị Én", "Cụt Đình Khoa"}
    await third.refresh_from_db()
    assert third.state is SheetState.PRINTED


async def test_nobody_types_in_forms_or_households_of_another_branch(huoi_co: World, browser_of: Any) -> None:
    [named] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)
    [blank] = await sheets(browser_of, huoi_co, blank="1")
    stranger = await Member.create(full_name="Hờ Bá Ký", commune=huoi_co.commune.id)
    browser = await browser_of(stranger)
    member = await browser_of(huoi_co.en)

    for sheet in (named, blank):
        answer = await typed(browser, row(0, sheet, code="HC-001"))
        assert wrong_fields(answer) == ["serial-0"]
    far = await typed(member, row(0, blank, code=huoi_co.far.code))

    assert wrong_fields(far) == ["code-0"] and "XA-001." in far.text
    assert not await Visit.exists() and not await BranchMembership.filter(member=stranger).exists()


async def test_others_do_not_type_in(huoi_co: World, browser_of: Any) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)
    browser = await browser_of(huoi_co.viewer)

    assert (await browser.get("/paper/visits")).status_code == 403
    assert (await typed(browser, row(0, sheet))).status_code == 403


async def test_no_phone_can_say_that_somebody_else_went(huoi_co: World, browser_of: Any) -> None:
    """Only this office's own device tells who did it and who typed it in; a phone that does is not read."""
    phone = await enrolled(huoi_co.dan)
    body = make_body(
        kind=VISIT.code, schema=1, wall=int(time.time()), entity=huoi_co.an.id, values=[1],
        extras={"d": huoi_co.en.id, "dn": "Vi Thị Én", "n": "Hà Thị Ơn"},
    )  # fmt: skip
    phone.outbox.append(Submission(phone.device, 1, body))

    await phone.exchange(await browser_of(None))

    assert (phone.receipts[1].status, phone.receipts[1].code) == (2, "schema")
    assert not await Visit.exists()
