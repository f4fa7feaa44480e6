"""Where the branch decides, its plan needs no step of the commune; who decides where is data with dates."""

from datetime import timedelta
from typing import Any

import pytest

from tests.assignments.planning import TODAY, brought_to, made, step
from tests.support.browsing import wrong_fields
from tests.support.world import World
from webapp.assignments.charge.models import ChargeChange
from webapp.assignments.plans.models import ApprovalLevel, AssignmentPlan, Level, PlanLine, PlanStep
from webapp.assignments.plans.queries import level_of
from webapp.core.calendar import today
from webapp.people.models import PartyOrg
from webapp.register.charge import holders_of

RESOLUTION = {"paper_no": "03-NQ/CB", "paper_on": TODAY}
TAKES_BACK = 'name="action" value="take_back"'
WORD = {"branch": "all", "level": "branch", "since": TODAY, "paper_no": "07-QĐ/ĐU"}


async def the_branch_decides(world: World) -> None:
    await ApprovalLevel.create(
        branch=world.branch, level="branch", valid_from=today(), paper_no="07-QĐ/ĐU", by_name="Hà Thị Ơn",
        at="2026-01-01T00:00:00+00:00", commune=world.commune.id,
    )  # fmt: skip


async def agreed(world: World, browser_of: Any) -> AssignmentPlan:
    await the_branch_decides(world)
    return await brought_to(world, browser_of, "branch_agreed")


async def test_the_secretary_publishes_with_the_resolution_and_members_say_yes(
    huoi_co: World, browser_of: Any
) -> None:
    plan = await agreed(huoi_co, browser_of)
    secretary = await browser_of(huoi_co.khoa)

    answer = await step(secretary, plan, "publish_here", **RESOLUTION)

    assert answer.status_code == 303
    await plan.refresh_from_db()
    assert (plan.state, plan.decision_no, plan.decided_on) == ("published", "03-NQ/CB", today())
    assert "Nghị quyết 03-NQ/CB ngày" in (await secretary.get(f"/assignments/plans/{plan.id}")).text
    for member in (huoi_co.dan, huoi_co.en):
        await (await browser_of(member)).send_form(f"/assignments/plans/{plan.id}/answers", {"answer": "yes"})
    await plan.refresh_from_db()
    assert plan.state == "in_force"
    assert (await holders_of([huoi_co.an.id], today()))[huoi_co.an.id] == huoi_co.dan.id


@pytest.mark.both
async def test_publishing_twice_is_once(huoi_co: World, browser_of: Any) -> None:
    plan = await agreed(huoi_co, browser_of)
    secretary = await browser_of(huoi_co.khoa)

    answers = [await step(secretary, plan, "publish_here", op="same", **RESOLUTION) for _ in range(2)]
    other = await step(secretary, plan, "publish_here", op="another", **RESOLUTION)

    assert [one.status_code for one in (*answers, other)] == [303, 303, 409]
    assert await PlanStep.filter(plan_id=plan.id, action="publish_here").count() == 1


async def test_a_stranger_finds_nothing_and_the_commune_has_no_part(huoi_co: World, browser_of: Any) -> None:
    plan = await agreed(huoi_co, browser_of)
    refused = await step(await browser_of(huoi_co.secretary), plan, "publish_here", op="a", **RESOLUTION)
    member = await step(await browser_of(huoi_co.dan), plan, "publish_here", op="b", **RESOLUTION)
    elsewhere = await PartyOrg.create(
        unit=huoi_co.other_hamlet, kind="branch", branch_kind="hamlet", name="Chi bộ Xàn",
        commune=huoi_co.commune.id,
    )  # fmt: skip
    await AssignmentPlan.filter(id=plan.id).update(branch_id=elsewhere.id)

    stranger = await step(await browser_of(huoi_co.khoa), plan, "publish_here", op="c", **RESOLUTION)

    assert (refused.status_code, member.status_code, stranger.status_code) == (403, 403, 404)
    await plan.refresh_from_db()
    assert plan.state == "branch_agreed"


async def test_without_the_resolutions_number_it_is_asked_for(huoi_co: World, browser_of: Any) -> None:
    plan = await agreed(huoi_co, browser_of)

    answer = await step(
        await browser_of(huoi_co.khoa), plan, "publish_here", paper_no="", paper_on="31/02/2026"
    )

    assert answer.status_code == 422
    assert "31/02/2026" in answer.text
    assert "Số nghị quyết" in answer.text


@pytest.mark.parametrize("local", [True, False])
async def test_each_way_has_only_its_own_steps(huoi_co: World, browser_of: Any, local: bool) -> None:
    plan = await (agreed if local else _agreed_under_the_commune)(huoi_co, browser_of)
    secretary = await browser_of(huoi_co.khoa)
    wrong, right = ("submit", "publish_here") if local else ("publish_here", "submit")

    page = (await secretary.get(f"/assignments/plans/{plan.id}")).text
    answer = await step(secretary, plan, wrong, **RESOLUTION)

    assert answer.status_code == 409
    assert f'value="{right}"' in page
    assert f'value="{wrong}"' not in page


async def _agreed_under_the_commune(world: World, browser_of: Any) -> AssignmentPlan:
    return await brought_to(world, browser_of, "branch_agreed")


async def test_after_seven_days_the_secretary_brings_it_into_force(huoi_co: World, browser_of: Any) -> None:
    plan = await agreed(huoi_co, browser_of)
    secretary = await browser_of(huoi_co.khoa)
    await secretary.send_form(f"/assignments/plans/{plan.id}/lines")
    await step(secretary, plan, "publish_here", **RESOLUTION)

    early = await step(secretary, plan, "enforce_here", op="early")
    await plan.refresh_from_db()
    await AssignmentPlan.filter(id=plan.id).update(published_at=plan.published_at - timedelta(days=8))
    late = await step(secretary, plan, "enforce_here", op="late")

    assert (early.status_code, late.status_code) == (409, 303)
    await plan.refresh_from_db()
    assert plan.state == "in_force"
    assert {row.reason for row in await ChargeChange.all()} <= {"Nghị quyết 03-NQ/CB"}


async def test_a_plan_keeps_the_way_it_began_with(huoi_co: World, browser_of: Any) -> None:
    plan = await made(huoi_co, await browser_of(huoi_co.khoa))

    await the_branch_decides(huoi_co)
    await brought_to(huoi_co, browser_of, "submitted")

    await plan.refresh_from_db()
    assert (plan.level, plan.state) == ("commune", "submitted")


async def test_the_branchs_own_word_comes_before_what_is_said_of_all(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    tomorrow = today() + timedelta(days=1)

    for _ in range(2):
        assert (await clerk.send_form("/assignments/levels", WORD)).status_code == 303
    own = {**WORD, "branch": huoi_co.branch.id, "level": "commune", "since": f"{tomorrow:%d/%m/%Y}"}
    await clerk.send_form("/assignments/levels", own)

    assert await ApprovalLevel.all().count() == 2
    assert await level_of(huoi_co.branch, today() - timedelta(days=1)) is Level.COMMUNE
    assert await level_of(huoi_co.branch, today()) is Level.BRANCH
    assert await level_of(huoi_co.branch, tomorrow) is Level.COMMUNE
    assert "Xã quyết định" in (await clerk.get("/assignments/levels")).text


async def test_a_later_word_ends_the_earlier_one_the_day_before(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    later = today() + timedelta(days=30)

    await clerk.send_form("/assignments/levels", WORD)
    await clerk.send_form("/assignments/levels", {**WORD, "level": "commune", "since": f"{later:%d/%m/%Y}"})

    first = await ApprovalLevel.filter().order_by("valid_from").first()
    assert first and first.valid_to == later - timedelta(days=1)


@pytest.mark.parametrize(
    "sent", [{"branch": ""}, {"level": "province"}, {"since": "31/02/2026"}, {"paper_no": ""}]
)
async def test_a_word_is_asked_for_what_is_missing(
    huoi_co: World, browser_of: Any, sent: dict[str, str]
) -> None:
    answer = await (await browser_of(huoi_co.clerk)).send_form("/assignments/levels", {**WORD, **sent})

    assert answer.status_code == 422
    assert wrong_fields(answer) == list(sent)
    assert {**WORD, **sent}["since"] in answer.text
    assert not await ApprovalLevel.exists()


@pytest.mark.both
async def test_an_earlier_day_than_the_newest_word_is_refused(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    await clerk.send_form("/assignments/levels", WORD)

    answer = await clerk.send_form("/assignments/levels", {**WORD, "level": "commune", "since": "01/01/2020"})

    assert answer.status_code == 422
    assert "01/01/2020" in answer.text


async def test_only_the_office_writes_it_and_knows_only_its_own_branches(
    huoi_co: World, browser_of: Any
) -> None:
    for who in (huoi_co.khoa, huoi_co.secretary):
        assert (await (await browser_of(who)).send_form("/assignments/levels", WORD)).status_code == 403
    clerk = await browser_of(huoi_co.clerk)
    stranger = await clerk.send_form("/assignments/levels", {**WORD, "branch": "AAAAAAAAAAA"})

    assert stranger.status_code == 404
    assert not await ApprovalLevel.exists()


async def test_the_secretary_takes_it_back_and_goes_on_with_a_draft(huoi_co: World, browser_of: Any) -> None:
    plan = await agreed(huoi_co, browser_of)
    secretary = await browser_of(huoi_co.khoa)
    await step(secretary, plan, "publish_here", **RESOLUTION)
    asked = {"answer": "change", "note": "Xin bớt một hộ"}
    await (await browser_of(huoi_co.dan)).send_form(f"/assignments/plans/{plan.id}/answers", asked)
    where = f"/assignments/plans/{plan.id}"

    offered = TAKES_BACK in (await secretary.get(where)).text
    silent = await step(secretary, plan, "take_back", op="silent")
    answers = [await step(secretary, plan, "take_back", op="same", note="Đ/c Dần xin bớt") for _ in range(2)]

    await plan.refresh_from_db()
    again = await AssignmentPlan.get(branch_id=huoi_co.branch.id, state="draft")
    assert offered and silent.status_code == 422
    assert {one.headers["location"] for one in answers} == {f"/assignments/plans/{again.id}"}
    assert (plan.state, again.level) == ("cancelled", "branch")
    assert "rút về để sửa" in (await secretary.get(where)).text
    page = (await secretary.get(f"/assignments/plans/{again.id}")).text
    assert "HC-001" in page and "Xin bớt một hộ" not in page
    assert (await (await browser_of(huoi_co.dan)).get(where)).status_code == 404


@pytest.mark.both
async def test_what_was_chosen_by_hand_is_still_chosen_in_the_draft(huoi_co: World, browser_of: Any) -> None:
    await the_branch_decides(huoi_co)
    secretary = await browser_of(huoi_co.khoa)
    plan = await made(huoi_co, secretary)
    chosen = {"houses": [huoi_co.an.id], "member": huoi_co.khoa.id, "reason": "Cùng tổ liên gia"}
    await secretary.send_form(f"/assignments/plans/{plan.id}/lines", chosen)
    await brought_to(huoi_co, browser_of, "branch_agreed")

    await step(secretary, plan, "take_back", note="Họp lại")

    line = await PlanLine.get(plan__state="draft", household_id=huoi_co.an.id)
    assert (line.member_id, line.reason) == (huoi_co.khoa.id, "Cùng tổ liên gia")


async def test_only_the_deciding_branch_takes_it_back(huoi_co: World, browser_of: Any) -> None:
    plan = await brought_to(huoi_co, browser_of, "published")  # where the commune decides
    secretary = await browser_of(huoi_co.khoa)

    answers = [
        await step(await browser_of(who), plan, "take_back", op=who.id[:9], note="Họp lại")
        for who in (huoi_co.secretary, huoi_co.dan, huoi_co.khoa)
    ]

    assert [one.status_code for one in answers] == [403, 403, 409]
    assert TAKES_BACK not in (await secretary.get(f"/assignments/plans/{plan.id}")).text


async def test_over_an_open_wish_for_a_change_it_is_brought_into_force_knowingly(
    huoi_co: World, browser_of: Any
) -> None:
    plan = await agreed(huoi_co, browser_of)
    secretary = await browser_of(huoi_co.khoa)
    await step(secretary, plan, "publish_here", **RESOLUTION)
    asked = {"answer": "change", "note": "Xin bớt một hộ"}
    await (await browser_of(huoi_co.dan)).send_form(f"/assignments/plans/{plan.id}/answers", asked)
    await plan.refresh_from_db()
    await AssignmentPlan.filter(id=plan.id).update(published_at=plan.published_at - timedelta(days=8))

    page = (await secretary.get(f"/assignments/plans/{plan.id}")).text
    unaware = await step(secretary, plan, "enforce_here", op="unaware")
    aware = await step(secretary, plan, "enforce_here", op="aware", sure="1")

    assert "Còn đề nghị đổi chưa giải quyết: Lô Văn Dần" in page
    assert unaware.status_code == 422
    assert "Lô Văn Dần đang đề nghị đổi" in unaware.text
    assert aware.status_code == 303
    await plan.refresh_from_db()
    assert plan.state == "in_force"
