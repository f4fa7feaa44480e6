"""Manual reassignment: with a reason, within agreed capacity."""

from collections.abc import Iterable
from dataclasses import dataclass

from tortoise.transactions import in_transaction

from webapp.accounts.models import Device
from webapp.accounts.queries import missing_from
from webapp.assignments.charge.forms import MoveForm
from webapp.assignments.charge.models import ChargeChange
from webapp.assignments.charge.take_charge import take_charge
from webapp.assignments.plans.load_problem import Facts, barred_from, facts_of
from webapp.assignments.plans.models import AssignmentPlan, PlanLine
from webapp.assignments.plans.obstacles import current_holders
from webapp.assignments.plans.preconditions import why_nobody
from webapp.assignments.proposer.problem import ABLE
from webapp.core.calendar import today
from webapp.core.i18n import gettext as _
from webapp.people.models import Member, PartyOrg
from webapp.register.models import Household
from webapp.rollout.models import Rollout
from webapp.rollout.rules import assignments_hold
from webapp.web.idempotency import earlier_post
from webapp.web.person import Person


def check(facts: Facts, form: MoveForm, others: int) -> None:
    """`others`: households besides these. Fills `form.errors`."""
    member = form.member
    if member not in facts.members or facts.states.get(member, "active") not in ABLE:
        form.errors["member"] = _("This member cannot take households now.")
    elif others + len(form.houses) > facts.limits[member]:
        form.errors["member"] = _("Too many: %(name)s agreed to %(limit)s households and has %(others)s.") % {
            "name": facts.members[member].full_name,
            "limit": facts.limits[member],
            "others": others,
        }
    if said := barred_from(facts, form.houses, member):
        form.errors["houses"] = said


async def give_in_plan(person: Person, plan: AssignmentPlan, form: MoveForm) -> None:
    """Kept by later proposals."""
    branch = await PartyOrg.get(id=plan.branch_id)
    lines = await PlanLine.filter(plan_id=plan.id)
    form.houses = [line.household_id for line in lines if line.household_id in form.houses]
    if not form.houses:
        form.errors["houses"] = _("Choose the households.")
        return
    others = sum(line.member_id == form.member and line.household_id not in form.houses for line in lines)
    facts = await facts_of(branch, today())
    check(facts, form, others)
    if form.errors:
        return
    held = current_holders(facts)
    for line in lines:
        if line.household_id in form.houses:
            line.member_id, line.reason, line.by_hand = form.member, form.reason, person.name
            line.before_id = held.get(line.household_id)  # today's holder, as shown to the user
            await line.save(update_fields=["member_id", "before_id", "reason", "by_hand"])


async def why_not_by_hand(branch: PartyOrg) -> str:
    """Message; "" once a plan is in force or members are in charge."""
    begun = branch.rollout in (Rollout.ASSIGNED, Rollout.RUNNING, Rollout.SUMMARISED)
    if begun or await assignments_hold(branch, today()):
        return ""
    return _(
        "No plan is in force in this branch, so nobody is in charge of households yet. "
        "Choose in the plan who takes charge; by hand it is changed after the plan has come into force."
    )


@dataclass(frozen=True)
class Affected:
    member: Member | None
    households: list[Household]
    unsent: int
    """Submissions on their phones, not received yet."""


async def preview_move(branch: PartyOrg, form: MoveForm) -> list[Affected]:
    """Fills `form.errors`."""
    if said := why_nobody(branch) or await why_not_by_hand(branch):
        form.errors["houses"] = said
        return []
    facts = await facts_of(branch, today())
    held = {one.id: one.holder for one in facts.task.houses}
    form.houses = [house for house in form.houses if house in held and held[house] != form.member]
    if not form.houses:
        form.errors.setdefault("houses", _("Choose households that somebody else has."))
        return []
    others = sum(holder == form.member for holder in held.values())
    if not form.errors:
        check(facts, form, others)
    unsent = await unsent_of({held[house] for house in form.houses})
    found: dict[str, list[Household]] = {}
    for house in form.houses:
        found.setdefault(held[house], []).append(facts.households[house])
    return [
        Affected(facts.members.get(id_) or await Member.get_or_none(id=id_), houses, unsent.get(id_, 0))
        for id_, houses in found.items()
    ]


async def unsent_of(member_ids: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    phones = await Device.filter(member_id__in=list(member_ids), kind="phone", revoked_at=None)
    missing = await missing_from(phones)
    for phone in phones:
        found[phone.member_id or ""] = found.get(phone.member_id or "", 0) + len(missing[phone.id])
    return found


async def move_by_hand(person: Person, branch: PartyOrg, form: MoveForm) -> None:
    """Immediate. Idempotent by `form.op`."""
    async with in_transaction():
        await PartyOrg.select_for_update().get(id=branch.id)
        if not await earlier_post(ChargeChange, form.op, commune=branch.commune):
            await take_charge(
                branch,
                dict.fromkeys(form.houses, form.member),
                today(),
                by=person.name,
                reason=form.reason,
                form=form.op,
            )
