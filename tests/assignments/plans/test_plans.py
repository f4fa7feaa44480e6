"""A plan goes from the branch to the commune and back, one step at a time, each with who and when."""

from datetime import timedelta
from typing import Any

import pytest

from tests.assignments.planning import FILLED, TODAY, WAY, brought_to, made, step
from tests.support.browsing import wrong_fields
from tests.support.world import World
from webapp.assignments.plans.models import AssignmentPlan, PlanAnswer, PlanLine, PlanStep
from webapp.core.calendar import today
from webapp.people.models import Member, MemberStatus, PartyOrg
from webapp.register.charge import holders_of
from webapp.register.charge_models import Assignment

BEFORE = {
    "propose": "draft",
    "agree": "proposed",
    "submit": "branch_agreed",
    "approve": "submitted",
    "return": "submitted",
    "publish": "approved",
    "cancel": "approved",
}
TAKES = {
    "propose": "khoa",
    "agree": "khoa",
    "submit": "khoa",
    "approve": "secretary",
    "return": "clerk",
    "publish": "clerk",
    "enforce": "clerk",
    "cancel": "clerk",
}
MAY_NOT = {
    "propose": "secretary",
    "agree": "secretary",
    "submit": "secretary",
    "approve": "clerk",
    "return": "khoa",
    "publish": "khoa",
    "cancel": "khoa",
}
AFTER = {
    "propose": "proposed",
    "agree": "branch_agreed",
    "submit": "submitted",
    "approve": "approved",
    "return": "draft",
    "publish": "published",
    "cancel": "cancelled",
}


async def test_a_proposal_covers_every_household_and_says_why(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.khoa)

    plan = await made(huoi_co, secretary)
    page = (await secretary.get(f"/assignments/plans/{plan.id}")).text

    lines = await PlanLine.filter(plan_id=plan.id)
    held = {line.household_id: line.member_id for line in lines}
    assert held == {
        huoi_co.an.id: huoi_co.dan.id,
        huoi_co.bao.id: huoi_co.dan.id,
        huoi_co.canh.id: huoi_co.en.id,
    }
    assert "Giao đ/c Dần: đang phụ trách hộ này, phụ trách 2/14 hộ." in page
    assert "HC-001 · Moong Thị An" in page


async def test_a_branch_has_one_open_plan(huoi_co: World, browser_of: Any) -> None:
    secretary, clerk = await browser_of(huoi_co.khoa), await browser_of(huoi_co.clerk)

    assert (await made(huoi_co, secretary)).id == (await made(huoi_co, clerk)).id
    assert await AssignmentPlan.all().count() == 1


@pytest.mark.parametrize("action", BEFORE)
class TestEachStep:
    async def test_works_and_is_written_down(self, huoi_co: World, browser_of: Any, action: str) -> None:
        plan = await brought_to(huoi_co, browser_of, BEFORE[action])
        who = getattr(huoi_co, TAKES[action])

        answer = await step(await browser_of(who), plan, action, op="mine")

        assert answer.status_code == 303
        await plan.refresh_from_db()
        assert plan.state == AFTER[action]
        row = await PlanStep.get(plan_id=plan.id, action=action)
        assert (row.by, row.action, row.state) == (who.id, action, AFTER[action])
        assert row.paper_no == FILLED.get(action, {}).get("paper_no", "")

    async def test_twice_is_once(self, huoi_co: World, browser_of: Any, action: str) -> None:
        plan = await brought_to(huoi_co, browser_of, BEFORE[action])
        browser = await browser_of(getattr(huoi_co, TAKES[action]))

        answers = [await step(browser, plan, action, op="same") for _ in range(2)]
        other = await step(browser, plan, action, op="another")

        assert [one.status_code for one in answers] == [303, 303]
        assert await PlanStep.filter(plan_id=plan.id, action=action).count() == 1
        assert other.status_code == 409

    async def test_a_stranger_finds_nothing(self, huoi_co: World, browser_of: Any, action: str) -> None:
        plan = await brought_to(huoi_co, browser_of, BEFORE[action])
        elsewhere = await PartyOrg.create(
            unit=huoi_co.other_hamlet, kind="branch", branch_kind="hamlet", name="Chi bộ Xàn",
            commune=huoi_co.commune.id,
        )  # fmt: skip
        await AssignmentPlan.filter(id=plan.id).update(branch_id=elsewhere.id)

        assert (await step(await browser_of(huoi_co.khoa), plan, action)).status_code == 404
        assert (
            await (await browser_of(huoi_co.khoa)).get(f"/assignments/plans/{plan.id}")
        ).status_code == 404

    async def test_the_wrong_role_is_refused(self, huoi_co: World, browser_of: Any, action: str) -> None:
        plan = await brought_to(huoi_co, browser_of, BEFORE[action])

        answer = await step(await browser_of(getattr(huoi_co, MAY_NOT[action])), plan, action, op="no")

        assert answer.status_code == 403
        await plan.refresh_from_db()
        assert plan.state == BEFORE[action]


@pytest.mark.parametrize(
    ("action", "sent", "wrong"),
    [
        ("agree", {"paper_no": "", "paper_on": "31/02/2026"}, ["paper_no", "paper_on"]),
        ("agree", {"paper_no": "05-BB", "paper_on": "01/01/2999"}, ["paper_on"]),
        ("publish", {"paper_no": "x" * 61, "paper_on": TODAY}, ["paper_no"]),
        ("return", {"note": ""}, ["note"]),
        ("cancel", {"note": "Số 012345678901"}, ["note"]),
    ],
)
async def test_what_is_missing_is_asked_for_and_what_was_typed_stays(
    huoi_co: World, browser_of: Any, action: str, sent: dict[str, str], wrong: list[str]
) -> None:
    plan = await brought_to(huoi_co, browser_of, BEFORE[action])

    answer = await step(await browser_of(getattr(huoi_co, TAKES[action])), plan, action, **sent)

    assert answer.status_code == 422
    assert wrong_fields(answer) == wrong
    assert all(f'value="{typed}"' in answer.text for typed in sent.values())
    await plan.refresh_from_db()
    assert plan.state == BEFORE[action]


@pytest.mark.both
async def test_with_everybodys_yes_it_is_in_force_and_access_follows(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.khoa)
    plan = await made(huoi_co, secretary)
    moved = await secretary.send_form(
        f"/assignments/plans/{plan.id}/lines",
        {"houses": [huoi_co.bao.id], "member": huoi_co.en.id, "reason": "Nhà sát vách", "op": "x"},
    )
    assert moved.status_code == 303
    plan = await brought_to(huoi_co, browser_of, "published")
    dan, en = await browser_of(huoi_co.dan), await browser_of(huoi_co.en)
    assert f"/assignments/plans/{plan.id}" in (await dan.get("/")).text
    seen = (await dan.get(f"/assignments/plans/{plan.id}")).text
    assert "HC-001" in seen
    assert "HC-002" not in seen

    for browser in (dan, en, en):
        answer = await browser.send_form(f"/assignments/plans/{plan.id}/answers", {"answer": "yes"})
        assert answer.status_code == 303

    await plan.refresh_from_db()
    assert (plan.state, plan.in_force_from) == ("in_force", today())
    assert await holders_of([huoi_co.an.id, huoi_co.bao.id, huoi_co.canh.id], today()) == {
        huoi_co.an.id: huoi_co.dan.id,
        huoi_co.bao.id: huoi_co.en.id,
        huoi_co.canh.id: huoi_co.en.id,
    }
    yesterday = today() - timedelta(days=1)
    assert (await holders_of([huoi_co.bao.id], yesterday))[huoi_co.bao.id] == huoi_co.dan.id
    assert (await en.get(f"/households/{huoi_co.bao.id}")).status_code == 200
    assert (await dan.get(f"/households/{huoi_co.bao.id}")).status_code == 404
    assert await Assignment.filter(member_id=huoi_co.en.id).count() == 1
    assert await PlanAnswer.filter(plan_id=plan.id).count() == 2
    assert f"/assignments/plans/{plan.id}" not in (await dan.get("/")).text


async def test_the_office_waits_for_answers_seven_days(huoi_co: World, browser_of: Any) -> None:
    plan = await brought_to(huoi_co, browser_of, "published")
    clerk = await browser_of(huoi_co.clerk)

    early = await step(clerk, plan, "enforce", op="early")
    await AssignmentPlan.filter(id=plan.id).update(published_at=plan.published_at - timedelta(days=8))
    late = await step(clerk, plan, "enforce", op="late")
    again = await step(clerk, plan, "enforce", op="late")

    assert early.status_code == 409
    assert "Chưa đủ người trả lời" in early.text
    assert (late.status_code, again.status_code) == (303, 303)
    await plan.refresh_from_db()
    assert plan.state == "in_force"


async def test_a_member_asks_for_a_change_in_their_own_words(huoi_co: World, browser_of: Any) -> None:
    plan = await brought_to(huoi_co, browser_of, "published")
    dan, khoa = await browser_of(huoi_co.dan), await browser_of(huoi_co.khoa)
    where = f"/assignments/plans/{plan.id}/answers"

    empty = await dan.send_form(where, {"answer": "change", "note": ""})
    no_choice = await dan.send_form(where, {"answer": "", "note": "Xin bớt một hộ"})
    asked = await dan.send_form(where, {"answer": "change", "note": "Xin bớt một hộ"})
    stranger = await khoa.send_form(where, {"answer": "yes"})

    assert (empty.status_code, no_choice.status_code, asked.status_code) == (422, 422, 303)
    assert "Xin bớt một hộ" in no_choice.text
    assert stranger.status_code == 404
    assert "Xin bớt một hộ" in (await khoa.get(f"/assignments/plans/{plan.id}")).text
    await plan.refresh_from_db()
    assert plan.state == "published"


async def test_before_it_is_published_a_member_sees_nothing_of_it(huoi_co: World, browser_of: Any) -> None:
    plan = await brought_to(huoi_co, browser_of, "approved")

    assert (await (await browser_of(huoi_co.dan)).get(f"/assignments/plans/{plan.id}")).status_code == 404


async def test_who_left_since_the_proposal_stops_it(huoi_co: World, browser_of: Any) -> None:
    plan = await brought_to(huoi_co, browser_of, "approved")
    await MemberStatus.create(
        member=huoi_co.dan, status="away_long", valid_from=today(), commune=huoi_co.commune.id
    )

    answer = await step(await browser_of(huoi_co.clerk), plan, "publish")

    assert answer.status_code == 409
    assert "Lô Văn Dần không nhận hộ được nữa" in answer.text


async def test_a_newer_plan_replaces_the_one_in_force(huoi_co: World, browser_of: Any) -> None:
    plans = []
    for _ in range(2):
        plan = await brought_to(huoi_co, browser_of, "published")
        for member in (huoi_co.dan, huoi_co.en):
            await (await browser_of(member)).send_form(
                f"/assignments/plans/{plan.id}/answers", {"answer": "yes"}
            )
        plans.append(plan.id)

    assert [(await AssignmentPlan.get(id=id_)).state for id_ in plans] == ["superseded", "in_force"]
    assert await Assignment.all().count() == 2


async def test_what_the_branch_chose_by_hand_stays_when_it_is_proposed_again(
    huoi_co: World, browser_of: Any
) -> None:
    secretary = await browser_of(huoi_co.khoa)
    plan = await made(huoi_co, secretary)
    chosen = {"houses": [huoi_co.an.id], "member": huoi_co.khoa.id, "reason": "Cùng tổ liên gia"}
    await secretary.send_form(f"/assignments/plans/{plan.id}/lines", chosen)

    await secretary.send_form(f"/assignments/plans/{plan.id}/proposal")

    line = await PlanLine.get(plan_id=plan.id, household_id=huoi_co.an.id)
    assert (line.member_id, line.reason) == (huoi_co.khoa.id, "Cùng tổ liên gia")
    assert line.by_hand == huoi_co.khoa.full_name


OWN = "nhà của chính đồng chí này"


async def test_an_own_home_that_the_branch_chose_is_said_and_stays_when_it_is_proposed_again(
    huoi_co: World, browser_of: Any
) -> None:
    huoi_co.en.home_cluster, huoi_co.en.home_path_order = huoi_co.an.cluster_id, huoi_co.an.path_order
    await huoi_co.en.save()
    await Member.filter(id=huoi_co.khoa.id).update(capacity_override=0)
    secretary = await browser_of(huoi_co.khoa)
    plan = await made(huoi_co, secretary)
    where = f"/assignments/plans/{plan.id}"
    before = (await secretary.get(where)).text
    chosen = {"houses": [huoi_co.an.id], "member": huoi_co.en.id, "reason": "Chi bộ thống nhất"}

    await secretary.send_form(f"{where}/lines", chosen)
    said = (await secretary.get(where)).text
    await secretary.send_form(f"{where}/proposal")

    assert OWN not in before and OWN in said
    line = await PlanLine.get(plan_id=plan.id, household_id=huoi_co.an.id)
    assert (line.member_id, line.reason) == (huoi_co.en.id, "Chi bộ thống nhất")
    await brought_to(huoi_co, browser_of, "published")
    for member in (huoi_co.dan, huoi_co.en):
        await (await browser_of(member)).send_form(f"{where}/answers", {"answer": "yes"})
    later = await made(huoi_co, secretary)
    assert (await PlanLine.get(plan_id=later.id, household_id=huoi_co.an.id)).member_id == huoi_co.en.id


@pytest.mark.both
async def test_an_own_home_that_became_known_later_is_somebody_elses(huoi_co: World, browser_of: Any) -> None:
    huoi_co.en.home_cluster, huoi_co.en.home_path_order = huoi_co.canh.cluster_id, huoi_co.canh.path_order
    await huoi_co.en.save()

    plan = await made(huoi_co, await browser_of(huoi_co.khoa))

    line = await PlanLine.get(plan_id=plan.id, household_id=huoi_co.canh.id)
    assert line.member_id not in (None, huoi_co.en.id)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"houses": [], "reason": "Gần nhà"}, "houses"),
        ({"reason": ""}, "reason"),
        ({"member": "", "reason": "Gần nhà"}, "member"),
        ({"member": "AAAAAAAAAAA", "reason": "Gần nhà"}, "member"),
    ],
)
async def test_a_change_by_hand_is_asked_for_what_is_missing(
    huoi_co: World, browser_of: Any, sent: dict[str, Any], wrong: str
) -> None:
    secretary = await browser_of(huoi_co.khoa)
    plan = await made(huoi_co, secretary)
    given = {"houses": [huoi_co.an.id], "member": huoi_co.en.id, **sent}

    answer = await secretary.send_form(f"/assignments/plans/{plan.id}/lines", given)

    assert answer.status_code == 422
    assert wrong_fields(answer) == [wrong]
    assert sent["reason"] in answer.text
    assert (await PlanLine.get(plan_id=plan.id, household_id=huoi_co.an.id)).member_id == huoi_co.dan.id


async def test_nobody_is_given_more_than_they_agreed_to(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.khoa)
    plan = await made(huoi_co, secretary)
    huoi_co.en.capacity_override = 1
    await huoi_co.en.save()

    answer = await secretary.send_form(
        f"/assignments/plans/{plan.id}/lines",
        {"houses": [huoi_co.an.id], "member": huoi_co.en.id, "reason": "Gần nhà"},
    )

    assert answer.status_code == 422
    assert "Vi Thị Én nhận tối đa 1 hộ, đang có 1 hộ" in answer.text


async def test_after_the_meeting_agreed_nothing_is_changed(huoi_co: World, browser_of: Any) -> None:
    plan = await brought_to(huoi_co, browser_of, "branch_agreed")
    secretary = await browser_of(huoi_co.khoa)
    given = {"houses": [huoi_co.an.id], "member": huoi_co.en.id, "reason": "Gần nhà"}

    for end in ("lines", "proposal"):
        assert (await secretary.send_form(f"/assignments/plans/{plan.id}/{end}", given)).status_code == 409


def test_the_way_is_complete() -> None:
    assert set(WAY) | {"return", "cancel"} == set(TAKES)


async def test_the_board_puts_who_has_nobody_first(huoi_co: World, browser_of: Any) -> None:
    await MemberStatus.create(
        member=huoi_co.dan, status="away_long", valid_from=today(), commune=huoi_co.commune.id
    )

    page = (await (await browser_of(huoi_co.khoa)).get("/assignments")).text

    assert "2 hộ chưa có người phụ trách" in page
    assert page.index("HC-001") < page.index("Vi Thị Én")
    assert "hiện không nhận hộ được" in page
