"""Endpoints: board, plans, reassignment, wishes, lending."""

import hashlib
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Redirect
from tortoise.transactions import in_transaction

from webapp.assignments.absences.gaps_page import uncovered_page
from webapp.assignments.board.board_page import board_page
from webapp.assignments.board.by_hand import give_in_plan, move_by_hand, preview_move
from webapp.assignments.board.pages import plan_page, preview_page
from webapp.assignments.charge.forms import Blank, MoveForm
from webapp.assignments.charge.kinds import ANOTHER_MEMBER
from webapp.assignments.charge.lending import LendForm, lend_member, take_back_member
from webapp.assignments.charge.models import ChargeChange
from webapp.assignments.charge.queries import branches_led_by
from webapp.assignments.charge.wishes import WishForm, held_here, may_take_back
from webapp.assignments.plans.answers import change_warning
from webapp.assignments.plans.forms import PlanAnswerForm, StepForm
from webapp.assignments.plans.kinds import PLAN_ANSWER
from webapp.assignments.plans.models import AssignmentPlan
from webapp.assignments.plans.plans import draft_plan, plans_visible_to, propose_again, take_plan_step
from webapp.assignments.plans.proposal_page import proposal_page
from webapp.assignments.plans.workflow import CHANGEABLE, STEPS
from webapp.core.calendar import read_day, today
from webapp.core.i18n import gettext as _
from webapp.households.due_visits import household_lines
from webapp.households.viewer import Viewer
from webapp.register.charge import keeper_of
from webapp.submissions.intake.receipts import redirect_to_receipt
from webapp.submissions.intake.submit import submit_form
from webapp.web.errors import Refused
from webapp.web.form_fields import Fields, field_text, field_texts, fields_of
from webapp.web.idempotency import earlier_post
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import CARRIERS, CLERKS, COMMUNE, LEADERS, OFFICE, ORGANISERS, WRITERS


@get("/assignments", opt={"policy": LEADERS})
async def board(request: Asked) -> Response[str]:
    return await _board(request, request.query_params.get("branch", ""))


@get("/assignments/uncovered", opt={"policy": LEADERS})
async def uncovered(request: Asked) -> Response[str]:
    """Future days use today's records."""
    written = request.query_params.get("on", "").strip()
    day = read_day(written) if written else today()
    form = Blank({"on": written or f"{today():%d/%m/%Y}"})
    if day is None:
        form.errors["on"] = _("Write the day as day/month/year.")
    shown = await uncovered_page(request.user, day or today())
    return page(
        request, "assignments/absences/gaps.html", status=422 if form.errors else 200, **shown, form=form
    )


@post("/assignments/branches/{branch_id:str}/moves", status_code=200, opt={"policy": ORGANISERS})
async def move_households(request: Asked, branch_id: FromPath[str]) -> Response[str] | Redirect:
    """Preview; saves with `sure`."""
    branch = await branches_led_by(request.user).get(id=branch_id)
    form = MoveForm.read(fields_of(await request.form()))
    if form.sure and form.op and await earlier_post(ChargeChange, form.op, commune=branch.commune):
        return see_other(f"/assignments?branch={branch.id}")
    affected = await preview_move(branch, form)
    if form.errors:
        return await _board(request, branch.id, status=422, form=form)
    if not form.sure:
        shown = await preview_page(branch, form, affected)
        return page(request, "assignments/plans/preview.html", **shown)
    await move_by_hand(request.user, branch, form)
    return see_other(f"/assignments?branch={branch.id}")


@post("/assignments/branches/{branch_id:str}/wishes", opt={"policy": ORGANISERS})
async def ask_for_another(request: Asked, branch_id: FromPath[str]) -> Response[str] | Redirect:
    branch = await branches_led_by(request.user).get(id=branch_id)
    sent = fields_of(await request.form())
    form = Blank(houses=field_texts(sent, "houses"))
    held = await held_here(branch, form.houses)
    asked = field_text(sent, "asked") == "1"
    if not held:
        form.errors["houses"] = _("Choose households that somebody is in charge of.")
    elif not asked and not all([await may_take_back(*one, request.user.member_id) for one in held.items()]):
        form.errors["houses"] = _("Somebody else writes down that the family no longer asks.")
    if form.errors:
        return await _board(request, branch.id, status=422, form=form)
    for house, member in held.items():
        said: Fields = {"member": member, "asked": str(int(asked))}
        once = hashlib.sha256(f"{field_text(sent, 'op')} {house} {said}".encode()).hexdigest()[:24]
        await submit_form(
            request.user, ANOTHER_MEMBER, house, {**said, "op": once if field_text(sent, "op") else ""}
        )
    return see_other(f"/assignments?branch={branch.id}")


@post("/households/{household_id:str}/another-member", opt={"policy": WRITERS})
async def write_down_a_wish(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    visible = await Viewer(request.user).visible()
    household = await visible.prefetch_related("hamlet").get(id=household_id)
    fields = fields_of(await request.form())
    form = await WishForm.read(fields, request.user.commune, request.user.member_id)
    back = form.values["asked"] == "0"
    if back and not await may_take_back(household.id, form.values["member"], request.user.member_id):
        raise Refused(_("Somebody else writes down that the family no longer asks."))
    if form.errors:
        [standing] = await household_lines([household], today())
        keeper = (await keeper_of([household.id])).get(household.id)
        shown: dict[str, Any] = {
            "household": household,
            "standing": standing,
            "keeper": keeper,
            "another_wish": form,
        }
        return page(
            request,
            "assignments/charge/another.html",
            status=422,
            **shown,
            form=form,
            op=field_text(fields, "op").removesuffix("a"),
        )
    return redirect_to_receipt(
        await submit_form(request.user, ANOTHER_MEMBER, household.id, fields), f"/households/{household.id}"
    )


@post("/assignments/branches/{branch_id:str}/lent", opt={"policy": CLERKS})
async def lend_a_cadre(request: Asked, branch_id: FromPath[str]) -> Response[str] | Redirect:
    branch = await branches_led_by(request.user).get(id=branch_id)
    sent = fields_of(await request.form())
    form = LendForm.read(sent)
    if not form.errors:
        await (take_back_member if field_text(sent, "back") == "1" else lend_member)(branch, form)
    if form.errors:
        return await _board(request, branch.id, status=422, form=form)
    return see_other(f"/assignments?branch={branch.id}")


@post("/assignments/branches/{branch_id:str}/plans", opt={"policy": ORGANISERS})
async def make_plan(request: Asked, branch_id: FromPath[str]) -> Redirect:
    branch = await branches_led_by(request.user).get(id=branch_id)
    plan = await draft_plan(request.user, branch)
    return see_other(f"/assignments/plans/{plan.id}")


@get("/assignments/branches/{branch_id:str}/proposal", opt={"policy": OFFICE})
async def look_at_proposal(request: Asked, branch_id: FromPath[str]) -> Response[str]:
    branch = await branches_led_by(request.user).get(id=branch_id)
    return page(request, "assignments/plans/proposal.html", **await proposal_page(branch))


@get("/assignments/plans/{plan_id:str}", opt={"policy": COMMUNE})
async def show_plan(request: Asked, plan_id: FromPath[str]) -> Response[str]:
    return await _plan(request, await plans_visible_to(request.user).get(id=plan_id))


@post("/assignments/plans/{plan_id:str}/proposal", opt={"policy": ORGANISERS})
async def propose_once_more(request: Asked, plan_id: FromPath[str]) -> Redirect:
    plan = await plans_visible_to(request.user).get(id=plan_id)
    async with in_transaction():
        plan = await AssignmentPlan.select_for_update().get(id=plan.id)
        _must_be_changeable(plan)
        await propose_again(plan, await branches_led_by(request.user).get(id=plan.branch_id))
    return see_other(f"/assignments/plans/{plan.id}")


@post("/assignments/plans/{plan_id:str}/lines", opt={"policy": ORGANISERS})
async def change_lines(request: Asked, plan_id: FromPath[str]) -> Response[str] | Redirect:
    plan = await plans_visible_to(request.user).get(id=plan_id)
    form = MoveForm.read(fields_of(await request.form()))
    async with in_transaction():
        plan = await AssignmentPlan.select_for_update().get(id=plan.id)
        _must_be_changeable(plan)
        if not form.errors:
            await give_in_plan(request.user, plan, form)
    if form.errors:
        return await _plan(request, plan, status=422, form=form)
    return see_other(f"/assignments/plans/{plan.id}")


@post("/assignments/plans/{plan_id:str}/steps", opt={"policy": LEADERS})
async def take_step(request: Asked, plan_id: FromPath[str]) -> Response[str] | Redirect:
    plan = await plans_visible_to(request.user).get(id=plan_id)
    form = StepForm.read(fields_of(await request.form()), request.user.name)
    if form.action in STEPS and request.user.role not in STEPS[form.action].by:
        raise PermissionDeniedException
    if not form.errors and (said := await change_warning(plan, form)):
        form.errors["sure"] = said
    if form.errors:
        return await _plan(request, plan, status=422, step=form)
    plan = await take_plan_step(request.user, plan.id, form)
    return see_other(f"/assignments/plans/{plan.id}")


@post("/assignments/plans/{plan_id:str}/answers", opt={"policy": CARRIERS})
async def answer_plan(request: Asked, plan_id: FromPath[str]) -> Response[str] | Redirect:
    own = plans_visible_to(request.user).filter(lines__member_id=request.user.member_id or "")
    plan = await own.distinct().get(id=plan_id)
    fields = fields_of(await request.form())
    form = PlanAnswerForm.read(fields)
    if form.errors:
        return await _plan(request, plan, status=422, said=form, op=field_text(fields, "op"))
    await submit_form(request.user, PLAN_ANSWER, "", {**fields, "plan": plan.id})
    return see_other(f"/assignments/plans/{plan.id}")


def _must_be_changeable(plan: AssignmentPlan) -> None:
    if plan.state not in CHANGEABLE:
        raise Refused(_("The branch meeting has agreed to this plan. Give it up and make a new one."))


async def _board(
    request: Asked, branch_id: str, *, status: int = 200, form: MoveForm | LendForm | Blank | None = None
) -> Response[str]:
    shown = await board_page(request.user, branch_id)
    return page(request, "assignments/board/index.html", status=status, **shown, form=form or Blank())


async def _plan(request: Asked, plan: AssignmentPlan, *, status: int = 200, **forms: Any) -> Response[str]:
    shown = await plan_page(request.user, plan)
    given = {"form": Blank(), "step": Blank(), "said": Blank()} | forms
    step = given["step"]
    shown["step_forms"] = {name: step if step.action == name else Blank() for name in shown["steps"]}
    return page(request, "assignments/plans/show.html", status=status, **(shown | given))


ROUTES = [
    lend_a_cadre,
    board,
    uncovered,
    move_households,
    ask_for_another,
    write_down_a_wish,
    make_plan,
    look_at_proposal,
    show_plan,
    propose_once_more,
    change_lines,
    take_step,
    answer_plan,
]
