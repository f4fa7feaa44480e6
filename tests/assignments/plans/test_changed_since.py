"""Between the proposal and the day it holds things change: wishes, limits, households given to others by hand."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.assignments.planning import brought_to, made, step
from tests.support.world import World
from webapp.assignments.charge.models import AnotherMember
from webapp.assignments.plans.models import AssignmentPlan, PlanLine, PlanStep
from webapp.core.calendar import today
from webapp.people.models import Member, MemberStatus
from webapp.register.charge import holders_of
from webapp.register.models import Household

REFUSED = re.compile("đề nghị người khác[^<]*: HC-001[^<]*hủy phương án này")
LATER = "giao cho người khác sau"


async def asks_for_another(world: World, home: Household, member: Member) -> None:
    await AnotherMember.create(
        household=home, member=member, asked_on=today(), by_name="x", commune=world.commune.id
    )


async def given_by_hand(browser: Any, world: World, home: Household, member: Member, op: str = "m") -> None:
    sent = {"op": op, "houses": [home.id], "member": member.id, "reason": "Gia đình muốn", "sure": "1"}
    answer = await browser.send_form(f"/assignments/branches/{world.branch.id}/moves", sent)
    assert answer.status_code == 303, answer.text


async def a_week_later(plan: AssignmentPlan) -> None:
    await plan.refresh_from_db()
    early = plan.published_at and plan.published_at - timedelta(days=8)
    await AssignmentPlan.filter(id=plan.id).update(published_at=early)


async def holder(home: Household) -> str:
    return (await holders_of([home.id], today())).get(home.id, "")


@pytest.mark.parametrize(("state", "action"), [("approved", "publish"), ("published", "enforce")])
async def test_a_family_is_not_given_to_the_member_it_asked_not_to_have(
    huoi_co: World, browser_of: Any, state: str, action: str
) -> None:
    plan = await brought_to(huoi_co, browser_of, state)
    await asks_for_another(huoi_co, huoi_co.an, huoi_co.dan)
    await a_week_later(plan)
    clerk = await browser_of(huoi_co.clerk)

    page = (await clerk.get(f"/assignments/plans/{plan.id}")).text
    answer = await step(clerk, plan, action)

    assert answer.status_code == 409
    for text in (page, answer.text):
        assert REFUSED.search(text)
    assert "không phải đ/c Lô Văn Dần" in page
    await plan.refresh_from_db()
    assert plan.state == state


async def test_not_even_when_everybody_says_yes(huoi_co: World, browser_of: Any) -> None:
    plan = await brought_to(huoi_co, browser_of, "published")
    await asks_for_another(huoi_co, huoi_co.an, huoi_co.dan)

    for member in (huoi_co.dan, huoi_co.en):
        await (await browser_of(member)).send_form(f"/assignments/plans/{plan.id}/answers", {"answer": "yes"})

    await plan.refresh_from_db()
    assert plan.state == "published"


async def test_what_was_given_by_hand_since_stays_there_and_is_named(huoi_co: World, browser_of: Any) -> None:
    """The family asked not to have Dần, and got Khoa: the plan made before does not give it back."""
    plan = await brought_to(huoi_co, browser_of, "published")
    await asks_for_another(huoi_co, huoi_co.an, huoi_co.dan)
    clerk = await browser_of(huoi_co.clerk)
    await given_by_hand(clerk, huoi_co, huoi_co.an, huoi_co.khoa)
    await a_week_later(plan)

    before = (await clerk.get(f"/assignments/plans/{plan.id}")).text
    answer = await step(clerk, plan, "enforce")

    assert answer.status_code == 303
    assert f"1 hộ đã được {LATER}" in before
    assert "đã giao cho đ/c Cụt Đình Khoa" in before
    assert await holder(huoi_co.an) == huoi_co.khoa.id
    assert await holder(huoi_co.bao) == huoi_co.dan.id
    written = await PlanStep.get(plan_id=plan.id, action="enforce")
    assert "HC-001" in written.note and "HC-002" not in written.note
    assert written.note in (await clerk.get(f"/assignments/plans/{plan.id}")).text


@pytest.mark.both
async def test_a_proposal_made_again_takes_in_what_was_given_by_hand(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.khoa)
    plan = await made(huoi_co, secretary)
    chosen = {"houses": [huoi_co.an.id], "member": huoi_co.en.id, "reason": "Gần nhà"}
    await secretary.send_form(f"/assignments/plans/{plan.id}/lines", chosen)
    await given_by_hand(secretary, huoi_co, huoi_co.an, huoi_co.khoa)

    await secretary.send_form(f"/assignments/plans/{plan.id}/proposal")

    line = await PlanLine.get(plan_id=plan.id, household_id=huoi_co.an.id)
    assert (line.member_id, line.before_id, line.by_hand) == (huoi_co.khoa.id, huoi_co.khoa.id, "")
    assert LATER not in (await secretary.get(f"/assignments/plans/{plan.id}")).text


async def test_what_the_branch_chooses_after_a_move_holds(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.khoa)
    plan = await made(huoi_co, secretary)
    await given_by_hand(secretary, huoi_co, huoi_co.an, huoi_co.khoa)
    chosen = {"houses": [huoi_co.an.id], "member": huoi_co.en.id, "reason": "Gần nhà"}
    await secretary.send_form(f"/assignments/plans/{plan.id}/lines", chosen)
    await brought_to(huoi_co, browser_of, "published")
    await a_week_later(plan)

    await step(await browser_of(huoi_co.clerk), plan, "enforce")

    assert await holder(huoi_co.an) == huoi_co.en.id


async def test_nobody_is_left_with_more_than_they_agree_to_by_now(huoi_co: World, browser_of: Any) -> None:
    plan = await brought_to(huoi_co, browser_of, "published")
    await Member.filter(id=huoi_co.dan.id).update(capacity_override=1)
    await a_week_later(plan)

    answer = await step(await browser_of(huoi_co.clerk), plan, "enforce")

    assert answer.status_code == 409
    assert re.search("Lô Văn Dần [^<]* 1 hộ, [^<]* 2 hộ: HC-001, HC-002", answer.text)


async def test_a_plan_takes_no_household_from_whom_it_has_to_leave_it_with_nobody(
    huoi_co: World, browser_of: Any
) -> None:
    plan = await brought_to(huoi_co, browser_of, "published")
    await PlanLine.filter(plan_id=plan.id, household_id=huoi_co.an.id).update(member_id=None)
    await a_week_later(plan)

    assert (await step(await browser_of(huoi_co.clerk), plan, "enforce")).status_code == 303

    assert await holder(huoi_co.an) == huoi_co.dan.id


async def test_who_is_away_for_long_is_neither_offered_nor_taken(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.khoa)
    await MemberStatus.create(
        member=huoi_co.en, status="away_long", valid_from=today(), commune=huoi_co.commune.id
    )
    plan = await made(huoi_co, secretary)

    page = (await secretary.get(f"/assignments/plans/{plan.id}")).text
    chosen = {"houses": [huoi_co.an.id], "member": huoi_co.en.id, "reason": "Gần nhà"}
    answer = await secretary.send_form(f"/assignments/plans/{plan.id}/lines", chosen)

    assert f'<option value="{huoi_co.dan.id}">' in page
    assert f'<option value="{huoi_co.en.id}">' not in page
    assert answer.status_code == 422
