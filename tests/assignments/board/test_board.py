"""The board: who has nobody, and giving households to somebody else at once, with a reason."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from tests.assignments.planning import made
from tests.support.browsing import wrong_fields
from tests.support.world import World
from tests.support.written import name_need, phone_of
from webapp.accounts.models import Device
from webapp.assignments.charge.models import AnotherMember, ChargeChange
from webapp.assignments.charge.queries import handed_on
from webapp.assignments.plans.models import PlanLine
from webapp.core.calendar import today
from webapp.people.models import PartyOrg
from webapp.register.charge import holders_of
from webapp.register.charge_models import Assignment, GroupPlace


def moving(world: World, **more: Any) -> dict[str, Any]:
    return {
        "op": "once",
        "houses": [world.an.id, world.bao.id],
        "member": world.en.id,
        "reason": "Đ/c Dần đi học 2 tháng",
        **more,
    }


async def test_first_it_says_who_is_affected_and_changes_nothing(huoi_co: World, browser_of: Any) -> None:
    phone = await phone_of(huoi_co.dan)
    await Device.filter(id=phone.id).update(issued=5, received="1-3")
    secretary = await browser_of(huoi_co.khoa)

    answer = await secretary.send_form(f"/assignments/branches/{huoi_co.branch.id}/moves", moving(huoi_co))

    assert answer.status_code == 200
    assert "Từ đ/c Lô Văn Dần" in answer.text
    assert "2 phiếu trên máy đồng chí này chưa đến xã" in answer.text
    assert "2 hộ chuyển sang đ/c Vi Thị Én" in answer.text
    assert not await ChargeChange.all().exists()
    assert (await holders_of([huoi_co.an.id], today()))[huoi_co.an.id] == huoi_co.dan.id


@pytest.mark.parametrize(
    ("state", "said"), [("not_started", "chưa bắt đầu"), ("preparing", "chưa có phương án")]
)
async def test_before_a_plan_is_in_force_nobody_is_put_in_charge_by_hand(
    huoi_co: World, browser_of: Any, state: str, said: str
) -> None:
    await PartyOrg.filter(id=huoi_co.branch.id).update(rollout=state)
    await Assignment.all().delete()
    for who in (huoi_co.clerk, huoi_co.khoa):
        browser = await browser_of(who)

        board = (await browser.get(f"/assignments?branch={huoi_co.branch.id}")).text
        answer = await browser.send_form(
            f"/assignments/branches/{huoi_co.branch.id}/moves", moving(huoi_co, sure="1")
        )

        assert said in board and 'name="member"' not in board
        assert answer.status_code == 422 and wrong_fields(answer) == ["houses"]
    assert not await ChargeChange.exists() and not await Assignment.exists()


@pytest.mark.both
@pytest.mark.parametrize(("state", "anybody"), [("running", False), ("preparing", True)])
async def test_where_a_plan_is_in_force_or_somebody_in_charge_already_it_goes_by_hand(
    huoi_co: World, browser_of: Any, state: str, anybody: bool
) -> None:
    """A register of long ago may not say how far its branches are."""
    await PartyOrg.filter(id=huoi_co.branch.id).update(rollout=state)
    if not anybody:
        await Assignment.all().delete()

    answer = await (await browser_of(huoi_co.khoa)).send_form(
        f"/assignments/branches/{huoi_co.branch.id}/moves", moving(huoi_co, sure="1")
    )

    assert answer.status_code == 303


@pytest.mark.both
async def test_an_own_home_is_named_before_it_is_given(huoi_co: World, browser_of: Any) -> None:
    huoi_co.en.home_cluster, huoi_co.en.home_path_order = huoi_co.an.cluster_id, huoi_co.an.path_order
    await huoi_co.en.save()
    secretary = await browser_of(huoi_co.khoa)

    page = (
        await secretary.send_form(f"/assignments/branches/{huoi_co.branch.id}/moves", moving(huoi_co))
    ).text

    assert "HC-001 là nhà của chính đ/c Vi Thị Én" in page
    assert "HC-002 là nhà" not in page


async def test_then_it_is_done_once_with_the_reason(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.khoa)
    where = f"/assignments/branches/{huoi_co.branch.id}/moves"

    answers = [await secretary.send_form(where, moving(huoi_co, sure="1")) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    rows = await ChargeChange.all()
    assert sorted(row.household_id for row in rows) == sorted([huoi_co.an.id, huoi_co.bao.id])
    assert {(row.before_id, row.after_id, row.by_name, row.reason) for row in rows} == {
        (huoi_co.dan.id, huoi_co.en.id, "Cụt Đình Khoa", "Đ/c Dần đi học 2 tháng")
    }
    assert set((await holders_of([one.id for one in (huoi_co.an, huoi_co.canh)], today())).values()) == {
        huoi_co.en.id
    }
    ended = await Assignment.get(member_id=huoi_co.dan.id)
    assert ended.valid_to == today() - timedelta(days=1)
    assert "Lô Văn Dần → Vi Thị Én" in (await secretary.get("/handover")).text


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"houses": []}, "houses"),
        ({"reason": ""}, "reason"),
        ({"member": ""}, "member"),
        ({"houses": ["AAAAAAAAAAA"]}, "houses"),
    ],
)
async def test_what_is_missing_is_asked_for(
    huoi_co: World, browser_of: Any, more: dict[str, Any], wrong: str
) -> None:
    secretary = await browser_of(huoi_co.khoa)
    sent = moving(huoi_co, sure="1", **more)

    answer = await secretary.send_form(f"/assignments/branches/{huoi_co.branch.id}/moves", sent)

    assert answer.status_code == 422
    assert wrong_fields(answer) == [wrong]
    assert sent["reason"] in answer.text
    assert not await ChargeChange.all().exists()


async def test_a_household_elsewhere_and_a_branch_elsewhere_stay_out_of_reach(
    huoi_co: World, browser_of: Any
) -> None:
    secretary = await browser_of(huoi_co.khoa)
    far = moving(huoi_co, sure="1", houses=[huoi_co.far.id])

    elsewhere = await secretary.send_form(f"/assignments/branches/{huoi_co.branch.id}/moves", far)
    stranger = await secretary.send_form("/assignments/branches/AAAAAAAAAAA/moves", far)
    for role in (huoi_co.dan, huoi_co.secretary, huoi_co.viewer):
        browser = await browser_of(role)
        answer = await browser.send_form(f"/assignments/branches/{huoi_co.branch.id}/moves", far)
        assert answer.status_code == 403

    assert (elsewhere.status_code, stranger.status_code) == (422, 404)
    assert not await ChargeChange.all().exists()


async def test_single_households_that_moved_are_on_the_page_of_handovers_with_what_is_open(
    huoi_co: World, browser_of: Any
) -> None:
    await name_need(huoi_co.bao, "toilet", date(2026, 1, 5))
    secretary = await browser_of(huoi_co.khoa)
    sent = moving(huoi_co, sure="1", houses=[huoi_co.bao.id])

    await secretary.send_form(f"/assignments/branches/{huoi_co.branch.id}/moves", sent)

    [line] = await handed_on(Assignment.filter(member_id=huoi_co.dan.id), today() - timedelta(days=60))
    assert (line.homes, line.until) == ([huoi_co.bao.id], today() - timedelta(days=1))
    page = (await secretary.get("/handover")).text
    assert "còn 0 việc chờ trả lời, 1 nhu cầu" in page
    told = (await (await browser_of(huoi_co.dan)).get("/")).text
    assert "1 hộ" in told
    assert "Vi Thị Én" in told


@pytest.mark.both
async def test_a_family_may_ask_for_another_member_and_need_say_no_reason(
    huoi_co: World, browser_of: Any
) -> None:
    secretary = await browser_of(huoi_co.khoa)
    where = f"/assignments/branches/{huoi_co.branch.id}/wishes"

    for _ in range(2):
        assert (
            await secretary.send_form(where, {"houses": [huoi_co.an.id], "asked": "1"})
        ).status_code == 303
    board = (await secretary.get(f"/assignments?branch={huoi_co.branch.id}")).text
    plan = await made(huoi_co, secretary)

    row = await AnotherMember.get(household_id=huoi_co.an.id)
    assert row.member_id == huoi_co.dan.id
    assert row.reason is None
    assert board.count("<small>gia đình đề nghị") == 1
    line = await PlanLine.get(plan_id=plan.id, household_id=huoi_co.an.id)
    assert line.member_id != huoi_co.dan.id

    await secretary.send_form(where, {"houses": [huoi_co.an.id], "asked": "0"})
    assert not await AnotherMember.filter(withdrawn=None).exists()


async def test_a_wish_needs_a_household_that_has_somebody(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.khoa)
    await GroupPlace.filter(household_id=huoi_co.an.id).delete()
    where = f"/assignments/branches/{huoi_co.branch.id}/wishes"

    for houses in ([], [huoi_co.an.id], [huoi_co.far.id]):
        answer = await secretary.send_form(where, {"houses": houses, "asked": "1"})
        assert answer.status_code == 422
    assert not await AnotherMember.all().exists()
    assert (await secretary.send_form("/assignments/branches/AAAAAAAAAAA/wishes", {})).status_code == 404
    dan = await browser_of(huoi_co.dan)
    assert (await dan.send_form(where, {"houses": [huoi_co.canh.id], "asked": "1"})).status_code == 403


async def test_the_office_sees_every_hamlet_and_the_committee_changes_nothing(
    huoi_co: World, browser_of: Any
) -> None:
    clerk, secretary = await browser_of(huoi_co.clerk), await browser_of(huoi_co.secretary)

    assert "2/14" in (await clerk.get("/assignments")).text
    page = (await secretary.get(f"/assignments?branch={huoi_co.branch.id}")).text
    assert "HC-001" in page
    assert not re.findall(r'type="checkbox"', page)
