"""Whoever is exempt, suspended or gone holds no household from that day on, though others are not found yet."""

import time
from datetime import date
from typing import Any

import pytest

from sync.inbox import Status
from tests.submissions.intake.no_longer_in_charge import DAY, ENDS_IT, decided, homes, last_heard
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.core.calendar import today
from webapp.people.models import MemberStatus
from webapp.people.queries import days_in_charge
from webapp.register.charge_models import Assignment
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit


@pytest.mark.parametrize("status", ENDS_IT)
async def test_the_pages_go_at_the_next_exchange_and_the_board_still_knows_whose_they_were(
    huoi_co: World, browser_of: Any, status: str
) -> None:
    """An exempt or suspended member has no household: a phone that keeps the pages shows them to nobody in charge."""
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(browser)
    assert homes(phone) == {huoi_co.an.id, huoi_co.bao.id}
    dan, clerk = await browser_of(huoi_co.dan), await browser_of(huoi_co.clerk)

    await decided(huoi_co, clerk, status, today())
    await phone.exchange(browser, [])

    assert homes(phone) == set()
    assert not [path for path, content in phone.pages.items() if b"HC-00" in content]
    here = status in ("exempt", "suspended")
    assert (await dan.get(f"/households/{huoi_co.an.id}")).status_code == (404 if here else 303)
    assert await Assignment.filter(member=huoi_co.dan, valid_to=None).count() == 1
    board = (await clerk.get(f"/assignments?branch={huoi_co.branch.id}")).text
    assert "2 hộ chưa có người phụ trách" in board


@pytest.mark.parametrize("status", ["away_long", "away_short"])
async def test_whoever_is_only_away_keeps_them_until_the_branch_decides(
    huoi_co: World, browser_of: Any, status: str
) -> None:
    """The branch is asked to exempt the member or to give the households on: until then nobody else has them."""
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    since = today() - 100 * DAY
    await MemberStatus.create(
        member=huoi_co.dan, status=status, reason="away", valid_from=since, commune=huoi_co.commune.id
    )

    await phone.exchange(browser)

    assert homes(phone) == {huoi_co.an.id, huoi_co.bao.id}


async def test_what_was_written_before_is_taken_in_and_what_is_written_after_is_put_aside(
    huoi_co: World, browser_of: Any
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(browser)
    await last_heard(4)
    phone.write(1, huoi_co.an.id, [1, [1], 0], wall=int(time.time()) - 2 * 86_400)
    await decided(huoi_co, await browser_of(huoi_co.clerk), "exempt", today())

    await phone.exchange(browser)
    await phone.exchange(browser, phone.outbox)
    await last_heard(0)
    phone.write(1, huoi_co.an.id, [1, [1], 0])
    await phone.exchange(browser, phone.outbox[1:])

    assert [phone.receipts[seq].status for seq in (1, 2)] == [Status.ACCEPTED, Status.QUARANTINED]
    assert (await Visit.get()).by_id == huoi_co.dan.id
    assert {row.seq: row.code for row in await StoredSubmission.all()}[1] == "late"


async def test_whoever_is_active_again_has_them_again(huoi_co: World, browser_of: Any) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await decided(huoi_co, await browser_of(huoi_co.clerk), "exempt", today() - 9 * DAY)
    await MemberStatus.filter(status="exempt").update(valid_to=today() - DAY)

    await phone.exchange(browser)

    assert homes(phone) == {huoi_co.an.id, huoi_co.bao.id}


async def test_the_days_in_charge_are_those_without_a_decision_against_it(huoi_co: World) -> None:
    c = {"member": huoi_co.dan, "commune": huoi_co.commune.id}
    await MemberStatus.create(status="exempt", valid_from=date(2026, 3, 1), valid_to=date(2026, 3, 31), **c)
    await MemberStatus.create(status="active", valid_from=date(2026, 3, 20), valid_to=date(2026, 3, 22), **c)
    await MemberStatus.create(status="left", valid_from=date(2026, 5, 1), **c)

    found = await days_in_charge(huoi_co.dan.id, date(2026, 2, 1), date(2026, 6, 1))
    held = {first + i * DAY for first, last in found for i in range((last - first).days + 1)}

    assert held == {
        date(2026, 2, 1) + i * DAY
        for i in range(120)
        if not (date(2026, 3, 1) <= (day := date(2026, 2, 1) + i * DAY) <= date(2026, 3, 31))
        and day < date(2026, 5, 1)
    } | {date(2026, 3, 20), date(2026, 3, 21), date(2026, 3, 22)}
    assert await days_in_charge(huoi_co.dan.id, date(2026, 3, 5), date(2026, 3, 5)) == []


@pytest.mark.parametrize("status", ["left", "deceased", "exempt"])
async def test_the_phone_of_whoever_has_gone_is_named_to_be_closed(
    huoi_co: World, browser_of: Any, status: str
) -> None:
    await enrolled(huoi_co.dan)
    clerk = await browser_of(huoi_co.clerk)

    await decided(huoi_co, clerk, status, today())

    gone = status != "exempt"
    page = (await clerk.get("/phones")).text
    assert ("Hãy khóa các máy này" in page) is gone
    assert page.count(huoi_co.dan.full_name) == 1
