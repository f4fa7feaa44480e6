"""Page values: assignments."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from webapp.assignments.absences.absences import away_between
from webapp.assignments.absences.gaps import Gap, gaps_in
from webapp.assignments.board.by_hand import Affected, why_not_by_hand
from webapp.assignments.charge.forms import Blank, MoveForm
from webapp.assignments.charge.lending import lendings, who_can_be_lent
from webapp.assignments.charge.models import AnotherMember, PairReason, Reason
from webapp.assignments.charge.pairs import unsuited_pairs
from webapp.assignments.charge.queries import branches_led_by
from webapp.assignments.charge.wishes import reasons_of, withdrawn_wishes
from webapp.assignments.plans.line_notes import notes_on
from webapp.assignments.plans.load_problem import Facts, facts_of
from webapp.assignments.plans.models import AssignmentPlan, PlanAnswer, PlanLine, PlanStep, State
from webapp.assignments.plans.obstacles import changes_since
from webapp.assignments.plans.preconditions import why_no_plan, why_nobody
from webapp.assignments.plans.workflow import CHANGEABLE, OPEN, steps_open_to
from webapp.assignments.proposer.problem import ABLE, House
from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.households.due_visits import titles_of
from webapp.people.models import BranchMembership, Member, PartyOrg
from webapp.register.models import Household
from webapp.web.person import Person

TOLD_FOR = timedelta(days=30)


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


@dataclass(frozen=True)
class BoardHolder:
    member: Member
    capacity: int
    state: str
    lending: BranchMembership | None
    away_until: date | None
    houses: list[Household]

    @property
    def lent(self) -> bool:
        return self.lending is not None

    @property
    def gone(self) -> bool:
        return self.state not in ABLE

    @property
    def overloaded(self) -> bool:
        return len(self.houses) > self.capacity

    @property
    def percent(self) -> int:
        """Capped for the bar."""
        return min(100, 100 * len(self.houses) // max(1, self.capacity))


@dataclass(frozen=True)
class BoardHamlet:
    branch: PartyOrg
    uncovered: list[Household]
    alone: list[Household]
    """Holder away, no stand-in."""
    holders: list[BoardHolder]
    wishes: dict[str, Reason | None]
    taken_back: dict[str, AnotherMember]
    """`wishes`: for another member; `taken_back`: withdrawn."""
    unsuited: dict[str, PairReason]
    """The branch marked the holder unsuitable."""
    count: int
    plan: AssignmentPlan | None
    """Open, else in force."""
    not_by_hand: str
    """Why manual reassignment is closed; "" if open."""

    @property
    def without(self) -> int:
        return len(self.uncovered) + len(self.alone)

    @property
    def lent(self) -> list[Member]:
        return [one.member for one in self.holders if one.lent]

    @property
    def no_plan(self) -> str:
        return why_no_plan(self.branch)

    @property
    def nobody(self) -> str:
        return why_nobody(self.branch)

    @property
    def busy(self) -> bool:
        return self.plan is not None and self.plan.state in OPEN


async def board_page(person: Person, branch_id: str = "") -> dict[str, Any]:
    """Most uncovered first."""
    branches = branches_led_by(person)
    if branch_id:
        branches = branches.filter(id=branch_id)
    found = [await _hamlet(branch, person.member_id or "") for branch in await branches.order_by("name")]
    found.sort(key=lambda one: -one.without)
    open_one = found[0] if len(found) == 1 else None
    houses = (
        open_one.uncovered + [each for one in open_one.holders for each in one.houses] if open_one else []
    )
    return {
        "hamlets": found,
        "open": open_one,
        "titles": await titles_of(houses),
        "makes": person.organises,
        "lends": await who_can_be_lent(person.commune) if open_one and person.is_clerk else [],
        "uncovered": sum(one.without for one in found),
        "op": new_id(),
    }


async def _hamlet(branch: PartyOrg, reader: str) -> BoardHamlet:
    facts = await facts_of(branch, today())
    along = sorted(facts.task.houses, key=lambda one: (one.cluster, one.place, one.code))
    held: dict[str, list[Household]] = {}
    for house in along:
        held.setdefault(house.holder, []).append(facts.households[house.id])
    plans = AssignmentPlan.filter(branch_id=branch.id).order_by("-made_at")
    gaps = await gaps_in([branch], today())
    away = {row.member_id: row.valid_to for row in await away_between(branch, today(), today())}
    lent = {row.member_id: row for row in await lendings(branch)}
    not_fit = await unsuited_pairs([one.id for one in along])
    why = await reasons_of([one.id for one in along], reader)
    holders = [
        BoardHolder(
            member,
            facts.limits[id_],
            facts.states.get(id_, "active"),
            lent.get(id_),
            away.get(id_),
            held.get(id_, []),
        )
        for id_, member in facts.members.items()
        if id_ in held or (facts.limits[id_] and facts.states.get(id_, "active") in ABLE)
    ]
    return BoardHamlet(
        branch,
        uncovered=[facts.households[one.id] for one in along if _gap(gaps, one) in (Gap.NOBODY, Gap.GONE)],
        alone=[facts.households[one.id] for one in along if _gap(gaps, one) in (Gap.AWAY, Gap.REPORTED)],
        holders=sorted(holders, key=lambda one: one.gone),
        wishes={one.id: why.get(one.id) for one in along if (one.id, one.holder) in facts.asked},
        taken_back=await withdrawn_wishes([one.id for one in along], today() - TOLD_FOR),
        unsuited={one.id: not_fit[pair] for one in along if (pair := (one.id, one.holder)) in not_fit},
        count=len(along),
        plan=await plans.filter(state__in=[*OPEN]).first()
        or await plans.filter(state=State.IN_FORCE).first(),
        not_by_hand=await why_not_by_hand(branch),
    )


def _gap(gaps: dict[str, tuple[Gap, str]], house: House) -> Gap | None:
    return gaps[house.id][0] if house.id in gaps else None
