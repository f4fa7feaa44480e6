"""Notes per household of a plan."""

from collections.abc import Iterable
from dataclasses import dataclass

from webapp.assignments.charge.models import Reason
from webapp.assignments.charge.wishes import reasons_of
from webapp.assignments.plans.load_problem import Facts
from webapp.assignments.plans.models import PlanLine
from webapp.assignments.plans.obstacles import ChangesSince
from webapp.people.models import Member


@dataclass(frozen=True)
class Note:
    asked: str = ""
    """Members the family does not want."""
    why: Reason | None = None
    later: str = ""
    """In charge since, other than planned."""
    own: bool = False
    """The planned member's own home."""


async def notes_on(
    lines: Iterable[PlanLine], facts: Facts, changed: ChangesSince | None, reader: str
) -> dict[str, Note]:
    """`changed`: None unless the plan is open."""
    why = await reasons_of([line.household_id for line in lines], reader)
    later = changed.later if changed else {}
    members = {one.id: one for one in await Member.filter(id__in=list({*later.values()}))}
    own = own_homes(facts)
    return {
        line.household_id: Note(
            asked=", ".join(
                facts.members[id_].full_name
                for house, id_ in sorted(facts.asked)
                if house == line.household_id and id_ in facts.members
            ),
            why=why.get(line.household_id),
            later=members[later[line.household_id]].full_name if line.household_id in later else "",
            own=(line.household_id, line.member_id) in own,
        )
        for line in lines
    }


def own_homes(facts: Facts) -> set[tuple[str, str | None]]:
    places = {(one.cluster, one.place): one.id for one in facts.task.houses}
    return {(places[one.home], one.id) for one in facts.task.carers if one.home in places}
