"""Endpoints: absences, stand-ins."""

from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.assignments.absences.kinds import ABSENCE
from webapp.assignments.absences.models import Absence
from webapp.assignments.absences.queries import long_away_here
from webapp.assignments.absences.record_absence import (
    AbsenceForm,
    Cover,
    away_between,
    end_absence,
    propose_cover,
    record_absence,
)
from webapp.assignments.absences.reports import ReportForm, own_absence_page, stand_in_names, waiting_reports
from webapp.assignments.absences.stand_in_changes import (
    Alone,
    StandInForm,
    absence_page,
    absences_of,
    alone_in,
    assign_stand_in,
    proposed_again,
    take_proposal,
    uncovered_in,
)
from webapp.assignments.charge.forms import Blank
from webapp.assignments.charge.queries import branches_led_by
from webapp.assignments.plans.load_problem import facts_of
from webapp.assignments.proposer.problem import ABLE
from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.households.due_visits import titles_of
from webapp.households.viewer import Viewer
from webapp.people.models import PartyOrg
from webapp.submissions.intake.submit import submit_form
from webapp.web.form_fields import field_text, fields_of
from webapp.web.idempotency import earlier_post
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import CARRIERS, LEADERS, ORGANISERS


@get("/absence", opt={"policy": CARRIERS})
async def own_absence(request: Asked) -> Response[str]:
    return await _own(request)


@post("/absence", opt={"policy": CARRIERS})
async def report_own_absence(request: Asked) -> Response[str] | Redirect:
    fields = fields_of(await request.form())
    form = ReportForm.read(fields, made_on=today())
    if form.errors:
        return await _own(request, status=422, form=form, op=field_text(fields, "op"))
    await submit_form(request.user, ABSENCE, "", fields)
    return see_other("/absence")


async def _own(request: Asked, *, status: int = 200, **more: Any) -> Response[str]:
    shown = await own_absence_page(Viewer(request.user)) | {"op": new_id()} | more
    return page(request, "assignments/absences/new.html", status=status, **shown)


@get("/assignments/branches/{branch_id:str}/absences", opt={"policy": LEADERS})
async def absences(request: Asked, branch_id: FromPath[str]) -> Response[str]:
    return await _page(request, await branches_led_by(request.user).get(id=branch_id))


@post("/assignments/branches/{branch_id:str}/absences", status_code=200, opt={"policy": ORGANISERS})
async def report_absence(request: Asked, branch_id: FromPath[str]) -> Response[str] | Redirect:
    """Preview; saves with `sure`."""
    branch = await branches_led_by(request.user).get(id=branch_id)
    form = AbsenceForm.read(fields_of(await request.form()))
    there = f"/assignments/branches/{branch.id}/absences"
    if form.sure and await earlier_post(Absence, form.op, member_id=form.member):
        return see_other(there)
    cover = Cover([]) if form.errors else await propose_cover(branch, form)
    if form.errors:
        return await _page(request, branch, status=422, form=form)
    if not form.sure:
        return await _page(request, branch, form=form, cover=cover)
    await record_absence(request.user, branch, form)
    return see_other(there)


@post("/assignments/absences/{absence_id:str}/return", opt={"policy": ORGANISERS})
async def back(request: Asked, absence_id: FromPath[str]) -> Redirect:
    absence = await Absence.get(id=absence_id, commune=request.user.commune)
    branches = branches_led_by(request.user).filter(memberships__member_id=absence.member_id)
    branch = await branches.distinct().order_by("name").first()
    if branch is None:
        raise NotFoundException
    await end_absence(request.user, absence)
    return see_other(f"/assignments/branches/{branch.id}/absences")


@get("/assignments/branches/{branch_id:str}/absences/{absence_id:str}", opt={"policy": LEADERS})
async def one_absence(request: Asked, branch_id: FromPath[str], absence_id: FromPath[str]) -> Response[str]:
    return await _one(request, await _alone(request, branch_id, absence_id))


@post(
    "/assignments/branches/{branch_id:str}/absences/{absence_id:str}/stand-ins",
    opt={"policy": ORGANISERS},
)
async def choose_stand_in(
    request: Asked, branch_id: FromPath[str], absence_id: FromPath[str]
) -> Response[str] | Redirect:
    alone = await _alone(request, branch_id, absence_id)
    form = StandInForm.read(fields_of(await request.form()))
    if not form.errors:
        await assign_stand_in(request.user, alone.branch, alone.absence.id, form)
    if form.errors:
        return await _one(request, alone, status=422, form=form)
    return see_other(_path(alone))


@post(
    "/assignments/branches/{branch_id:str}/absences/{absence_id:str}/proposal",
    status_code=200,
    opt={"policy": ORGANISERS},
)
async def propose_stand_ins(
    request: Asked, branch_id: FromPath[str], absence_id: FromPath[str]
) -> Response[str] | Redirect:
    """Preview; saves with `sure`."""
    alone = await _alone(request, branch_id, absence_id)
    sent = fields_of(await request.form())
    op = field_text(sent, "op")[:24]
    if field_text(sent, "sure") != "1" or not op:
        return await _one(request, alone, cover=await proposed_again(alone))
    await take_proposal(request.user, alone.branch, alone.absence.id, op)
    return see_other(_path(alone))


async def _alone(request: Asked, branch_id: str, absence_id: str) -> Alone:
    branch = await branches_led_by(request.user).get(id=branch_id)
    return await alone_in(branch, await absences_of(branch).get(id=absence_id))


def _path(alone: Alone) -> str:
    return f"/assignments/branches/{alone.branch.id}/absences/{alone.absence.id}"


async def _one(request: Asked, alone: Alone, *, status: int = 200, **more: Any) -> Response[str]:
    shown = await absence_page(alone) | {"makes": request.user.organises} | more
    return page(request, "assignments/absences/stand_ins.html", status=status, **shown)


async def _page(
    request: Asked,
    branch: PartyOrg,
    *,
    status: int = 200,
    form: AbsenceForm | Blank | None = None,
    cover: Cover | None = None,
) -> Response[str]:
    facts = await facts_of(branch, today())
    houses = [facts.households[line.house.id] for line, _said in cover.lines] if cover else []
    shown: dict[str, Any] = {
        "branch": branch,
        "form": form or Blank(),
        "cover": cover,
        "titles": await titles_of(houses),
        "waiting": await waiting_reports(branch),
        "long_away": await long_away_here(branch),
        "rows": [
            (row, await stand_in_names(row), await uncovered_in(branch, row))
            for row in await away_between(branch, today(), date.max)
        ],
        "carers": [one for id_, one in facts.members.items() if facts.states.get(id_, "active") in ABLE],
        "makes": request.user.organises,
        "op": new_id(),
        "today": today(),
    }
    return page(request, "assignments/absences/index.html", status=status, **shown)


ROUTES = [
    own_absence,
    report_own_absence,
    absences,
    report_absence,
    back,
    one_absence,
    choose_stand_in,
    propose_stand_ins,
]
