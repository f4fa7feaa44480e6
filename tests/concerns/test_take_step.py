"""A concern is answered at its level, told at the door, and opened again when the family is not content."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.concerns.steps import (
    ANSWER,
    ANSWERED,
    ASK,
    CANNOT,
    DETAIL,
    EXPLAINED,
    NOT_ENOUGH,
    PASS_UP,
    STEP,
    TAKE,
    TOLD,
    reported,
    take,
)
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.accounts.sign_in.signed_in import member_person
from webapp.concerns.models import AnswerFromAbove, Concern, ConcernStep, SentUp
from webapp.concerns.steps import stories_of
from webapp.concerns.workflow import AnswerLevel, StepAction
from webapp.core.calendar import today
from webapp.households.due_visits import household_lines
from webapp.phone.packs import pages_still_theirs
from webapp.submissions.intake import rebuild


async def status(concern: Concern) -> tuple[str, AnswerLevel]:
    row = await Concern.get(id=concern.id)
    return row.status, row.level


async def test_the_branch_answers_and_the_member_tells_it_at_the_door_without_signal(
    huoi_co: World, browser_of: Any
) -> None:
    concern, air = await reported(huoi_co, browser_of), await browser_of(None)
    khoa = await browser_of(huoi_co.khoa)
    assert (await take(khoa, concern, ANSWERED, ANSWER)).status_code == 303
    assert await status(concern) == ("answered", AnswerLevel.BRANCH)
    [line] = await household_lines([huoi_co.an], today())
    assert line.due and line.answers == 1 and line.first[0] is False

    phone = await enrolled(huoi_co.dan)
    await phone.exchange(air)
    page = phone.pages[f"/concerns/{concern.id}"].decode()
    answer = await ConcernStep.get()
    clerk = await (await browser_of(huoi_co.clerk)).get(f"/concerns/{concern.id}")
    assert ANSWER not in clerk.text and "step-8" not in clerk.text, "it is between the branch and the family"
    assert ANSWER in page and f'name="seen" value="{answer.id}"' in page
    assert f"/concerns/{concern.id}" in phone.pages["/concerns"].decode().partition("</ul>")[0]
    a_year_ago = int((datetime.now(UTC) - timedelta(days=365)).timestamp())
    phone.write(STEP, huoi_co.an.id, [concern.id, TOLD, None, answer.id], wall=a_year_ago)
    await phone.exchange(air)

    assert await status(concern) == ("closed", AnswerLevel.BRANCH)
    assert not (await household_lines([huoi_co.an], today()))[0].answers
    assert f"/concerns/{concern.id}" not in phone.pages
    assert await rebuild.rebuild_from_log(check=True) == 0


@pytest.mark.both
async def test_the_commune_answers_what_the_branch_passed_up_and_a_family_opens_it_again(
    huoi_co: World, browser_of: Any
) -> None:
    concern = await reported(huoi_co, browser_of)
    khoa, clerk, dan = [await browser_of(one) for one in (huoi_co.khoa, huoi_co.clerk, huoi_co.dan)]
    assert "Ở nhà trên khe." not in (await clerk.get(f"/concerns/{concern.id}")).text

    await take(khoa, concern, PASS_UP)
    assert "Ở nhà trên khe." in (await clerk.get(f"/concerns/{concern.id}")).text
    await take(clerk, concern, ASK, "Ống cỡ nào?")
    assert await status(concern) == ("needs_info", AnswerLevel.COMMUNE)
    await take(dan, concern, DETAIL, "Ống 27.")
    await take(clerk, concern, ANSWERED, ANSWER)
    assert ANSWER in (await dan.get(f"/concerns/{concern.id}")).text
    await take(dan, concern, NOT_ENOUGH, "Mới nối một nửa.")

    assert await status(concern) == ("reopened", AnswerLevel.COMMUNE)
    assert "Mới nối một nửa." in (await clerk.get(f"/concerns/{concern.id}")).text
    await take(clerk, concern, CANNOT, "Hết ống, tháng sau có.", op="again")
    await take(dan, concern, TOLD)
    assert await status(concern) == ("closed_explained", AnswerLevel.COMMUNE)
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_an_answer_from_the_province_shows_the_day_of_the_province(
    huoi_co: World, browser_of: Any
) -> None:
    concern, now = await reported(huoi_co, browser_of), datetime.now(UTC)
    common = {"commune": concern.commune, "by_name": "Quang Thị Nga"}
    sent = await SentUp.create(
        concern=concern, sent_on=today(), recorded_at=now - timedelta(days=9), **common
    )
    answered = now - timedelta(days=5)
    await AnswerFromAbove.create(sent=sent, text=ANSWER, answered_at=answered, received_at=now, **common)

    [_, line] = (await stories_of([concern]))[concern.id].lines

    assert (line.text, line.at) == (ANSWER, answered)


async def test_a_question_explained_on_the_spot_is_owed_to_nobody(huoi_co: World, browser_of: Any) -> None:
    concern, air = await reported(huoi_co, browser_of), await browser_of(None)
    phone = await enrolled(huoi_co.dan)
    phone.write(STEP, huoi_co.an.id, [concern.id, EXPLAINED, "Hỏi thẻ bảo hiểm: xã cấp lại.", None])
    await phone.exchange(air)

    assert await status(concern) == ("answered_locally", AnswerLevel.BRANCH)
    assert (await household_lines([huoi_co.an], today()))[0].open_concerns == 0


async def test_the_commune_takes_a_matter_over_but_not_its_details(huoi_co: World, browser_of: Any) -> None:
    concern, clerk = await reported(huoi_co, browser_of), await browser_of(huoi_co.clerk)
    await take(clerk, concern, TAKE)

    assert await status(concern) == ("at_commune", AnswerLevel.COMMUNE)
    await take(clerk, concern, ANSWERED, ANSWER)
    assert ANSWER in (await clerk.get(f"/concerns/{concern.id}")).text
    assert "Ở nhà trên khe." not in (await clerk.get(f"/concerns/{concern.id}")).text


async def test_a_stranger_finds_nothing_and_a_wrong_role_may_not(huoi_co: World, browser_of: Any) -> None:
    concern = await reported(huoi_co, browser_of)

    found = {
        name: (await take(await browser_of(getattr(huoi_co, name)), concern, ANSWERED, ANSWER)).status_code
        for name in ("en", "dan", "clerk", "viewer")
    }

    assert found == {"en": 404, "dan": 403, "clerk": 403, "viewer": 403}
    assert not await ConcernStep.exists()


async def test_a_form_without_words_keeps_its_place_and_says_what_is_missing(
    huoi_co: World, browser_of: Any
) -> None:
    concern, khoa = await reported(huoi_co, browser_of), await browser_of(huoi_co.khoa)

    empty = await take(khoa, concern, ANSWERED)
    number = await take(khoa, concern, ANSWERED, "Số 038201001234")
    nothing = await khoa.send_form(f"/concerns/{concern.id}/steps", {"op": "x", "text": ANSWER})

    assert [one.status_code for one in (empty, number, nothing)] == [422, 422, 422]
    assert 'id="step-2-msg"' in empty.text and 'id="step-2-msg"' in number.text
    assert "Số 038201001234" in number.text
    assert not await ConcernStep.exists()


async def test_a_form_that_is_posted_twice_is_one_step_and_a_late_one_is_told_so(
    huoi_co: World, browser_of: Any
) -> None:
    concern, khoa = await reported(huoi_co, browser_of), await browser_of(huoi_co.khoa)

    twice = [(await take(khoa, concern, PASS_UP)).status_code for _ in range(2)]
    late = await take(khoa, concern, PASS_UP, op="from another tab")

    assert twice == [303, 303] and late.status_code == 422
    assert await ConcernStep.all().count() == 1


async def test_a_phone_cannot_answer_for_the_branch_and_nothing_is_lost(
    huoi_co: World, browser_of: Any
) -> None:
    concern, air = await reported(huoi_co, browser_of), await browser_of(None)
    member, leader = await enrolled(huoi_co.dan), await enrolled(huoi_co.khoa)
    for phone in (member, leader):
        phone.write(STEP, huoi_co.an.id, [concern.id, ANSWERED, ANSWER, None])
        await phone.exchange(air)

    assert member.receipts[1].code == "form" and leader.receipts[1].status == 1
    assert [row.by_id for row in await ConcernStep.all()] == [huoi_co.khoa.id]


async def test_how_a_service_behaved_is_answered_by_the_communes_secretary_alone(
    huoi_co: World, browser_of: Any
) -> None:
    concern, air = await reported(huoi_co, browser_of, category=14), await browser_of(None)
    assert await status(concern) == ("at_secretary", AnswerLevel.COMMUNE)
    leader = await enrolled(huoi_co.khoa)
    leader.write(STEP, huoi_co.an.id, [concern.id, TOLD, None, None])
    await leader.exchange(air)
    assert not await ConcernStep.exists()
    for person, expected in ((huoi_co.khoa, 404), (huoi_co.clerk, 404), (huoi_co.secretary, 303)):
        answer = await take(await browser_of(person), concern, ANSWERED, ANSWER)
        assert answer.status_code == expected

    assert await status(concern) == ("answered", AnswerLevel.COMMUNE)
    [line] = await household_lines([huoi_co.an], today())
    assert line.answers == 0, "a neighbour's phone would know of it"


async def test_a_locked_phone_lets_go_of_a_concern_whose_family_is_another_members_now(
    huoi_co: World, browser_of: Any
) -> None:
    concern = await reported(huoi_co, browser_of)
    await take(await browser_of(huoi_co.khoa), concern, ANSWERED, ANSWER)
    held = {f"/concerns/{concern.id}": b"x", "/concerns": b"y"}

    assert set(await pages_still_theirs(await member_person(huoi_co.dan), held)) == set(held)
    assert set(await pages_still_theirs(await member_person(huoi_co.en), held)) == {"/concerns"}


def test_the_codes_of_the_steps_are_those_of_the_table() -> None:
    assert [StepAction.EXPLAINED, StepAction.TAKE] == [EXPLAINED, TAKE]
