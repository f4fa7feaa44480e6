"""Queries: plans."""

from collections.abc import Iterable
from datetime import date

from tortoise.expressions import Q

from webapp.assignments.plans.models import ApprovalLevel, AssignmentPlan, Level, PlanAnswer, State
from webapp.core.calendar import holds_on, today
from webapp.people.models import BranchMembership, PartyOrg
from webapp.web.person import Person


async def waiting_plan(person: Person) -> str:
    """Published, not accepted by this member; "" if none."""
    mine = AssignmentPlan.filter(state=State.PUBLISHED, lines__member_id=person.member_id or "").distinct()
    for plan in await mine:
        if not await PlanAnswer.filter(plan_id=plan.id, member_id=person.member_id, accepted=True).exists():
            return plan.id
    return ""


async def level_of(branch: PartyOrg, day: date) -> Level:
    """Branch's own row, else commune default."""
    said = ApprovalLevel.filter(
        holds_on(day), Q(branch_id=branch.id) | Q(branch_id=None), commune=branch.commune
    )
    rows = sorted(await said, key=lambda one: (one.branch_id is not None, one.valid_from))
    return rows[-1].level if rows else Level.COMMUNE


async def plans_in_force(members: Iterable[str]) -> dict[str, str]:
    """Member -> plan."""
    places = BranchMembership.filter(holds_on(today()), member_id__in=list(members), secondary=False)
    branches = dict(await places.values_list("member_id", "branch_id"))
    plans = AssignmentPlan.filter(state=State.IN_FORCE, branch_id__in=list(branches.values()))
    newest = dict(await plans.order_by("in_force_from", "made_at").values_list("branch_id", "id"))
    return {str(member): str(newest.get(branch, "")) for member, branch in branches.items()}
