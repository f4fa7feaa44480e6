"""A branch may pause with the model and go on: on a day, by a paper, to where it stood."""

from datetime import timedelta
from typing import Any

import pytest

from tests.rollout.steps import forms_for, paper_in, said, steps_path
from tests.support.browsing import wrong_fields
from tests.support.world import LONG_AGO, World
from webapp.core.calendar import today
from webapp.people.models import PartyOrg
from webapp.register.charge_models import Assignment
from webapp.rollout.models import Rollout, RolloutStep

YESTERDAY = today() - timedelta(days=1)
PAUSE = {"op": "p", "step": "pause", "since": said(YESTERDAY), "paper_no": "20-KL/ĐU"}
RESUME = {"op": "r", "step": "resume", "since": said(today()), "paper_no": "21-KL/ĐU"}
TAKEN_BEFORE = {
    "preparing": ("prepare",),
    "assigned": ("prepare", "assign"),
    "running": ("prepare", "assign", "run"),
}


@pytest.mark.parametrize("state", TAKEN_BEFORE)
async def test_a_branch_pauses_once_and_goes_on_where_it_stood(
    huoi_co: World, browser_of: Any, state: str
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    forms = await forms_for(huoi_co, clerk)
    for name in TAKEN_BEFORE[state]:
        assert (await clerk.send_form(steps_path(huoi_co), forms[name])).status_code == 303
    held = await Assignment.filter(valid_to=None).count()

    for _ in range(2):
        assert (await clerk.send_form(steps_path(huoi_co), PAUSE)).status_code == 303
    paused = await PartyOrg.get(id=huoi_co.branch.id)
    page = (await clerk.get(f"/organisation/rollout/{huoi_co.branch.id}")).text
    sheet = (await clerk.get("/organisation/rollout")).text
    for _ in range(2):
        assert (await clerk.send_form(steps_path(huoi_co), RESUME)).status_code == 303
    after = await PartyOrg.get(id=huoi_co.branch.id)

    assert (paused.rollout, paused.rollout_from) == ("paused", YESTERDAY)
    assert f"Tạm dừng, {said(YESTERDAY)}" in page and "20-KL/ĐU" in page and "Hà Thị Ơn" in page
    assert "thì vẫn phụ trách" in page
    assert "<b>1</b>Tạm dừng" in sheet
    assert (after.rollout, after.rollout_from) == (state, today())
    assert await RolloutStep.filter(branch=after).count() == len(TAKEN_BEFORE[state]) + 2
    assert await Assignment.filter(valid_to=None).count() == held


@pytest.mark.parametrize("state", ["running", "preparing"])
async def test_a_branch_without_written_steps_goes_on_as_its_assignments_tell(
    huoi_co: World, browser_of: Any, state: str
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    if state == "preparing":
        await Assignment.all().update(valid_to=LONG_AGO)
    for form in (PAUSE, RESUME):
        assert (await clerk.send_form(steps_path(huoi_co), form)).status_code == 303

    assert (await PartyOrg.get(id=huoi_co.branch.id)).rollout == state


@pytest.mark.both
@pytest.mark.parametrize("form", [PAUSE, RESUME], ids=["pause", "resume"])
async def test_a_paper_says_so_from_the_list_or_by_its_number(
    huoi_co: World, browser_of: Any, form: dict[str, str]
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    paper = await paper_in(huoi_co, clerk)
    if form is RESUME:
        await PartyOrg.filter(id=huoi_co.branch.id).update(rollout="paused")

    without = await clerk.send_form(steps_path(huoi_co), form | {"paper_no": ""})
    listed = await clerk.send_form(steps_path(huoi_co), form | {"paper_no": "", "paper": paper.id})

    assert without.status_code == 422
    assert wrong_fields(without) == ["paper_no"]
    assert f'value="{form["since"]}"' in without.text
    assert listed.status_code == 303
    assert [step.paper_id for step in await RolloutStep.all()] == [paper.id]


@pytest.mark.parametrize(
    ("state", "step"),
    [("not_started", "pause"), ("summarised", "pause"), ("running", "resume"), ("paused", "run")],
)
async def test_only_what_has_begun_pauses_and_only_what_paused_goes_on(
    huoi_co: World, browser_of: Any, state: str, step: str
) -> None:
    await PartyOrg.filter(id=huoi_co.branch.id).update(rollout=state)
    clerk = await browser_of(huoi_co.clerk)

    answer = await clerk.send_form(steps_path(huoi_co), PAUSE | {"step": step})

    assert answer.status_code == 422
    assert not await RolloutStep.exists()


@pytest.mark.parametrize("form", [PAUSE, RESUME], ids=["pause", "resume"])
async def test_it_is_the_office_s_to_write(huoi_co: World, browser_of: Any, form: dict[str, str]) -> None:
    await PartyOrg.filter(id=huoi_co.branch.id).update(
        rollout=Rollout.PAUSED if form is RESUME else Rollout.RUNNING
    )
    for person in (huoi_co.khoa, huoi_co.secretary, huoi_co.dan):
        answer = await (await browser_of(person)).send_form(steps_path(huoi_co), form)
        assert answer.status_code == 403
    assert not await RolloutStep.exists()
