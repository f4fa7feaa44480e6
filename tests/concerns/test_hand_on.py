"""A concern is put into somebody's hands, put off to a day, sent to the right office, or answered with another."""

from datetime import timedelta
from typing import Any

import pytest

from tests.concerns.steps import (
    ANSWER,
    ANSWERED,
    ASSIGN,
    CONCERN,
    EXTEND,
    MERGE,
    NOT_ENOUGH,
    PASS_UP,
    REDIRECT,
    STEP,
    TAKE,
    TOLD,
    reported,
    take,
)
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.accounts.models import Account
from webapp.concerns.models import Concern, ConcernStep
from webapp.concerns.steps import stories_of
from webapp.core.calendar import today
from webapp.households.due_visits import household_lines
from webapp.submissions.intake import rebuild
from webapp.submissions.models import Ruling

HANDLER, WHY, THERE = "Lô Xuân Bảo", "Chờ thuyền chở ống.", "Mời gia đình đến phòng tiếp dân."


async def status(concern: Concern) -> str:
    return (await Concern.get(id=concern.id)).status


async def two_families(world: World, browser_of: Any, category: int = 1) -> tuple[Concern, Concern, Phone]:
    """The same matter of two families, from one phone."""
    air, phone = await browser_of(None), await enrolled(world.dan)
    for home, summary in ((world.an, "Ống nước vỡ"), (world.bao, "Hết nước")):
        phone.write(CONCERN, home.id, [category, 2, summary, "Ở nhà trên khe.", None, 1])
    await phone.exchange(air)
    return await Concern.get(household=world.an), await Concern.get(household=world.bao), phone


async def test_the_commune_names_who_deals_with_it_and_finds_it_by_the_name(
    huoi_co: World, browser_of: Any
) -> None:
    concern, clerk = await reported(huoi_co, browser_of), await browser_of(huoi_co.clerk)
    await take(clerk, concern, TAKE)
    assert concern.receipt_code in (await clerk.get("/concerns?handler=-")).text

    assert (await take(clerk, concern, ASSIGN, HANDLER)).status_code == 303

    row = await Concern.get(id=concern.id)
    assert (row.status, row.handler) == ("in_progress", HANDLER)
    assert f"Xã đang giải quyết · {HANDLER}" in (await (await browser_of(huoi_co.dan)).get("/concerns")).text
    assert f'<option value="{HANDLER}">' in (await clerk.get(f"/concerns/{concern.id}")).text
    found = {
        name: concern.receipt_code in (await clerk.get(f"/concerns?handler={name}")).text
        for name in (HANDLER, "Vi", "-")
    }
    assert found == {HANDLER: True, "Vi": False, "-": False}
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_what_a_handler_answered_and_the_family_does_not_accept_is_first_on_the_desk_again(
    huoi_co: World, browser_of: Any
) -> None:
    concern, clerk = await reported(huoi_co, browser_of), await browser_of(huoi_co.clerk)
    await take(clerk, concern, TAKE)
    await take(clerk, concern, ASSIGN, HANDLER)
    await take(clerk, concern, ANSWERED, ANSWER)

    await take(await browser_of(huoi_co.dan), concern, NOT_ENOUGH, "Mới nối một nửa.")

    row = (await clerk.get("/concerns")).text.partition("<tbody>")[2].partition("</tr>")[0]
    assert "Mở lại · Ở xã" in row and HANDLER in row


async def test_a_later_day_is_told_with_its_reason_and_moves_the_promise(
    huoi_co: World, browser_of: Any
) -> None:
    concern, khoa = await reported(huoi_co, browser_of), await browser_of(huoi_co.khoa)
    day = today() + timedelta(days=90)

    bad = {
        until: (await take(khoa, concern, EXTEND, WHY, until=until)).status_code
        for until in ("", "x", str(today()), str(today() + timedelta(days=400)))
    }
    answer = await take(khoa, concern, EXTEND, WHY, until=f"{day:%d/%m/%Y}")

    assert set(bad.values()) == {422} and answer.status_code == 303
    assert await status(concern) == "at_branch"
    page = (await (await browser_of(huoi_co.dan)).get(f"/concerns/{concern.id}")).text
    assert f"hẹn trả lời đến {day:%d/%m/%Y}, vì:" in page and WHY in page
    extension = (await stories_of([concern]))[concern.id].extension
    assert extension and extension.until == day
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_a_form_with_mistakes_keeps_the_day_and_the_words(huoi_co: World, browser_of: Any) -> None:
    concern, khoa = await reported(huoi_co, browser_of), await browser_of(huoi_co.khoa)

    page = (await take(khoa, concern, EXTEND, WHY, until="2020-01-02")).text

    assert 'value="2020-01-02"' in page and WHY in page and 'id="step-11-msg"' in page


async def test_a_denunciation_is_nobodys_to_read_and_the_family_is_told_where_to_go(
    huoi_co: World, browser_of: Any
) -> None:
    concern, khoa = await reported(huoi_co, browser_of), await browser_of(huoi_co.khoa)

    assert (await take(khoa, concern, REDIRECT, THERE)).status_code == 303

    row = await Concern.get(id=concern.id)
    assert (row.status, row.hidden, row.summary, row.body) == ("redirected", True, "", "")
    page = (await (await browser_of(huoi_co.dan)).get(f"/concerns/{concern.id}")).text
    assert THERE in page and "Ống nước vỡ" not in page
    assert (await Ruling.get()).reason == "Đã chỉ gia đình đến đúng nơi."
    [line] = await household_lines([huoi_co.an], today())
    assert line.open_concerns == 0
    assert await rebuild.rebuild_from_log(check=True) == 0


@pytest.mark.both
async def test_the_same_matter_is_answered_once_and_told_to_each_family(
    huoi_co: World, browser_of: Any
) -> None:
    head, other, phone = await two_families(huoi_co, browser_of)
    khoa, clerk, dan = [await browser_of(one) for one in (huoi_co.khoa, huoi_co.clerk, huoi_co.dan)]
    assert "Hết nước" not in (await khoa.get(f"/concerns/{other.id}")).text.partition('name="into"')[2][:900]

    assert (await take(khoa, other, MERGE, into=head.id)).status_code == 303
    assert [await status(one) for one in (head, other)] == ["at_branch", "merged"]
    assert f"/concerns/{other.id}" in (await khoa.get(f"/concerns/{head.id}")).text
    await take(khoa, head, PASS_UP)
    await take(clerk, head, ANSWERED, ANSWER)

    assert [await status(one) for one in (head, other)] == ["answered", "answered"]
    lines = await household_lines([huoi_co.an, huoi_co.bao], today())
    assert [line.answers for line in lines] == [1, 1]
    await phone.exchange(await browser_of(None))
    assert ANSWER in phone.pages[f"/concerns/{other.id}"].decode()
    await take(dan, head, TOLD)
    await take(dan, other, NOT_ENOUGH, "Nhà này vẫn chưa có nước.", op="no")
    assert [await status(one) for one in (head, other)] == ["closed", "reopened"]
    assert (await Concern.get(id=other.id)).level == 2
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_when_the_first_family_takes_it_back_the_other_waits_again(
    huoi_co: World, browser_of: Any
) -> None:
    head, other, phone = await two_families(huoi_co, browser_of)
    await take(await browser_of(huoi_co.khoa), other, MERGE, into=head.id)

    phone.write(19, huoi_co.an.id, [head.id])
    await phone.exchange(await browser_of(None))

    assert [await status(one) for one in (head, other)] == ["withdrawn", "at_branch"]
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_only_what_is_the_same_and_may_be_seen_is_put_together(huoi_co: World, browser_of: Any) -> None:
    head, other, _phone = await two_families(huoi_co, browser_of)
    khoa, air = await browser_of(huoi_co.khoa), await browser_of(None)
    await Concern.filter(id=head.id).update(category=2)

    wrong = [(await take(khoa, other, MERGE, into=into)).status_code for into in (head.id, other.id, "", "x")]
    leader = await enrolled(huoi_co.khoa)
    leader.write(STEP, huoi_co.bao.id, [other.id, MERGE, None, None, None, head.id])
    await leader.exchange(air)

    assert wrong == [422] * 4
    assert leader.receipts[1].code == "form" and not await ConcernStep.exists()


async def test_disputes_are_never_put_together(huoi_co: World, browser_of: Any) -> None:
    head, other, _phone = await two_families(huoi_co, browser_of, category=9)
    khoa = await browser_of(huoi_co.khoa)

    assert 'name="into"' not in (await khoa.get(f"/concerns/{other.id}")).text
    assert (await take(khoa, other, MERGE, into=head.id)).status_code == 422


async def test_a_leader_puts_together_and_off_without_signal(huoi_co: World, browser_of: Any) -> None:
    head, other, _phone = await two_families(huoi_co, browser_of)
    leader, air = await enrolled(huoi_co.khoa), await browser_of(None)
    day = str(today() + timedelta(days=9))
    leader.write(STEP, huoi_co.bao.id, [other.id, MERGE, None, None, None, head.id])
    leader.write(STEP, huoi_co.an.id, [head.id, EXTEND, WHY, None, day])
    await leader.exchange(air)

    assert [await status(one) for one in (head, other)] == ["at_branch", "merged"]
    assert (await stories_of([other]))[other.id].state.until == (await stories_of([head]))[
        head.id
    ].state.until


@pytest.mark.parametrize("action", [ASSIGN, EXTEND, REDIRECT, MERGE])
async def test_the_wrong_person_may_not_and_a_stranger_finds_nothing(
    huoi_co: World, browser_of: Any, action: int
) -> None:
    head, other, _phone = await two_families(huoi_co, browser_of)
    fields = {"until": str(today() + timedelta(days=9)), "into": head.id}

    found = {
        name: (await take(await browser_of(getattr(huoi_co, name)), other, action, WHY, **fields)).status_code
        for name in ("en", "dan", "clerk", "viewer")
    }

    assert found == {"en": 404, "dan": 403, "clerk": 422 if action == ASSIGN else 403, "viewer": 403}
    assert not await ConcernStep.exists()


async def test_a_step_that_is_posted_twice_is_one(huoi_co: World, browser_of: Any) -> None:
    head, other, _phone = await two_families(huoi_co, browser_of)
    khoa = await browser_of(huoi_co.khoa)

    codes = [(await take(khoa, other, MERGE, into=head.id)).status_code for _ in range(2)]

    assert codes == [303, 303] and await ConcernStep.all().count() == 1


async def test_an_account_of_the_office_acts_for_the_office_also_when_it_is_a_members(
    huoi_co: World, browser_of: Any
) -> None:
    concern = await reported(huoi_co, browser_of)
    await Account.filter(id=huoi_co.clerk.id).update(member_id=huoi_co.en.id)
    clerk = await browser_of(await Account.get(id=huoi_co.clerk.id))

    codes = [(await take(clerk, concern, *what)).status_code for what in ((TAKE,), (ANSWERED, ANSWER))]

    assert codes == [303, 303] and await status(concern) == "answered"
