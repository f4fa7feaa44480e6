"""Page values: who is in charge, by branch."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from webapp.assignments.absences.gaps import Gap, gaps_in
from webapp.assignments.absences.record_absence import away_between
from webapp.assignments.board.by_hand import why_not_by_hand
from webapp.assignments.charge.lending import lendings, who_can_be_lent
from webapp.assignments.charge.models import AnotherMember, PairReason, Reason
from webapp.assignments.charge.pairs import unsuited_pairs
from webapp.assignments.charge.queries import branches_led_by
from webapp.assignments.charge.wishes import reasons_of, withdrawn_wishes
from webapp.assignments.plans.load_problem import Facts, facts_of
from webapp.assignments.plans.models import AssignmentPlan, State
from webapp.assignments.plans.preconditions import why_no_plan, why_nobody
from webapp.assignments.plans.workflow import OPEN
from webapp.assignments.proposer.problem import ABLE, House
from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.households.due_visits import titles_of
from webapp.people.models import BranchMembership, Member, PartyOrg
from webapp.register.models import Household
from webapp.web.person import Person

TOLD_FOR = timedelta(days=30)


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
class HouseMark:
    """What was said of its member. `said`: unsuited (by the branch), asks (the family) or asks_no_more."""

    said: str
    why: PairReason | Reason | None = None
    wish: AnotherMember | None = None


@dataclass(frozen=True)
class BoardHamlet:
    branch: PartyOrg
    uncovered: list[Household]
    alone: list[Household]
    """Holder away, no stand-in."""
    holders: list[BoardHolder]
    marks: dict[str, HouseMark]
    count: int
    plan: AssignmentPlan | None
    """Open, else in force."""
    not_by_hand: str
    """Why manual reassignment is closed; "" if open."""
    organised: bool
    """By the viewer."""

    @property
    def without(self) -> int:
        return len(self.uncovered) + len(self.alone)

    @property
    def lent(self) -> list[Member]:
        return [one.member for one in self.holders if one.lent]

    @property
    def takers(self) -> list[BoardHolder]:
        return [one for one in self.holders if not one.gone]

    @property
    def lent_without_homes(self) -> list[Member]:
        """Their lending may end."""
        return [one.member for one in self.holders if one.lent and not one.houses]

    @property
    def no_plan(self) -> str:
        """Why none can be proposed; "" also while one is under way."""
        return "" if self._busy else why_no_plan(self.branch)

    @property
    def can_propose(self) -> bool:
        return self.organised and not self._busy and not self.no_plan

    @property
    def can_choose(self) -> bool:
        """Households to move, or to write a wish down for."""
        return self.organised and not why_nobody(self.branch)

    @property
    def _busy(self) -> bool:
        return self.plan is not None and self.plan.state in OPEN


async def board_page(person: Person, branch_id: str = "") -> dict[str, Any]:
    """Most uncovered first."""
    branches = branches_led_by(person)
    if branch_id:
        branches = branches.filter(id=branch_id)
    found = [await _hamlet(branch, person) for branch in await branches.order_by("name")]
    found.sort(key=lambda one: -one.without)
    open_one = found[0] if len(found) == 1 else None
    houses = (
        open_one.uncovered + [each for one in open_one.holders for each in one.houses] if open_one else []
    )
    return {
        "hamlets": found,
        "open": open_one,
        "titles": await titles_of(houses),
        "cadres": [*open_one.lent, *await who_can_be_lent(person.commune)]
        if open_one and person.is_clerk
        else [],
        "uncovered": sum(one.without for one in found),
        "op": new_id(),
    }


async def _hamlet(branch: PartyOrg, person: Person) -> BoardHamlet:
    facts = await facts_of(branch, today())
    along = sorted(facts.task.houses, key=lambda one: (one.cluster, one.place, one.code))
    held: dict[str, list[Household]] = {}
    for house in along:
        held.setdefault(house.holder, []).append(facts.households[house.id])
    plans = AssignmentPlan.filter(branch_id=branch.id).order_by("-made_at")
    gaps = await gaps_in([branch], today())
    away = {row.member_id: row.valid_to for row in await away_between(branch, today(), today())}
    lent = {row.member_id: row for row in await lendings(branch)}
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
        marks=await _marks(along, facts, person.member_id or ""),
        count=len(along),
        plan=await plans.filter(state__in=[*OPEN]).first()
        or await plans.filter(state=State.IN_FORCE).first(),
        not_by_hand=await why_not_by_hand(branch),
        organised=person.organises,
    )


async def _marks(along: list[House], facts: Facts, reader: str) -> dict[str, HouseMark]:
    """A wish of today is shown before one taken back, and that before the branch's own mark."""
    ids = [one.id for one in along]
    not_fit, why = await unsuited_pairs(ids), await reasons_of(ids, reader)
    pairs = [(one.id, one.holder) for one in along]
    unsuited = {pair[0]: HouseMark("unsuited", not_fit[pair]) for pair in pairs if pair in not_fit}
    back = await withdrawn_wishes(ids, today() - TOLD_FOR)
    no_more = {id_: HouseMark("asks_no_more", wish=wish) for id_, wish in back.items()}
    asks = {id_: HouseMark("asks", why.get(id_)) for id_, holder in pairs if (id_, holder) in facts.asked}
    return unsuited | no_more | asks


def _gap(gaps: dict[str, tuple[Gap, str]], house: House) -> Gap | None:
    return gaps[house.id][0] if house.id in gaps else None
