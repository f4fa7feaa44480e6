"""Changes since a plan was made: reassignments, obstacles to enforcing it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from webapp.assignments.plans.load_problem import Facts
from webapp.assignments.plans.models import AssignmentPlan, Level, PlanLine
from webapp.assignments.plans.workflow import CHANGEABLE
from webapp.assignments.proposer.problem import ABLE
from webapp.core.i18n import gettext as _
from webapp.people.models import Member


@dataclass(frozen=True)
class ChangesSince:
    later: dict[str, str]
    """Holders of households reassigned since; they keep them."""
    wanted: dict[str, str | None]
    """Household -> planned member."""
    obstacles: list[str]


async def changes_since(plan: AssignmentPlan, facts: Facts) -> ChangesSince:
    lines = await PlanLine.filter(plan_id=plan.id, household__closed_on=None).prefetch_related("member")
    held = current_holders(facts)
    later = {line.household_id: held[line.household_id] or "" for line in lines if is_later(line, held)}
    wanted = {
        line.household_id: line.member_id
        for line in lines
        if line.household_id not in later
        and (line.member_id or not _able(facts, held.get(line.household_id)))
    }
    found = [*_gone(facts, wanted, lines), *_refused(facts, wanted), *_too_many(facts, held | wanted, wanted)]
    return ChangesSince(later, wanted, [f"{said} {_what_to_do(plan)}" for said in found])


def current_holders(facts: Facts) -> dict[str, str | None]:
    return {one.id: one.holder or None for one in facts.task.houses}


def is_later(line: PlanLine, held: Mapping[str, str | None]) -> bool:
    """Holder is neither the previous nor the planned member."""
    return held.get(line.household_id) not in (None, line.before_id, line.member_id)


def _able(facts: Facts, member: str | None) -> bool:
    return member in facts.members and facts.states.get(member, "active") in ABLE


def _gone(facts: Facts, wanted: Mapping[str, str | None], lines: Iterable[PlanLine]) -> list[str]:
    members = {line.member.id: line.member for line in lines if line.member}
    gone = [members[id_] for id_ in {*wanted.values()} - {None} if id_ and not _able(facts, id_)]
    if not gone:
        return []
    return [_("%(names)s cannot take households any more.") % {"names": _names(gone)}]


def _refused(facts: Facts, wanted: Mapping[str, str | None]) -> list[str]:
    pairs = [(house, id_) for house, id_ in wanted.items() if id_ and (house, id_) in facts.task.barred]
    if not pairs:
        return []
    said = (
        _("These families asked for another member than the plan gives them: %(codes)s.")
        if facts.asked.issuperset(pairs)
        else _(
            "The branch or a family has said that the member of the plan is not to be in charge: %(codes)s."
        )
    )
    return [said % {"codes": ", ".join(sorted(facts.households[house].code for house, _id in pairs))}]


def _too_many(facts: Facts, after: Mapping[str, str | None], wanted: Mapping[str, str | None]) -> list[str]:
    """Counts households outside the plan too."""
    loads = Counter(after.values())
    return [
        _("%(name)s agreed to %(limit)s households and would have %(count)s: %(codes)s.")
        % {
            "name": facts.members[id_].full_name,
            "limit": facts.limits[id_],
            "count": loads[id_],
            "codes": ", ".join(sorted(facts.households[h].code for h, who in after.items() if who == id_)),
        }
        for id_ in facts.members
        if loads[id_] > facts.limits[id_] and id_ in wanted.values() and _able(facts, id_)
    ]


def _what_to_do(plan: AssignmentPlan) -> str:
    if plan.state in CHANGEABLE:
        return _("Propose again.")
    if plan.level is Level.BRANCH:
        return _("Take the plan back and propose again.")
    return _("Give the plan up and make a new one.")


def _names(members: Iterable[Member]) -> str:
    return ", ".join(one.full_name for one in sorted(members, key=lambda one: one.sort_key))
