"""Assignment plans: create, propose, enforce."""

from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from webapp.assignments.charge.take_charge import take_charge
from webapp.assignments.plans.answers import members_in_plan, must_be_heard
from webapp.assignments.plans.forms import StepForm
from webapp.assignments.plans.load_problem import Facts, facts_of, with_holders
from webapp.assignments.plans.models import AssignmentPlan, Level, PlanAnswer, PlanLine, PlanStep, State
from webapp.assignments.plans.obstacles import ChangesSince, changes_since, current_holders, is_later
from webapp.assignments.plans.preconditions import why_no_plan
from webapp.assignments.plans.queries import level_of
from webapp.assignments.plans.workflow import OPEN, STEPS
from webapp.assignments.proposer.explain import explain_line
from webapp.assignments.proposer.propose import propose_holders
from webapp.core.calendar import today
from webapp.core.database.db import now
from webapp.core.i18n import gettext as _
from webapp.people.models import PartyOrg
from webapp.rollout.rules import mark_in_force
from webapp.web.errors import Refused
from webapp.web.idempotency import earlier_post
from webapp.web.person import Person


def plans_visible_to(person: Person) -> QuerySet[AssignmentPlan]:
    """Members: published plans that give them households."""
    found = AssignmentPlan.filter(commune=person.commune)
    if person.in_office:
        return found
    if person.leads_branch:
        return found.filter(branch_id=person.branch_id)
    return found.filter(
        state__in=[State.PUBLISHED, State.IN_FORCE], lines__member_id=person.member_id or ""
    ).distinct()


async def open_plan(branch: PartyOrg) -> AssignmentPlan | None:
    return await AssignmentPlan.filter(branch_id=branch.id, state__in=list(OPEN)).first()


async def draft_plan(person: Person, branch: PartyOrg) -> AssignmentPlan:
    """Or the open one."""
    async with in_transaction():
        branch = await PartyOrg.select_for_update().get(id=branch.id)
        if plan := await open_plan(branch):
            return plan
        _must_have_begun(branch)
        return await _new_plan(person, branch, [])


async def _new_plan(person: Person, branch: PartyOrg, lines: list[PlanLine]) -> AssignmentPlan:
    """`lines`: of the plan taken back."""
    plan = await AssignmentPlan.create(
        branch=branch,
        level=await level_of(branch, today()),
        made_at=now(),
        made_by=person.name,
        commune=branch.commune,
    )
    await _write_lines(plan, await facts_of(branch, today()), lines)
    return plan


def _must_have_begun(branch: PartyOrg) -> None:
    if said := why_no_plan(branch):
        raise Refused(said)


async def propose_again(plan: AssignmentPlan, branch: PartyOrg) -> None:
    """Current facts; manual choices stay."""
    lines = await PlanLine.filter(plan_id=plan.id)
    await PlanLine.filter(plan_id=plan.id).delete()
    await _write_lines(plan, await facts_of(branch, today()), lines)


async def _write_lines(plan: AssignmentPlan, facts: Facts, lines: list[PlanLine]) -> None:
    """`lines`: previous proposal; later reassignments win."""
    held = current_holders(facts)
    known = {line.household_id: line for line in lines if line.member_id and not is_later(line, held)}
    chosen = {house: line for house, line in known.items() if line.by_hand}
    before = {house: line.member_id or "" for house, line in known.items()}
    found = propose_holders(with_holders(facts.task, before, set(chosen)))
    for place, line in enumerate(found.lines):
        house = line.house.id
        by_hand = chosen.get(house)
        kept = by_hand is not None and line.carer is not None and by_hand.member_id == line.carer.id
        await PlanLine.create(
            plan=plan,
            household_id=house,
            member_id=line.carer.id if line.carer else None,
            before_id=held[house],
            place=place,
            reason=by_hand.reason if by_hand and kept else explain_line(line, facts.clusters),
            by_hand=by_hand.by_hand if by_hand and kept else "",
            commune=plan.commune,
        )
    plan.lent_needed = found.lent_needed
    await plan.save(update_fields=["lent_needed"])


async def take_plan_step(person: Person, plan_id: str, form: StepForm) -> AssignmentPlan:
    """Idempotent by `form.op`. Returns the plan to continue with."""
    step = STEPS[form.action]
    async with in_transaction():
        plan = await AssignmentPlan.select_for_update().get(id=plan_id)
        if await earlier_post(PlanStep, form.op, plan_id=plan.id):
            return await _to_go_on_with(plan, form)
        if plan.state not in step.since or not step.is_on_the_way_of(plan):
            raise Refused(_("This plan has gone on meanwhile. Open it again and look where it is."))
        if step.to not in (State.DRAFT, State.CANCELLED):
            _must_have_begun(await PartyOrg.get(id=plan.branch_id))
        said = await _before(plan, form)
        plan.state = step.to
        await PlanStep.create(
            plan=plan,
            action=form.action,
            state=step.to,
            by=person.id,
            by_name=person.name,
            at=now(),
            paper_no=form.paper_no,
            paper_on=form.paper_on,
            note=form.note or said,
            form=form.op,
            commune=plan.commune,
        )
        await plan.save()
        if form.action == "take_back":  # new plan: the answers belong to the old one
            branch = await PartyOrg.get(id=plan.branch_id)
            await _new_plan(person, branch, await PlanLine.filter(plan_id=plan.id))
        return await _to_go_on_with(plan, form)


async def _to_go_on_with(plan: AssignmentPlan, form: StepForm) -> AssignmentPlan:
    if form.action != "take_back":
        return plan
    return await open_plan(await PartyOrg.get(id=plan.branch_id)) or plan


async def _before(plan: AssignmentPlan, form: StepForm) -> str:
    """Returns the step's note."""
    if STEPS[form.action].to is State.PUBLISHED:
        await _still_right(plan)
        plan.decision_no, plan.decided_on, plan.published_at = form.paper_no, form.paper_on, now()
    elif STEPS[form.action].to is State.IN_FORCE:
        await must_be_heard(plan)
        return await _enforce(plan, form.by_name)
    return ""


async def _still_right(plan: AssignmentPlan) -> tuple[ChangesSince, Facts]:
    """Raises Refused if members left or take less, or a family asked for another member."""
    facts = await facts_of(await PartyOrg.get(id=plan.branch_id), today())
    found = await changes_since(plan, facts)
    if found.obstacles:
        raise Refused(" ".join(found.obstacles))
    return found, facts


async def _enforce(plan: AssignmentPlan, by_name: str) -> str:
    """Keeps later manual reassignments; returns a note naming them."""
    found, facts = await _still_right(plan)
    day = today()
    branch = await PartyOrg.get(id=plan.branch_id)
    await take_charge(
        branch,
        found.wanted,
        day,
        by=by_name,
        reason=(_("Resolution %(number)s") if plan.level is Level.BRANCH else _("Decision %(number)s"))
        % {"number": plan.decision_no},
        decision_no=plan.decision_no,
    )
    await _supersede(plan, by_name)
    plan.in_force_from = day
    await mark_in_force(branch, day, by_name=by_name, decision_no=plan.decision_no, plan_id=plan.id)
    codes = sorted(facts.households[house].code for house in found.later)
    return (
        _("given by hand since then, and left there: %(codes)s") % {"codes": ", ".join(codes)}
        if codes
        else ""
    )


async def _supersede(plan: AssignmentPlan, by_name: str) -> None:
    for older in await AssignmentPlan.filter(branch_id=plan.branch_id, state=State.IN_FORCE):
        older.state = State.SUPERSEDED
        await older.save(update_fields=["state"])
        await PlanStep.create(
            plan=older,
            action="supersede",
            state=State.SUPERSEDED,
            by="",
            by_name=by_name,
            at=now(),
            paper_no=plan.decision_no,
            form=f"by-{plan.id}",
            commune=plan.commune,
        )


async def enforce_when_all_agree(plan_id: str, member_id: str, by_name: str) -> None:
    """On obstacles it waits for the office."""
    async with in_transaction():
        plan = await AssignmentPlan.select_for_update().get(id=plan_id)
        yes = PlanAnswer.filter(plan_id=plan.id, accepted=True)
        agreed = set(await yes.values_list("member_id", flat=True))
        if plan.state is not State.PUBLISHED or not await members_in_plan(plan) <= agreed:
            return
        try:
            said = await _enforce(plan, by_name)
        except Refused:
            return
        plan.state = State.IN_FORCE
        await plan.save()
        await PlanStep.create(
            plan=plan,
            action="enforce",
            state=State.IN_FORCE,
            by=member_id,
            by_name=by_name,
            at=now(),
            note=said,
            form=f"all-{plan.id}",
            commune=plan.commune,
        )
