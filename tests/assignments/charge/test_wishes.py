"""A family tells whomever it likes that it would rather have another member; nothing about why has to be said."""

import time
from typing import Any

import pytest

from sync.inbox import Status
from tests.assignments.planning import made
from tests.safekeeping.erased import erase_all_about
from tests.support.browsing import wrong_fields
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.assignments.charge.kinds import ANOTHER_MEMBER
from webapp.assignments.charge.models import AnotherMember, Reason
from webapp.assignments.plans.models import PlanLine
from webapp.kinds import kind_attributes
from webapp.submissions.intake.rebuild import rebuild_from_log
from webapp.submissions.models import StoredSubmission

TAKES_BACK = 'name="asked" value="0"'


def where(world: World) -> str:
    return f"/households/{world.an.id}/another-member"


def wish(world: World, **more: str) -> dict[str, str]:
    return {"op": "one", "member": world.dan.id, "asked": "1", **more}


async def test_the_member_who_is_told_writes_it_down_without_signal(huoi_co: World, browser_of: Any) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(browser)
    page = phone.pages[f"/households/{huoi_co.an.id}/changes/new"].decode()
    assert kind_attributes("another_member") in page
    assert 'name="reason"' not in page
    phone.write(8, huoi_co.an.id, [])

    await phone.exchange(browser)
    await phone.exchange(browser, phone.outbox)

    row = await AnotherMember.get()
    assert (row.household_id, row.member_id, row.reason) == (huoi_co.an.id, huoi_co.dan.id, None)
    assert row.by_name == huoi_co.dan.full_name
    assert await rebuild_from_log(check=True) == 0


@pytest.mark.both
async def test_the_secretary_writes_the_same_row_online_and_somebody_else_is_proposed(
    huoi_co: World, browser_of: Any
) -> None:
    secretary = await browser_of(huoi_co.khoa)
    form = (await secretary.get(f"/households/{huoi_co.an.id}/changes/new")).text
    assert 'name="reason"' in form and "Lô Văn Dần" in form

    for _ in range(2):
        answer = await secretary.send_form(where(huoi_co), wish(huoi_co, reason="distance"))
        assert answer.status_code == 303

    row = await AnotherMember.get()
    assert (row.household_id, row.member_id, row.reason) == (huoi_co.an.id, huoi_co.dan.id, "distance")
    assert await StoredSubmission.filter(kind=ANOTHER_MEMBER.code).count() == 1
    assert "ở xa quá" in (await secretary.get(f"/assignments?branch={huoi_co.branch.id}")).text
    plan = await made(huoi_co, secretary)
    assert (await PlanLine.get(plan_id=plan.id, household_id=huoi_co.an.id)).member_id != huoi_co.dan.id


@pytest.mark.parametrize("reason", list(Reason))
async def test_whom_it_is_about_sees_neither_the_wish_nor_the_reason(
    huoi_co: World, browser_of: Any, reason: Reason
) -> None:
    said = {
        "kinship": "là bà con",
        "language": "khác tiếng nói",
        "distance": "ở xa quá",
        "other": "lý do khác",
    }
    await (await browser_of(huoi_co.khoa)).send_form(where(huoi_co), wish(huoi_co, reason=reason))

    phone, dan = await enrolled(huoi_co.dan), await browser_of(huoi_co.dan)
    await phone.exchange(await browser_of(None))
    online = [(await dan.get(f"/households/{huoi_co.an.id}{end}")).text for end in ("", "/changes/new")]
    for page in [*online, *(one.decode() for one in phone.pages.values())]:
        assert said[reason] not in page
        assert "đề nghị đổi người" not in page


async def test_a_secretary_is_not_told_why_a_family_would_not_have_them(
    huoi_co: World, browser_of: Any
) -> None:
    await (await browser_of(huoi_co.clerk)).send_form(
        where(huoi_co), wish(huoi_co, member=huoi_co.khoa.id, reason="language")
    )
    row = await AnotherMember.get()
    assert row.reason == "language"

    phone = await enrolled(huoi_co.khoa)
    phone.write(8, huoi_co.an.id, [huoi_co.khoa.id, 1, "language"])
    await phone.exchange(await browser_of(None))

    assert (await AnotherMember.get()).reason is None
    assert (
        "khác tiếng nói"
        not in (await (await browser_of(huoi_co.khoa)).get(f"/assignments?branch={huoi_co.branch.id}")).text
    )


async def test_what_was_written_last_holds_whichever_phone_is_heard_first(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(None)
    asks, takes_back = await enrolled(huoi_co.dan), await enrolled(huoi_co.khoa)
    asks.write(8, huoi_co.an.id, [huoi_co.dan.id, 1], wall=int(time.time()) - 7200)
    takes_back.write(8, huoi_co.an.id, [huoi_co.dan.id, 0], wall=int(time.time()) - 3600)

    await takes_back.exchange(browser)
    await asks.exchange(browser)

    assert (await AnotherMember.get()).withdrawn
    assert await rebuild_from_log(check=True) == 0


async def test_whom_it_is_about_does_not_take_back_what_another_wrote(
    huoi_co: World, browser_of: Any
) -> None:
    phone = await enrolled(huoi_co.dan)
    phone.write(8, huoi_co.an.id, [huoi_co.dan.id, 1], wall=int(time.time()) - 3600)
    await phone.exchange(await browser_of(None))
    await (await browser_of(huoi_co.khoa)).send_form(where(huoi_co), wish(huoi_co))
    phone.write(8, huoi_co.an.id, [huoi_co.dan.id, 0], wall=int(time.time()) + 1)

    await phone.exchange(await browser_of(None))
    online = await (await browser_of(huoi_co.dan)).send_form(where(huoi_co), wish(huoi_co, asked="0"))

    assert (phone.receipts[2].status, phone.receipts[2].code) == (Status.QUARANTINED, "form")
    assert online.status_code == 409
    assert await AnotherMember.filter(withdrawn=None).count() == 1
    assert TAKES_BACK not in phone.pages[f"/households/{huoi_co.an.id}/changes/new"].decode()


@pytest.mark.parametrize("signal", [True, False])
async def test_whoever_wrote_it_by_mistake_takes_it_back_and_the_board_says_who(
    huoi_co: World, browser_of: Any, signal: bool
) -> None:
    phone, browser, dan = await enrolled(huoi_co.dan), await browser_of(None), await browser_of(huoi_co.dan)
    phone.write(8, huoi_co.an.id, [])
    await phone.exchange(browser)
    page = f"/households/{huoi_co.an.id}/changes/new"
    online = (await dan.get(page)).text
    for shown in (online, phone.pages[page].decode()):
        assert TAKES_BACK in shown and f'name="member" value="{huoi_co.dan.id}"' in shown
    back = [huoi_co.dan.id, 0]

    for _ in range(2):
        if signal:
            assert (await dan.send_form(where(huoi_co), wish(huoi_co, asked="0"))).status_code == 303
        else:
            await phone.exchange(
                browser, phone.outbox if len(phone.outbox) > 1 else [phone.write(8, huoi_co.an.id, back)]
            )

    row = await AnotherMember.get()
    assert (row.withdrawn, row.by_name) == (True, "Lô Văn Dần")
    assert TAKES_BACK not in (await dan.get(page)).text
    board = (await (await browser_of(huoi_co.khoa)).get(f"/assignments?branch={huoi_co.branch.id}")).text
    assert "không còn muốn đổi người (Lô Văn Dần ghi, " in board
    assert await rebuild_from_log(check=True) == 0


@pytest.mark.parametrize("late", [False, True])
async def test_what_the_secretary_wrote_between_holds_whenever_it_arrives(
    huoi_co: World, browser_of: Any, late: bool
) -> None:
    browser, now = await browser_of(None), int(time.time())
    dan, khoa = await enrolled(huoi_co.dan), await enrolled(huoi_co.khoa)
    dan.write(8, huoi_co.an.id, [], wall=now - 7200)
    khoa.write(8, huoi_co.an.id, [huoi_co.dan.id, 1], wall=now - 3600)
    await dan.exchange(browser)
    dan.write(8, huoi_co.an.id, [huoi_co.dan.id, 0], wall=now - 1800)

    for phone in (dan, khoa) if late else (khoa, dan):
        await phone.exchange(browser)

    assert (await AnotherMember.get()).withdrawn is None
    assert await rebuild_from_log(check=True) == 0


async def test_strangers_the_wrong_role_and_what_is_missing(huoi_co: World, browser_of: Any) -> None:
    en, khoa = await browser_of(huoi_co.en), await browser_of(huoi_co.khoa)

    assert (await en.send_form(where(huoi_co), wish(huoi_co))).status_code == 404
    assert (
        await (await browser_of(huoi_co.secretary)).send_form(where(huoi_co), wish(huoi_co))
    ).status_code == 403
    for name, sent in {"member": "AAAAAAAAAAA", "asked": "2", "reason": "vì ghét"}.items():
        answer = await khoa.send_form(where(huoi_co), wish(huoi_co, **{name: sent}))
        assert answer.status_code == 422 and wrong_fields(answer) == [name]
    phone = await enrolled(huoi_co.en)
    phone.write(8, huoi_co.an.id, [huoi_co.dan.id, 1])
    await phone.exchange(await browser_of(None))
    assert (phone.receipts[1].status, phone.receipts[1].code) == (Status.QUARANTINED, "scope")
    assert not await AnotherMember.exists()


async def test_with_all_about_the_family_its_wish_is_erased_and_stays_away(
    huoi_co: World, browser_of: Any
) -> None:
    clerk, browser = await browser_of(huoi_co.clerk), await browser_of(None)
    phone = await enrolled(huoi_co.dan)
    for house in (huoi_co.an, huoi_co.bao):
        phone.write(8, house.id, [])
    await phone.exchange(browser)

    await erase_all_about(clerk, huoi_co.an)
    await phone.exchange(browser, phone.outbox)

    assert [row.household_id for row in await AnotherMember.all()] == [huoi_co.bao.id]
    assert await rebuild_from_log(check=True) == 0
