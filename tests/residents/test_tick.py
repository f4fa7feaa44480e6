"""A family's tick stands beside what the member says, once a day; "not done" reopens nothing by itself."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.residents.answered import answered, answered_in_the_log, reported, step
from tests.support.phone import enrolled
from tests.support.world import World
from tests.support.written import arrive
from webapp.concerns.models import Concern, ResidentTick
from webapp.concerns.step_rules import refold_concern
from webapp.core.calendar import today
from webapp.households.due_visits import HouseholdLine, household_lines
from webapp.submissions.intake import rebuild
from webapp.submissions.models import StoredSubmission
from webapp.visits.kinds import VISIT

DONE, NOT_DONE = "1", "2"


async def tick(browser: Any, concern: Concern, done: str) -> str:
    answer = await browser.post("/v", data={"code": concern.receipt_code, "done": done})
    assert answer.status_code == 200
    return str(answer.text)


async def line_of(world: World) -> HouseholdLine:
    [line] = await household_lines([world.an], today())
    return line


async def days_ago(days: int) -> None:
    """The ticks there are."""
    await ResidentTick.all().update(received_at=datetime.now(UTC) - timedelta(days=days))


@pytest.mark.both
async def test_not_done_makes_the_family_due_and_stands_before_the_branch_that_answered(
    huoi_co: World, browser_of: Any
) -> None:
    concern = await answered_in_the_log(huoi_co, browser_of)
    before = await line_of(huoi_co)

    page = await tick(await browser_of(None), concern, NOT_DONE)

    assert "Chưa xong" in page and "Sẽ có người đến hỏi lại" in page and "<form" not in page
    there, line = await Concern.get(id=concern.id), await line_of(huoi_co)
    assert there.status == "closed", "somebody asks the family first"
    assert not before.to_ask and line.to_ask and line.due and line.first[0] is False
    khoa = await browser_of(huoi_co.khoa)
    assert "Chưa xong" in (await khoa.get(f"/concerns/{concern.id}")).text
    assert "Gia đình báo chưa xong" in (await khoa.get("/concerns")).text
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_the_member_asks_and_reopens_it_without_signal(huoi_co: World, browser_of: Any) -> None:
    concern, air = await answered_in_the_log(huoi_co, browser_of), await browser_of(None)
    await tick(air, concern, NOT_DONE)
    phone = await enrolled(huoi_co.dan)
    await phone.exchange(air)
    page = phone.pages[f"/concerns/{concern.id}"].decode()
    assert "Chưa xong" in page and "step-8" in page

    [seen] = set(re.findall(r'name="seen" value="([^"]+)"', page))
    phone.write(20, huoi_co.an.id, [concern.id, 8, "Vòi vẫn khô.", seen])
    await phone.exchange(air)

    there = await Concern.get(id=concern.id)
    assert (there.status, there.not_done_on) == ("reopened", None)
    assert not (await line_of(huoi_co)).to_ask
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_one_tick_a_day_and_the_newest_counts(huoi_co: World, browser_of: Any) -> None:
    concern, family = await answered(huoi_co), await browser_of(None)

    await tick(family, concern, NOT_DONE)
    again = await tick(family, concern, DONE)
    assert "Chưa xong" in again and await ResidentTick.all().count() == 1

    await StoredSubmission.filter(kind=98).update(form="of yesterday")
    await days_ago(1)
    later = await tick(family, concern, DONE)
    assert "Đã xong" in later and "Chưa xong" not in later
    assert (await Concern.get(id=concern.id)).not_done_on is None


async def test_a_visit_since_then_asked_the_family(huoi_co: World, browser_of: Any) -> None:
    concern = await answered(huoi_co)
    await tick(await browser_of(None), concern, NOT_DONE)
    await days_ago(3)
    await refold_concern(concern.id)
    assert not (await line_of(huoi_co)).to_ask, "what was said after it counts"

    await step(huoi_co, concern, 8, seq=4, text="Vòi vẫn khô.")
    await step(huoi_co, concern, 2, seq=5, text="Đã thay vòi.")
    await step(huoi_co, concern, 7, seq=6)
    await ResidentTick.all().update(received_at=datetime.now(UTC))
    await refold_concern(concern.id)
    assert (await line_of(huoi_co)).to_ask

    await Concern.filter(id=concern.id).update(not_done_on=today() - timedelta(days=1))
    await arrive(VISIT, huoi_co.dan, huoi_co.an, seq=9, met="1")
    assert not (await line_of(huoi_co)).to_ask


async def test_before_there_is_an_answer_nothing_can_be_ticked(huoi_co: World, browser_of: Any) -> None:
    concern, family = await reported(huoi_co), await browser_of(None)

    page = await tick(family, concern, NOT_DONE)

    assert "<form" not in page and not await ResidentTick.exists()
    assert (await family.post("/v", data={"code": "HK-000-000", "done": NOT_DONE})).status_code == 404
    assert (await tick(family, concern, "3"))[:9] == "<!doctype"


async def test_what_the_commune_answered_stands_first_on_its_desk(huoi_co: World, browser_of: Any) -> None:
    concern, clerk = await reported(huoi_co), await browser_of(huoi_co.clerk)
    await step(huoi_co, concern, 4)
    for action, text in ((2, "Thứ năm thợ lên."), (7, "")):
        fields = {"action": str(action), "text": text, "op": f"op-{action}"}
        assert (await clerk.send_form(f"/concerns/{concern.id}/steps", fields)).status_code == 303

    await tick(await browser_of(None), concern, NOT_DONE)

    desk = (await clerk.get("/concerns")).text
    assert desk.index("Gia đình báo chưa xong") < desk.index("<form action=")
    again = {"action": "8", "text": "Vòi vẫn khô.", "op": "op-8"}
    await clerk.send_form(f"/concerns/{concern.id}/steps", again)
    assert (await Concern.get(id=concern.id)).status == "reopened"
    assert "Gia đình báo chưa xong" not in (await clerk.get("/concerns")).text
