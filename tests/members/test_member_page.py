"""One member's page: what holds now, what held before, and who may put which part right."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.world import LONG_AGO, World
from webapp.core.calendar import today
from webapp.people.models import BranchMembership, Member, MemberStatus, PartyOrg, Position
from webapp.people.record_models import PeopleChange
from webapp.people.rules import states_of

YESTERDAY = today() - timedelta(days=1)


def said(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def exemption(**other: str) -> dict[str, str]:
    return {
        "what": "status", "op": "one.status", "status": "exempt", "status_from": said(today()),
        "status_kind": "both", "status_reason": "age_health", "status_paper": "07-NQ/CB", **other,
    }  # fmt: skip


async def other_branch(world: World) -> PartyOrg:
    return await PartyOrg.create(
        unit=world.other_hamlet, kind="branch", branch_kind="hamlet", name="Chi bộ Bản Xàn",
        commune=world.commune.id,
    )  # fmt: skip


async def far_member(world: World) -> Member:
    branch = await other_branch(world)
    far = await Member.create(full_name="Mạc Văn Ưng", commune=world.commune.id)
    await BranchMembership.create(member=far, branch=branch, valid_from=LONG_AGO, commune=world.commune.id)
    return far


async def test_the_office_exempts_a_member_and_past_months_keep_their_state(
    huoi_co: World, browser_of: Any
) -> None:
    clerk = await browser_of(huoi_co.clerk)

    answer = await clerk.send_form(f"/members/{huoi_co.en.id}/changes", exemption())
    page = (await clerk.get(answer.headers["location"])).text

    assert answer.status_code == 303
    assert "07-NQ/CB" in page and "tuổi cao, sức yếu" in page and "sinh hoạt và công tác" in page
    assert f"{said(LONG_AGO)} – {said(YESTERDAY)}" in page
    assert await states_of([huoi_co.en.id], today()) == {huoi_co.en.id: "exempt"}
    assert await states_of([huoi_co.en.id], YESTERDAY) == {huoi_co.en.id: "active"}
    change = await PeopleChange.get(member=huoi_co.en)
    assert (change.by_name, change.what) == ("Hà Thị Ơn", "status")


async def test_the_same_form_sent_twice_is_one_row(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    for _ in range(2):
        answer = await clerk.send_form(f"/members/{huoi_co.en.id}/changes", exemption())
        assert answer.status_code == 303

    assert await MemberStatus.filter(member=huoi_co.en).count() == 2
    assert await PeopleChange.filter(member=huoi_co.en).count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"status_paper": ""}, "status_paper"),
        ({"status_kind": ""}, "status_kind"),
        ({"status_reason": "tired"}, "status_reason"),
        ({"status_from": "31/02/2026"}, "status_from"),
        ({"status_to": said(LONG_AGO)}, "status_to"),
        ({"status": "dreaming"}, "status"),
        ({"status_paper": "012345678901"}, "status_paper"),
        ({"what": "nothing"}, "what"),
        ({"op": ""}, "what"),
    ],
)
async def test_what_is_wrong_is_said_and_the_words_stay(
    huoi_co: World, browser_of: Any, wrong: dict[str, str], field: str
) -> None:
    clerk = await browser_of(huoi_co.clerk)

    answer = await clerk.send_form(f"/members/{huoi_co.en.id}/changes", exemption(**wrong))

    assert answer.status_code == 422
    assert wrong_fields(answer) == [field]
    if wrong.keys() & {"status_kind", "status_reason", "status_from", "status_to"}:
        assert 'value="07-NQ/CB"' in answer.text
    assert await MemberStatus.filter(member=huoi_co.en).count() == 1


async def test_no_state_begins_before_one_that_is_written_down_already(
    huoi_co: World, browser_of: Any
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    path = f"/members/{huoi_co.en.id}/changes"
    await clerk.send_form(path, exemption())

    answer = await clerk.send_form(
        path, {"what": "status", "op": "two", "status": "suspended", "status_from": said(YESTERDAY)}
    )

    assert answer.status_code == 422
    assert wrong_fields(answer) == ["status_from"] and f"Từ {said(today())}" in answer.text


@pytest.mark.both
async def test_a_member_who_moves_away_leaves_branch_and_post(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)

    answer = await clerk.send_form(
        f"/members/{huoi_co.khoa.id}/changes",
        {"what": "status", "op": "one", "status": "transferred", "status_from": said(today())},
    )

    assert answer.status_code == 303
    assert (await BranchMembership.get(member=huoi_co.khoa)).valid_to == YESTERDAY
    assert (await Position.get(member=huoi_co.khoa)).valid_to == YESTERDAY


async def test_a_branch_secretary_puts_right_what_the_branch_knows_best(
    huoi_co: World, browser_of: Any
) -> None:
    khoa = await browser_of(huoi_co.khoa)
    path = f"/members/{huoi_co.dan.id}/changes"

    for form in (
        {"what": "capacity", "op": "a", "capacity": "reduced", "capacity_own": "7"},
        {"what": "languages", "op": "b", "languages": ["viet", "khmu"]},
        {"what": "phone", "op": "c", "phone": "+84 900 000 123"},
        {"what": "presence", "op": "d", "presence": "away_long", "presence_from": said(today())},
    ):
        assert (await khoa.send_form(path, form)).status_code == 303, form

    dan = await Member.get(id=huoi_co.dan.id)
    assert (dan.capacity, dan.capacity_override) == ("reduced", 7)
    assert (dan.languages, dan.phone) == (["viet", "khmu"], "0900000123")
    assert (await states_of([dan.id], today()))[dan.id] == "away_long"


async def test_a_branch_secretary_does_not_end_what_a_decision_says(huoi_co: World, browser_of: Any) -> None:
    clerk, khoa = await browser_of(huoi_co.clerk), await browser_of(huoi_co.khoa)
    path = f"/members/{huoi_co.en.id}/changes"
    await clerk.send_form(path, exemption())

    answer = await khoa.send_form(
        path, {"what": "presence", "op": "two", "presence": "active", "presence_from": said(today())}
    )

    assert answer.status_code == 422
    assert wrong_fields(answer) == ["presence"] and "(07-NQ/CB)" in answer.text


@pytest.mark.parametrize(
    "what", ["status", "name", "home", "post", "post_end", "branch", "second", "second_end"]
)
async def test_only_the_office_writes_the_rest(huoi_co: World, browser_of: Any, what: str) -> None:
    khoa = await browser_of(huoi_co.khoa)

    answer = await khoa.send_form(f"/members/{huoi_co.dan.id}/changes", {"what": what, "op": "one"})

    assert answer.status_code == 403
    assert f'name="what" value="{what}"' not in (await khoa.get(f"/members/{huoi_co.dan.id}")).text


async def test_who_may_open_the_page(huoi_co: World, browser_of: Any) -> None:
    far = await far_member(huoi_co)
    answers = {
        (person, member): (await (await browser_of(person)).get(f"/members/{member.id}")).status_code
        for person in (huoi_co.clerk, huoi_co.secretary, huoi_co.khoa, huoi_co.dan, huoi_co.viewer, None)
        for member in (huoi_co.en, far)
    }

    assert [answers[person, huoi_co.en] for person in (huoi_co.clerk, huoi_co.secretary, huoi_co.khoa)] == [
        200
    ] * 3
    assert answers[huoi_co.khoa, far] == 404
    assert [answers[huoi_co.dan, one] for one in (huoi_co.en, far)] == [403, 403]
    assert answers[huoi_co.viewer, far] == 403
    assert answers[None, far] == 303
    khoa = await browser_of(huoi_co.khoa)
    sent = await khoa.send_form(f"/members/{far.id}/changes", {"what": "phone", "op": "x", "phone": ""})
    assert sent.status_code == 404
    reader = await browser_of(huoi_co.secretary)
    assert (await reader.send_form(f"/members/{far.id}/changes", {})).status_code == 403
    assert "<form method" not in re.sub(
        r'<form method="post" autocomplete="off" action="/sign-out">',
        "",
        (await reader.get(f"/members/{far.id}")).text,
    )


async def test_names_are_put_right_and_the_order_follows(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    form = {
        "what": "name", "op": "one", "full_name": " Lô  Văn Ân ", "birth_year": "1971", "gender": "male",
        "joined_on": "3/2/1999", "standing": "official",
    }  # fmt: skip

    answer = await clerk.send_form(f"/members/{huoi_co.dan.id}/changes", form)
    wrong = await clerk.send_form(
        f"/members/{huoi_co.dan.id}/changes", form | {"op": "2", "full_name": "=1+1"}
    )

    dan = await Member.get(id=huoi_co.dan.id)
    assert answer.status_code == 303
    assert (dan.full_name, dan.folded, dan.birth_year, dan.joined_on) == (
        "Lô Văn Ân",
        "lo van an",
        1971,
        date(1999, 2, 3),
    )
    assert wrong.status_code == 422 and 'value="=1+1"' in wrong.text


@pytest.mark.both
async def test_home_is_a_cluster_and_a_place_on_the_path(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    path = f"/members/{huoi_co.dan.id}"
    cluster = str(huoi_co.an.cluster_id)

    done = await clerk.send_form(
        f"{path}/changes", {"what": "home", "op": "1", "home_cluster": cluster, "home_place": "20"}
    )
    nowhere = await clerk.send_form(f"{path}/changes", {"what": "home", "op": "2", "home_cluster": "nowhere"})

    assert done.status_code == 303
    assert "Bản Huồi Cọ – Khe trên, thứ tự 20" in (await clerk.get(path)).text
    assert nowhere.status_code == 422


async def test_a_post_is_given_from_a_day_and_ended(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    path = f"/members/{huoi_co.en.id}/changes"
    form = {
        "what": "post",
        "op": "1",
        "post": "deputy_secretary",
        "post_org": huoi_co.branch.id,
        "post_from": said(LONG_AGO),
    }

    assert (await clerk.send_form(path, form)).status_code == 303
    again = await clerk.send_form(path, form | {"op": "2"})
    second = await clerk.send_form(path, form | {"op": "3", "post": "secretary", "post_from": said(today())})
    held = await Position.get(member=huoi_co.en)
    ended = await clerk.send_form(
        path, {"what": "post_end", "op": "4", "held": held.id, "post_last": said(today())}
    )

    assert again.status_code == 422
    assert second.status_code == 422 and "Cụt Đình Khoa đang giữ chức vụ này" in second.text
    assert ended.status_code == 303
    assert (await Position.get(member=huoi_co.en)).valid_to == today()


@pytest.mark.both
async def test_a_post_in_a_branch_is_for_those_who_take_part_in_it(huoi_co: World, browser_of: Any) -> None:
    branch, clerk = await other_branch(huoi_co), await browser_of(huoi_co.clerk)

    answer = await clerk.send_form(
        f"/members/{huoi_co.en.id}/changes",
        {"what": "post", "op": "1", "post": "secretary", "post_org": branch.id, "post_from": said(today())},
    )

    assert answer.status_code == 422
    assert wrong_fields(answer) == ["post_org"]


async def test_a_move_to_another_branch_ends_place_and_posts_in_the_old(
    huoi_co: World, browser_of: Any
) -> None:
    branch, clerk = await other_branch(huoi_co), await browser_of(huoi_co.clerk)

    answer = await clerk.send_form(
        f"/members/{huoi_co.khoa.id}/changes",
        {"what": "branch", "op": "1", "branch": branch.id, "branch_from": said(today())},
    )

    rows = await BranchMembership.filter(member=huoi_co.khoa).order_by("valid_from")
    assert answer.status_code == 303
    assert [(row.branch_id, row.valid_to) for row in rows] == [
        (huoi_co.branch.id, YESTERDAY),
        (branch.id, None),
    ]
    assert (await Position.get(member=huoi_co.khoa)).valid_to == YESTERDAY


@pytest.mark.both
async def test_a_second_branch_ends_by_itself(huoi_co: World, browser_of: Any) -> None:
    branch, clerk = await other_branch(huoi_co), await browser_of(huoi_co.clerk)
    path = f"/members/{huoi_co.en.id}/changes"
    form = {
        "what": "second", "op": "1", "second": branch.id, "second_from": said(today()),
        "second_to": said(today() + timedelta(days=30)),
    }  # fmt: skip

    done = await clerk.send_form(path, form)
    again = await clerk.send_form(path, form | {"op": "2"})
    own = await clerk.send_form(path, form | {"op": "3", "second": huoi_co.branch.id})
    row = await BranchMembership.get(member=huoi_co.en, secondary=True)
    ended = await clerk.send_form(
        path, {"what": "second_end", "op": "4", "held": row.id, "second_last": said(today())}
    )

    assert (done.status_code, again.status_code, own.status_code) == (303, 422, 422)
    assert row.valid_to == today() + timedelta(days=30)
    assert ended.status_code == 303
    await row.refresh_from_db()
    assert row.valid_to == today()


@pytest.mark.both
async def test_the_office_puts_a_new_member_on_the_roster_once(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    form = {
        "op": "new-one", "full_name": "Vừ Bá Sơn", "birth_year": "1990", "gender": "male", "standing": "probationary",
        "joined_on": said(LONG_AGO), "branch": huoi_co.branch.id, "branch_from": said(LONG_AGO), "capacity": "light",
        "languages": ["viet"], "phone": "",
    }  # fmt: skip

    answers = [await clerk.send_form("/members/new", form) for _ in range(2)]
    wrong = await clerk.send_form("/members/new", form | {"op": "2", "branch": "nowhere"})
    refused = await (await browser_of(huoi_co.khoa)).send_form("/members/new", form | {"op": "3"})

    member = await Member.get(full_name="Vừ Bá Sơn")
    assert [one.headers["location"] for one in answers] == [f"/members/{member.id}"] * 2
    assert (member.probationary, member.capacity) == (True, "light")
    assert await BranchMembership.filter(member=member, branch=huoi_co.branch).count() == 1
    assert wrong.status_code == 422 and 'value="Vừ Bá Sơn"' in wrong.text
    assert refused.status_code == 403


@pytest.mark.parametrize("status", ["exempt", "suspended", "transferred", "deceased"])
async def test_who_cannot_be_in_charge_is_refused_by_hand_and_shown_loudly(
    huoi_co: World, browser_of: Any, status: str
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    await clerk.send_form(f"/members/{huoi_co.en.id}/changes", exemption(status=status))
    moves = f"/assignments/branches/{huoi_co.branch.id}/moves"

    given = await clerk.send_form(
        moves, {"op": "m", "houses": [huoi_co.an.id], "member": huoi_co.en.id, "reason": "Gần nhà"}
    )
    board = (await clerk.get(f"/assignments?branch={huoi_co.branch.id}")).text
    page = (await clerk.get(f"/members/{huoi_co.en.id}")).text

    assert given.status_code == 422
    assert "không nhận hộ được" in given.text or "hiện không nhận" in given.text
    assert "1 hộ chưa có người phụ trách" in board
    uncovered = re.search(r"<h3>[^<]*chưa có[^<]*</h3>(.*?)<h3>", board, re.S)
    assert uncovered and huoi_co.canh.code in uncovered[1]
    assert "Còn 1 hộ do đồng chí này phụ trách" in page
