"""A member's yes, or wish for a change, written without signal: the same row as online, once, and never harmful late."""

import time
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from sync.inbox import Status
from tests.assignments.planning import brought_to
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.assignments.plans.kinds import PLAN_ANSWER
from webapp.assignments.plans.models import AssignmentPlan, PlanAnswer, PlanStep
from webapp.core.calendar import today
from webapp.kinds import kind_attributes
from webapp.people.models import Member, MemberStatus
from webapp.submissions.intake.rebuild import rebuild_from_log, replay_log
from webapp.submissions.models import StoredSubmission


def say(phone: Phone, plan: AssignmentPlan, answer: str, note: str | None = None, **more: Any) -> None:
    phone.write(6, "", [plan.id, answer, *([note] if note else [])], **more)


async def test_yes_from_the_phone_and_yes_online_bring_the_plan_into_force(
    huoi_co: World, browser_of: Any
) -> None:
    plan = await brought_to(huoi_co, browser_of, "published")
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    say(phone, plan, "yes")

    await phone.exchange(browser)
    await phone.exchange(browser, phone.outbox)
    await (await browser_of(huoi_co.en)).send_form(
        f"/assignments/plans/{plan.id}/answers", {"answer": "yes", "op": "one"}
    )

    rows = {row.member_id: row for row in await PlanAnswer.all()}
    assert rows.keys() == {huoi_co.dan.id, huoi_co.en.id}
    assert {(row.accepted, row.note, row.plan_id) for row in rows.values()} == {(True, "", plan.id)}
    await plan.refresh_from_db()
    assert plan.state == "in_force"
    assert await PlanStep.filter(plan_id=plan.id, action="enforce").count() == 1
    assert await rebuild_from_log(check=True) == 0


async def test_the_page_is_on_the_phone_while_the_plan_waits_and_no_longer(
    huoi_co: World, browser_of: Any
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(browser)
    assert not [path for path in phone.pages if "/plans/" in path]

    plan = await brought_to(huoi_co, browser_of, "published")
    await phone.exchange(browser)
    page = phone.pages[f"/assignments/plans/{plan.id}"].decode()
    assert "HC-001" in page and "HC-003" not in page
    assert kind_attributes("plan_answer") in page and f'value="{plan.id}"' in page
    assert len(page) < 2500

    say(phone, plan, "yes")
    await phone.exchange(browser)
    assert f"/assignments/plans/{plan.id}" not in phone.pages


async def test_a_wish_for_a_change_keeps_its_words_and_waits(huoi_co: World, browser_of: Any) -> None:
    plan = await brought_to(huoi_co, browser_of, "published")
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    say(phone, plan, "change", "Xin bớt một hộ")

    await phone.exchange(browser)

    row = await PlanAnswer.get()
    assert (row.accepted, row.note) == (False, "Xin bớt một hộ")
    assert (
        "Xin bớt một hộ" in (await (await browser_of(huoi_co.khoa)).get(f"/assignments/plans/{plan.id}")).text
    )
    assert f"/assignments/plans/{plan.id}" in phone.pages


@pytest.mark.both
async def test_without_words_it_is_taken_all_the_same(huoi_co: World, browser_of: Any) -> None:
    plan = await brought_to(huoi_co, browser_of, "published")
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    say(phone, plan, "change")

    await phone.exchange(browser)

    assert phone.receipts[1].status == Status.ACCEPTED
    assert not (await PlanAnswer.get()).accepted


@pytest.mark.parametrize("state", ["in_force", "superseded", "cancelled"])
async def test_a_late_answer_is_kept_and_changes_nothing(huoi_co: World, browser_of: Any, state: str) -> None:
    plan = await brought_to(huoi_co, browser_of, "published")
    await AssignmentPlan.filter(id=plan.id).update(state=state)
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    say(phone, plan, "change", "Xin bớt một hộ")

    await phone.exchange(browser)

    assert phone.receipts[1].status == Status.ACCEPTED
    assert await PlanAnswer.filter(plan_id=plan.id, accepted=False).count() == 1
    await plan.refresh_from_db()
    assert plan.state == state


@pytest.mark.parametrize("first", ["old", "new"])
async def test_of_two_phones_what_was_written_last_holds(huoi_co: World, browser_of: Any, first: str) -> None:
    plan = await brought_to(huoi_co, browser_of, "published")
    browser = await browser_of(None)
    old, new = await enrolled(huoi_co.dan), await enrolled(huoi_co.dan)
    say(old, plan, "yes", wall=int(time.time()) - 7200)
    say(new, plan, "change", "Xin bớt một hộ", wall=int(time.time()) - 3600)

    for phone in (old, new) if first == "old" else (new, old):
        await phone.exchange(browser)

    assert (await PlanAnswer.get()).note == "Xin bớt một hộ"
    assert {one.status for phone in (old, new) for one in phone.receipts.values()} == {Status.ACCEPTED}
    assert await rebuild_from_log(check=True) == 0


async def test_what_is_not_the_writers_is_put_aside(huoi_co: World, browser_of: Any) -> None:
    plan = await brought_to(huoi_co, browser_of, "published")
    stranger, browser = await enrolled(huoi_co.khoa), await browser_of(None)
    say(stranger, plan, "yes")
    stranger.write(6, "", ["AAAAAAAAAAA", "yes"])
    stranger.write(6, "", [plan.id, "perhaps"])
    stranger.write(90, "", ["admit", "x", ["y"]])

    await stranger.exchange(browser)

    assert [(one.status, one.code) for one in stranger.receipts.values()] == [
        *[(Status.QUARANTINED, "form")] * 3,
        (Status.QUARANTINED, "scope"),
    ]
    assert not await PlanAnswer.exists()


async def test_the_same_form_posted_twice_is_one_answer(huoi_co: World, browser_of: Any) -> None:
    plan = await brought_to(huoi_co, browser_of, "published")
    dan = await browser_of(huoi_co.dan)

    for _ in range(2):
        sent = {"answer": "yes", "op": "same"}
        assert (await dan.send_form(f"/assignments/plans/{plan.id}/answers", sent)).status_code == 303

    assert await StoredSubmission.filter(kind=PLAN_ANSWER.code).count() == 1


async def test_the_last_yes_is_kept_when_somebody_has_left_and_the_office_decides(
    huoi_co: World, browser_of: Any
) -> None:
    plan = await brought_to(huoi_co, browser_of, "published")
    await MemberStatus.create(
        member=await Member.get(id=huoi_co.en.id), status="away_long", valid_from=today(),
        commune=huoi_co.commune.id,
    )  # fmt: skip

    for member in (huoi_co.dan, huoi_co.en):
        phone = await enrolled(member)
        say(phone, plan, "yes")
        await phone.exchange(await browser_of(None))
        assert phone.receipts[1].status == Status.ACCEPTED

    await plan.refresh_from_db()
    assert (plan.state, await PlanAnswer.all().count()) == ("published", 2)
    await MemberStatus.filter(status="away_long").delete()
    assert await rebuild_from_log(check=False) == 0
    await plan.refresh_from_db()
    assert plan.state == "published"


@pytest.mark.both
async def test_when_the_newer_answer_is_erased_the_one_before_holds_again(
    huoi_co: World, browser_of: Any
) -> None:
    plan = await brought_to(huoi_co, browser_of, "published")
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    say(phone, plan, "change", "Xin bớt một hộ", wall=int(time.time()) - 60)
    say(phone, plan, "yes")
    await phone.exchange(browser)
    assert (await PlanAnswer.get()).accepted
    newer = await StoredSubmission.get(kind=PLAN_ANSWER.code, seq=2)

    assert PLAN_ANSWER.take_back
    with pytest.raises(IntegrityError):  # so that the log is read once more
        await PLAN_ANSWER.take_back(newer.device_id, newer.seq)
    newer.status = int(Status.ERASED)
    await newer.save()
    await replay_log(huoi_co.commune.id)

    assert (await PlanAnswer.get()).note == "Xin bớt một hộ"
