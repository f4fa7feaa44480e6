"""Page values: plans and moves."""

from dataclasses import dataclass
from typing import Any

from webapp.assignments.board.by_hand import Affected
from webapp.assignments.charge.forms import Blank, MoveForm
from webapp.assignments.plans.line_notes import notes_on
from webapp.assignments.plans.load_problem import Facts, facts_of
from webapp.assignments.plans.models import AssignmentPlan, PlanAnswer, PlanLine, PlanStep, State
from webapp.assignments.plans.obstacles import changes_since
from webapp.assignments.plans.workflow import CHANGEABLE, OPEN, steps_open_to
from webapp.assignments.proposer.problem import ABLE
from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.households.due_visits import titles_of
from webapp.people.models import Member, PartyOrg
from webapp.web.person import Person


@dataclass(frozen=True)
class PlannedShare:
    member: Member | None
    capacity: int
    lines: list[PlanLine]
    answer: PlanAnswer | None


async def plan_page(person: Person, plan: AssignmentPlan) -> dict[str, Any]:
    await plan.fetch_related("branch")
    lines = await PlanLine.filter(plan_id=plan.id).order_by("place").prefetch_related("household", "member")
    if not (person.in_office or person.branch_id == plan.branch_id):
        lines = [line for line in lines if line.member_id == person.member_id]
    facts = await facts_of(plan.branch, today())
    answers = await PlanAnswer.filter(plan_id=plan.id).prefetch_related("member")
    mine = next((one for one in answers if one.member_id == person.member_id), None)
    leads = person.in_office or person.branch_id == plan.branch_id
    changed = await changes_since(plan, facts) if leads and plan.state in OPEN else None
    return {
        "plan": plan,
        "obstacles": changed.obstacles if changed else [],
        "later": len(changed.later) if changed else 0,
        "notes": await notes_on(lines, facts, changed, person.member_id or "") if leads else {},
        "shares": _shares(lines, facts, {one.member_id: one for one in answers} if leads else {}),
        "titles": await titles_of([line.household for line in lines]),
        "figures": _figures(lines),
        "steps": steps_open_to(person.role, plan) if leads else {},
        "unsettled": [one.member.full_name for one in answers if not one.accepted] if leads else [],
        "history": await PlanStep.filter(plan_id=plan.id).order_by("at") if leads else [],
        "asked": plan.state is State.PUBLISHED and any(line.member_id == person.member_id for line in lines),
        "mine": mine,
        "changeable": leads and plan.state in CHANGEABLE and person.organises,
        "carers": [
            (one, facts.limits[id_])
            for id_, one in facts.members.items()
            if facts.limits[id_] and facts.states.get(id_, "active") in ABLE
        ],
        "leads": leads,
        "op": new_id(),
    }


async def answer_page(person: Person, plan_id: str) -> dict[str, Any]:
    """Small, for phones."""
    plan = await AssignmentPlan.get(id=plan_id).prefetch_related("branch")
    lines = PlanLine.filter(plan_id=plan.id, member_id=person.member_id or "").order_by("place")
    houses = [line.household for line in await lines.prefetch_related("household")]
    return {
        "plan": plan,
        "houses": houses,
        "titles": await titles_of(houses),
        "mine": await PlanAnswer.get_or_none(plan_id=plan.id, member_id=person.member_id),
        "leads": person.branch_id == plan.branch_id,
        "said": Blank(),
    }


def _shares(lines: list[PlanLine], facts: Facts, answers: dict[str, PlanAnswer]) -> list[PlannedShare]:
    """Uncovered first."""
    found: dict[str | None, list[PlanLine]] = {None: []}
    for line in lines:
        found.setdefault(line.member_id, []).append(line)
    return [
        PlannedShare(
            given[0].member if id_ else None,
            facts.limits.get(id_ or "", 0),
            given,
            answers.get(id_ or ""),
        )
        for id_, given in found.items()
        if given
    ]


def _figures(lines: list[PlanLine]) -> dict[str, int]:
    loads: dict[str, int] = {}
    for line in lines:
        if line.member_id:
            loads[line.member_id] = loads.get(line.member_id, 0) + 1
    return {
        "households": len(lines),
        "uncovered": sum(line.member_id is None for line in lines),
        "changed": sum(line.before_id not in (None, line.member_id) for line in lines),
        "members": len(loads),
        "least": min(loads.values(), default=0),
        "most": max(loads.values(), default=0),
    }


async def preview_page(branch: PartyOrg, form: MoveForm, affected: list[Affected]) -> dict[str, Any]:
    taker = await Member.get(id=form.member)
    home = (taker.home_cluster, taker.home_path_order)
    houses = [house for one in affected for house in one.households]
    return {
        "branch": branch,
        "form": form,
        "affected": affected,
        "taker": taker,
        "own": [one.code for one in houses if one.cluster_id and (one.cluster_id, one.path_order) == home],
        "titles": await titles_of(houses),
    }
