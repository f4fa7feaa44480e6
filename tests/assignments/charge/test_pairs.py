"""The branch says who should or should not be in charge of a household: coded, dated, taken back at any time."""

import re
from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.world import World
from webapp.assignments.charge.models import AnotherMember, PairMark
from webapp.assignments.plans.load_problem import facts_of
from webapp.assignments.proposer.explain import explain_line
from webapp.assignments.proposer.problem import Carer, House, Task
from webapp.assignments.proposer.propose import propose_holders
from webapp.core.calendar import today

KIN = {"suits": "0", "reason": "kinship"}


async def said(browser: Any, world: World, member: Any, **more: str) -> Any:
    sent = KIN | {"member": member.id} | more
    return await browser.send_form(f"/households/{world.an.id}/pairs", sent)


@pytest.mark.parametrize("who", ["khoa", "clerk"])
async def test_it_is_dated_and_read_by_the_secretary_and_the_office_alone(
    huoi_co: World, browser_of: Any, who: str
) -> None:
    writer, dan = await browser_of(getattr(huoi_co, who)), await browser_of(huoi_co.dan)

    for _ in range(2):
        answer = await said(writer, huoi_co, huoi_co.dan, op="op1")

    row = await PairMark.get()
    assert (row.household_id, row.member_id, row.suits) == (huoi_co.an.id, huoi_co.dan.id, False)
    assert (row.valid_from, row.valid_to, row.reason) == (today(), None, "kinship")
    page = (await writer.get(answer.headers["location"])).text
    assert "Lô Văn Dần: không nên phụ trách" in page and "là bà con" in page and row.by_name in page
    assert (
        "không nên phụ trách: là bà con"
        in (await writer.get(f"/assignments?branch={huoi_co.branch.id}")).text
    )
    assert f"/households/{huoi_co.an.id}/pairs" in (await writer.get(f"/households/{huoi_co.an.id}")).text
    assert (await dan.get(f"/households/{huoi_co.an.id}/pairs")).status_code == 403
    assert "/pairs" not in (await dan.get(f"/households/{huoi_co.an.id}")).text


@pytest.mark.both
async def test_proposals_and_moves_by_hand_follow_it_until_it_is_taken_back(
    huoi_co: World, browser_of: Any
) -> None:
    khoa = await browser_of(huoi_co.khoa)
    await said(khoa, huoi_co, huoi_co.dan)
    pair = (huoi_co.an.id, huoi_co.dan.id)

    facts = await facts_of(huoi_co.branch, today())
    assert pair in facts.task.barred and pair not in facts.asked
    assert propose_holders(facts.task).holders[huoi_co.an.id] != huoi_co.dan.id
    await said(khoa, huoi_co, huoi_co.en, op="op2")
    moves = f"/assignments/branches/{huoi_co.branch.id}/moves"
    move = {"houses": huoi_co.an.id, "member": huoi_co.en.id, "reason": "Gần nhà", "op": "op3"}
    refused = await khoa.send_form(moves, move)
    assert refused.status_code == 422 and wrong_fields(refused) == ["houses"]
    assert "cho đồng chí: HC-001" in refused.text

    for row in await PairMark.all():
        for _ in range(2):
            ended = await khoa.send_form(f"/households/{huoi_co.an.id}/pairs/{row.id}/end")
        assert ended.status_code == 303

    assert not (await facts_of(huoi_co.branch, today())).task.barred
    page = (await khoa.get(f"/households/{huoi_co.an.id}/pairs")).text
    assert "Đã thôi áp dụng" in page.split("</form>")[-1]
    assert {row.ended_by for row in await PairMark.all()} == {"Cụt Đình Khoa"}


async def test_what_is_said_last_of_the_two_holds(huoi_co: World, browser_of: Any) -> None:
    khoa = await browser_of(huoi_co.khoa)
    await said(khoa, huoi_co, huoi_co.en, op="op1")
    await said(khoa, huoi_co, huoi_co.en, op="op2", suits="1", reason="language")

    task = (await facts_of(huoi_co.branch, today())).task

    assert (task.barred, task.preferred) == (frozenset(), {(huoi_co.an.id, huoi_co.en.id)})
    assert await PairMark.all().count() == 2


async def test_a_familys_own_wish_stays_a_wish(huoi_co: World, browser_of: Any) -> None:
    khoa = await browser_of(huoi_co.khoa)
    await AnotherMember.create(
        household=huoi_co.an, member=huoi_co.dan, asked_on=today(), by_name="x", commune=huoi_co.commune.id
    )

    await said(khoa, huoi_co, huoi_co.dan, suits="1", reason="distance")

    facts = await facts_of(huoi_co.branch, today())
    assert facts.asked == facts.task.barred == {(huoi_co.an.id, huoi_co.dan.id)}
    assert "<small>gia đình đề nghị" in (await khoa.get("/assignments")).text


def test_whom_the_branch_prefers_is_proposed_and_the_sentence_says_so() -> None:
    houses = tuple(House(f"h{n}", f"HC-{n}", 1, n * 10) for n in range(4))
    carers = (Carer("a", "Lô Văn Dần", 4, home=(1, 5)), Carer("b", "Vi Thị Én", 4, home=(1, 25)))
    plain, wished = (propose_holders(Task(houses, carers, preferred=p)) for p in (frozenset(), {("h0", "b")}))  # type: ignore[arg-type]

    assert (plain.holders["h0"], wished.holders["h0"]) == ("a", "b")
    [line] = [one for one in wished.lines if one.house.id == "h0"]
    assert "chi bộ muốn giao" in explain_line(line, {})


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"member": ""}, "member"),
        ({"suits": "2"}, "suits"),
        ({"reason": "lazy"}, "reason"),
        ({"reason": "household_request"}, "reason"),
    ],
)
async def test_what_is_missing_is_said_and_the_rest_kept(
    huoi_co: World, browser_of: Any, sent: dict[str, str], wrong: str
) -> None:
    khoa = await browser_of(huoi_co.khoa)

    answer = await khoa.send_form(
        f"/households/{huoi_co.an.id}/pairs", KIN | {"member": huoi_co.dan.id, "op": "op9"} | sent
    )

    assert answer.status_code == 422 and wrong_fields(answer) == [wrong]
    assert re.search(r'name="op" value="[\w-]{11}"', answer.text)
    assert (f'value="{huoi_co.dan.id}" selected' in answer.text) == ("member" not in sent)
    assert not await PairMark.exists()


async def test_what_is_not_theirs_is_not_there(huoi_co: World, browser_of: Any) -> None:
    khoa = await browser_of(huoi_co.khoa)
    await said(khoa, huoi_co, huoi_co.dan)
    row = await PairMark.get()

    for who, home, status in (
        ("khoa", huoi_co.far, 404),
        ("khoa", huoi_co.bao, 404),
        ("dan", huoi_co.an, 403),
        ("secretary", huoi_co.an, 403),
    ):
        browser = await browser_of(getattr(huoi_co, who))
        assert (await browser.send_form(f"/households/{home.id}/pairs/{row.id}/end")).status_code == status
    await row.refresh_from_db()
    assert row.valid_to is None
