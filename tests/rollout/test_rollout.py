"""The model reaches a branch step by step, each with its day and its paper; never before members are in charge."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.rollout.steps import YESTERDAY, forms_for, paper_in, said, steps_path
from tests.support.browsing import wrong_fields
from tests.support.world import LONG_AGO, World
from webapp.assignments.plans.models import AssignmentPlan, PlanLine, State
from webapp.core.calendar import today
from webapp.people.models import PartyOrg
from webapp.register.charge_models import Assignment
from webapp.rollout.models import GuidingPaper, PaperItem, RolloutStep

STATE_AFTER = {"prepare": "preparing", "assign": "assigned", "run": "running", "summarise": "summarised"}


@pytest.mark.parametrize("step", STATE_AFTER)
async def test_each_step_is_taken_once_with_its_day_and_its_paper(
    huoi_co: World, browser_of: Any, step: str
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    forms = await forms_for(huoi_co, clerk)
    for name, form in forms.items():
        for _ in range(2):
            assert (await clerk.send_form(steps_path(huoi_co), form)).status_code == 303
        if name == step:
            break

    branch = await PartyOrg.get(id=huoi_co.branch.id)
    newest = await RolloutStep.filter(branch=branch).order_by("-at").first()
    page = (await clerk.get(f"/organisation/rollout/{branch.id}")).text

    assert newest is not None
    assert (branch.rollout, newest.state) == (STATE_AFTER[step], STATE_AFTER[step])
    assert branch.rollout_from == newest.since
    assert await RolloutStep.filter(branch=branch).count() == list(STATE_AFTER).index(step) + 1
    assert newest.by_name == "Hà Thị Ơn" and "12-NQ/ĐU" in page


@pytest.mark.parametrize("step", STATE_AFTER)
async def test_a_step_is_the_office_s_and_comes_in_its_turn(
    huoi_co: World, browser_of: Any, step: str
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    forms = await forms_for(huoi_co, clerk)

    for person, status in ((huoi_co.khoa, 403), (huoi_co.secretary, 403), (huoi_co.dan, 403), (None, 401)):
        assert (
            await (await browser_of(person)).send_form(steps_path(huoi_co), forms[step])
        ).status_code == status
    nowhere = await clerk.send_form("/organisation/rollout/AAAAAAAAAAA/steps", forms[step])
    assert nowhere.status_code == 404
    assert not await RolloutStep.exists()
    if step != "prepare":
        early = await clerk.send_form(steps_path(huoi_co), forms[step])
        assert early.status_code == 422 and "đang ở bước “Chưa bắt đầu”" in early.text


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        ("prepare", {"paper": ""}),
        ("prepare", {"paper": "nowhere"}),
        ("prepare", {"since": said(today() + timedelta(days=1))}),
        ("assign", {"paper_no": ""}),
        ("assign", {"since": "01/01/2016"}),
        ("run", {"since": "x"}),
        ("summarise", {"paper_no": ""}),
        ("summarise", {"step": "jump"}),
    ],
)
async def test_what_is_wrong_is_said_and_the_words_stay(
    huoi_co: World, browser_of: Any, step: str, wrong: dict[str, str]
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    forms = await forms_for(huoi_co, clerk)
    for name, form in forms.items():
        if name == step:
            break
        await clerk.send_form(steps_path(huoi_co), form)
    before = await RolloutStep.all().count()

    answer = await clerk.send_form(steps_path(huoi_co), forms[step] | wrong)

    assert answer.status_code == 422 and wrong_fields(answer) == list(wrong)
    assert f'value="{(forms[step] | wrong)["since"]}"' in answer.text
    assert await RolloutStep.all().count() == before


@pytest.mark.parametrize("step", ["assign", "run"])
async def test_no_branch_is_assigned_or_runs_before_somebody_is_in_charge(
    huoi_co: World, browser_of: Any, step: str
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    forms = await forms_for(huoi_co, clerk)
    for name, form in forms.items():
        if name == step:
            break
        assert (await clerk.send_form(steps_path(huoi_co), form)).status_code == 303
    await Assignment.all().update(valid_to=LONG_AGO)

    answer = await clerk.send_form(steps_path(huoi_co), forms[step] | {"since": said(today())})

    assert answer.status_code == 422
    assert wrong_fields(answer) == ["step"]
    assert (await PartyOrg.get(id=huoi_co.branch.id)).rollout != STATE_AFTER[step]


@pytest.mark.both
async def test_a_decision_in_force_and_the_branch_s_steps_tell_one_truth(
    huoi_co: World, browser_of: Any
) -> None:
    await PartyOrg.filter(id=huoi_co.branch.id).update(rollout="preparing")
    clerk = await browser_of(huoi_co.clerk)
    plan = await AssignmentPlan.create(
        branch=huoi_co.branch, state=State.PUBLISHED, made_at="2026-01-01T00:00:00+00:00", made_by="x",
        decision_no="05-QĐ/ĐU", published_at="2026-01-01T00:00:00+00:00", commune=huoi_co.commune.id,
    )  # fmt: skip
    await PlanLine.create(
        plan=plan,
        household=huoi_co.an,
        member=huoi_co.en,
        place=1,
        reason="gần nhà",
        commune=huoi_co.commune.id,
    )

    answer = await clerk.send_form(f"/assignments/plans/{plan.id}/steps", {"op": "go", "action": "enforce"})

    assert answer.status_code == 303
    branch = await PartyOrg.get(id=huoi_co.branch.id)
    rows = await RolloutStep.filter(branch=branch).order_by("at")
    assert [(row.state, row.since, row.paper_no) for row in rows] == [
        ("assigned", today(), "05-QĐ/ĐU"),
        ("running", today(), "05-QĐ/ĐU"),
    ]
    assert (branch.rollout, branch.rollout_from) == ("running", today())


@pytest.mark.both
async def test_items_have_an_owner_and_a_day_and_what_is_late_stands_first(
    huoi_co: World, browser_of: Any
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    paper = await paper_in(huoi_co, clerk)
    path = f"/organisation/papers/{paper.id}"
    late = {
        "op": "a",
        "text": "Lập danh sách hộ",
        "owner": "Chi ủy",
        "branch": huoi_co.branch.id,
        "due_on": said(YESTERDAY),
    }
    later = late | {"op": "b", "text": "Họp dân", "due_on": said(today())}

    for form in (later, late, late):
        assert (await clerk.send_form(f"{path}/items", form)).status_code == 303
    sheet = (await clerk.get("/organisation/rollout")).text
    item = await PaperItem.get(text="Lập danh sách hộ")
    done = await clerk.send_form(f"{path}/done", {"op": "c", "item": item.id, "done_on": said(today())})
    after = (await clerk.get("/organisation/rollout")).text

    assert await PaperItem.all().count() == 2
    assert "1 trễ hạn" in sheet and sheet.index("Lập danh sách hộ") < sheet.index("Từng chi bộ")
    names = re.findall(r"<b>(Lập danh sách hộ|Họp dân)</b>", (await clerk.get(path)).text)
    assert names == ["Họp dân", "Lập danh sách hộ"], "done comes last"
    assert done.status_code == 303 and "trễ hạn</span>" not in after
    await item.refresh_from_db()
    assert (item.done_on, item.done_by_name) == (today(), "Hà Thị Ơn")


@pytest.mark.parametrize(
    "wrong",
    [{"owner": ""}, {"text": ""}, {"due_on": "31/06/2026"}, {"due_on": "01/01/2010"}, {"branch": "nowhere"}],
)
async def test_an_item_without_owner_or_day_is_not_written(
    huoi_co: World, browser_of: Any, wrong: dict[str, str]
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    paper = await paper_in(huoi_co, clerk)
    form = {"op": "a", "text": "Họp dân", "owner": "Chi ủy Huồi Cọ", "due_on": said(today())} | wrong

    answer = await clerk.send_form(f"/organisation/papers/{paper.id}/items", form)

    assert answer.status_code == 422 and wrong_fields(answer) == list(wrong)
    assert f'value="{form["text"] or form["owner"]}"' in answer.text
    assert not await PaperItem.exists()


async def test_a_plan_carries_out_a_resolution_and_both_are_written_once(
    huoi_co: World, browser_of: Any
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    resolution = await paper_in(huoi_co, clerk)
    plan = await paper_in(huoi_co, clerk, kind="plan", number="15-KH/ĐU", carries_out=resolution.id)
    again = await paper_in(huoi_co, clerk, kind="plan", number="15-KH/ĐU", carries_out=resolution.id)
    wrong = await clerk.send_form(
        "/organisation/papers",
        {
            "op": "w",
            "kind": "resolution",
            "number": "16-NQ/ĐU",
            "issued_on": said(today()),
            "title": "Về việc khác",
            "issuer": "nobody",
            "carries_out": plan.id,
        },
    )

    assert plan.id == again.id
    assert (
        f'href="/organisation/papers/{plan.id}"'
        in (await clerk.get(f"/organisation/papers/{resolution.id}")).text
    )
    assert wrong.status_code == 422
    assert wrong_fields(wrong) == ["issuer", "carries_out"]
    assert 'value="16-NQ/ĐU"' in wrong.text


async def test_secretaries_read_members_do_not_and_papers_are_of_one_s_own_commune(
    huoi_co: World, browser_of: Any
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    paper = await paper_in(huoi_co, clerk)
    for path in (
        "/organisation/rollout",
        f"/organisation/rollout/{huoi_co.branch.id}",
        f"/organisation/papers/{paper.id}",
    ):
        answers = [
            (await (await browser_of(one)).get(path)).status_code
            for one in (huoi_co.khoa, huoi_co.secretary, huoi_co.dan, None)
        ]
        assert answers == [200, 200, 403, 303]
    for path in (
        f"/organisation/papers/{paper.id}/items",
        f"/organisation/papers/{paper.id}/done",
        "/organisation/papers",
    ):
        assert (await (await browser_of(huoi_co.khoa)).send_form(path, {})).status_code == 403
    assert (await clerk.get("/organisation/papers/AAAAAAAAAAA")).status_code == 404
    await GuidingPaper.filter(id=paper.id).update(commune="elsewhere")
    assert (await clerk.get(f"/organisation/papers/{paper.id}")).status_code == 404
