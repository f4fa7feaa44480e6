"""A branch that has not begun with the model has no plan and nobody in charge; one that paused lets plans wait."""

from typing import Any

import pytest

from tests.assignments.planning import brought_to, made, step
from tests.support.browsing import wrong_fields
from tests.support.world import World
from webapp.assignments.charge.models import ChargeChange
from webapp.assignments.plans.models import AssignmentPlan, PlanStep
from webapp.people.models import PartyOrg
from webapp.register.charge_models import Assignment

MISSING = "chưa có nghị quyết"
NEXT = "ghi bước “Bắt đầu chuẩn bị”"
PAUSED = "tạm dừng mô hình từ 01/07/2016"


async def stands_at(world: World, state: str) -> None:
    await PartyOrg.filter(id=world.branch.id).update(rollout=state)


def plans_path(world: World) -> str:
    return f"/assignments/branches/{world.branch.id}/plans"


@pytest.mark.parametrize(("state", "sentence"), [("not_started", MISSING), ("paused", PAUSED)])
async def test_no_plan_is_drafted_and_the_secretary_reads_why_and_what_to_do(
    huoi_co: World, browser_of: Any, state: str, sentence: str
) -> None:
    await stands_at(huoi_co, state)
    khoa, clerk = await browser_of(huoi_co.khoa), await browser_of(huoi_co.clerk)

    board = (await khoa.get("/assignments")).text
    tried = [await browser.send_form(plans_path(huoi_co)) for browser in (khoa, clerk)]

    assert sentence in board and plans_path(huoi_co) not in board
    assert (NEXT in board) == (state == "not_started")
    assert "/organisation/rollout/" not in board.split("<h1>")[1], "writing it down is the office's"
    assert [answer.status_code for answer in tried] == [409, 409]
    assert all(sentence in answer.text for answer in tried)
    assert not await AssignmentPlan.exists()


@pytest.mark.parametrize("state", ["preparing", "assigned", "running", "summarised"])
async def test_a_branch_that_has_begun_drafts(huoi_co: World, browser_of: Any, state: str) -> None:
    await stands_at(huoi_co, state)
    khoa = await browser_of(huoi_co.khoa)

    assert plans_path(huoi_co) in (await khoa.get("/assignments")).text
    assert (await made(huoi_co, khoa)).state == "draft"


@pytest.mark.both
async def test_the_office_sees_what_would_be_proposed_and_nothing_is_written(
    huoi_co: World, browser_of: Any
) -> None:
    await stands_at(huoi_co, "not_started")
    await Assignment.all().delete()
    there = f"/assignments/branches/{huoi_co.branch.id}/proposal"
    clerk = await browser_of(huoi_co.clerk)

    board = (await clerk.get("/assignments")).text
    page = (await clerk.get(there)).text

    assert f'href="{there}"' in board and f'href="/organisation/rollout/{huoi_co.branch.id}"' in board
    assert "HC-001 · Moong Thị An" in page and "Giao đ/c" in page and MISSING in page
    assert "không phải phương án" in page
    assert not await AssignmentPlan.exists() and not await Assignment.exists()
    answers = [
        (await (await browser_of(person)).get(there)).status_code
        for person in (huoi_co.secretary, huoi_co.khoa, huoi_co.dan)
    ]
    assert answers == [200, 403, 403]
    assert (await clerk.get("/assignments/branches/AAAAAAAAAAA/proposal")).status_code == 404


@pytest.mark.parametrize(("state", "status"), [("not_started", 422), ("paused", 303)])
async def test_nobody_is_put_in_charge_by_hand_before_the_branch_begins(
    huoi_co: World, browser_of: Any, state: str, status: int
) -> None:
    """A pause leaves people in charge, so whoever falls away has to be replaced."""
    await stands_at(huoi_co, state)
    khoa = await browser_of(huoi_co.khoa)
    form = {
        "op": "m", "houses": [huoi_co.canh.id], "member": huoi_co.khoa.id, "reason": "Gần nhà", "sure": "1",
    }  # fmt: skip

    answer = await khoa.send_form(f"/assignments/branches/{huoi_co.branch.id}/moves", form)

    assert answer.status_code == status
    assert await ChargeChange.exists() == (status == 303)
    assert wrong_fields(answer) == (["houses"] if status == 422 else [])


@pytest.mark.parametrize("action", ["propose", "publish", "enforce"])
async def test_a_plan_under_way_waits_while_the_branch_pauses(
    huoi_co: World, browser_of: Any, action: str
) -> None:
    before = {"propose": "draft", "publish": "approved", "enforce": "published"}[action]
    plan = await brought_to(huoi_co, browser_of, before)
    clerk = await browser_of(huoi_co.clerk)
    await stands_at(huoi_co, "paused")

    waits = await step(clerk, plan, action, op="while")
    await plan.refresh_from_db()
    held = await PlanStep.filter(plan_id=plan.id, action=action).exists()
    given_up = await step(clerk, plan, "cancel", op="give-up")

    assert waits.status_code == 409 and PAUSED in waits.text
    assert (plan.state, held) == (before, False)
    assert given_up.status_code == 303
