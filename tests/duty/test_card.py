"""The duty card: what a member does, may and never does, on one page, read and taken with or without signal."""

import re
from datetime import date
from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.phone import enrolled
from tests.support.world import World, more_households
from tests.support.written import columns
from webapp.assignments.plans.models import AssignmentPlan, State
from webapp.core.calendar import today
from webapp.core.database.db import now
from webapp.duty import rules
from webapp.duty.kinds import DUTY_ACK
from webapp.duty.models import DutyAck
from webapp.people.models import Member
from webapp.submissions.intake.rebuild import rebuild_from_log
from webapp.submissions.models import StoredSubmission

WAITS = "cần đọc<"
TAKES = 'action="/duty"'


async def hidden(browser: Any) -> dict[str, str]:
    """The card's own words: which it is, and for how many households."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', (await browser.get("/duty")).text))


async def test_the_card_says_who_does_what_and_whom_to_call(huoi_co: World, browser_of: Any) -> None:
    await Member.filter(id=huoi_co.khoa.id).update(phone="0900000456")
    browser = await browser_of(huoi_co.dan)

    page = (await browser.get("/duty")).text

    assert "Phụ trách 2 hộ: HC-001, HC-002" in page
    assert 'Cụt Đình Khoa <a href="tel:0900000456">' in page
    for words in ("thăm hộ theo lịch", "thu tiền", "mất máy báo ngay", "đề nghị đổi hoặc giảm hộ"):
        assert words in page
    assert f"Thẻ bản {rules.VERSION}, {rules.SINCE:%d/%m/%Y}" in page
    assert WAITS in (await browser.get("/")).text


async def test_it_is_read_and_taken_once(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)
    sent = await hidden(browser)

    for _ in range(2):
        answer = await browser.send_form("/duty", sent)

    ack = await DutyAck.get()
    assert columns(ack, "member_id", "version", "households") == (huoi_co.dan.id, rules.VERSION, 2)
    assert await StoredSubmission.filter(kind=DUTY_ACK.code).count() == 1
    page = (await browser.get(answer.headers["location"])).text
    assert f"đã đọc {today():%d/%m/%Y}" in page
    assert TAKES not in page
    assert WAITS not in (await browser.get("/")).text


async def test_taken_without_signal_it_is_the_same_row_and_stays_in_a_rebuild(
    huoi_co: World, browser_of: Any
) -> None:
    browser, phone = await browser_of(huoi_co.dan), await enrolled(huoi_co.dan)
    stranger = await browser_of(None)
    await browser.send_form("/duty", await hidden(browser))
    online = await DutyAck.get()
    await phone.exchange(stranger)
    assert "/duty" in phone.pages

    phone.write(11, "", [online.version, online.households, online.digest])
    await phone.exchange(stranger)

    assert phone.receipts[1].status == 1
    offline = await DutyAck.exclude(id=online.id).get()
    same = ("member_id", "version", "households", "digest", "commune")
    assert columns(offline, *same) == columns(online, *same)
    assert await rebuild_from_log(check=True) == 0


@pytest.mark.parametrize("what", ["version", "households", "plan"])
async def test_it_asks_again_when_the_words_the_households_or_the_plan_changed(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    browser = await browser_of(huoi_co.dan)
    await browser.send_form("/duty", await hidden(browser))

    if what == "version":
        for module in ("rules", "pages"):
            monkeypatch.setattr(f"webapp.duty.{module}.VERSION", rules.VERSION + 1)
    elif what == "households":
        await more_households(huoi_co, 1)
    else:
        await AssignmentPlan.create(
            branch=huoi_co.branch,
            state=State.IN_FORCE,
            made_at=now(),
            made_by="-",
            in_force_from=date(2026, 1, 1),
            commune=huoi_co.commune.id,
        )

    assert WAITS in (await browser.get("/")).text
    page = (await browser.get("/duty")).text
    assert TAKES in page and "hộ đã đổi" in page


@pytest.mark.parametrize("sent", [{}, {"version": "0", "households": "2", "digest": "?"}])
async def test_a_card_that_cannot_be_told_is_said(
    huoi_co: World, browser_of: Any, sent: dict[str, str]
) -> None:
    browser = await browser_of(huoi_co.dan)

    answer = await browser.send_form("/duty", sent | {"op": "abc"})

    assert answer.status_code == 422
    assert wrong_fields(answer) == ["card"]
    assert re.search(r'name="op" value="[\w-]{11}"', answer.text)
    assert not await DutyAck.exists()


@pytest.mark.parametrize("who", ["clerk", "secretary", "viewer"])
async def test_only_members_have_a_duty_card(huoi_co: World, browser_of: Any, who: str) -> None:
    browser = await browser_of(getattr(huoi_co, who))

    assert (await browser.get("/duty")).status_code == 403
    assert (await browser.send_form("/duty", {})).status_code == 403


async def test_a_phone_of_nobody_acknowledges_nothing(huoi_co: World, browser_of: Any) -> None:
    phone = await enrolled(huoi_co.dan)
    from webapp.accounts.models import Device

    await Device.filter(member_id=huoi_co.dan.id).update(member_id=None)
    phone.write(11, "", [1, 2, "AAAAAAAAAAA"])

    await phone.exchange(await browser_of(None))

    assert not await DutyAck.exists()


async def test_the_card_fits_three_kilobytes(huoi_co: World, browser_of: Any) -> None:
    phone = await enrolled(huoi_co.dan)
    await phone.exchange(await browser_of(None))

    assert len(phone.pages["/duty"]) <= 3_000
