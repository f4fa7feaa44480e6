"""Read-only proposal preview."""

from dataclasses import dataclass
from typing import Any

from webapp.assignments.plans.load_problem import facts_of
from webapp.assignments.plans.preconditions import why_no_plan
from webapp.assignments.proposer.explain import explain_line
from webapp.assignments.proposer.problem import Carer, ProposedLine
from webapp.assignments.proposer.propose import propose_holders
from webapp.core.calendar import today
from webapp.households.due_visits import titles_of
from webapp.people.models import PartyOrg


@dataclass(frozen=True)
class ProposedShare:
    """Proposed households, with reasons."""

    carer: Carer | None
    lines: list[tuple[ProposedLine, str]]


async def proposal_page(branch: PartyOrg) -> dict[str, Any]:
    facts = await facts_of(branch, today())
    found = propose_holders(facts.task)
    shares: dict[str, ProposedShare] = {"": ProposedShare(None, [])}
    for line in found.lines:
        share = shares.setdefault(line.carer.id if line.carer else "", ProposedShare(line.carer, []))
        share.lines.append((line, explain_line(line, facts.clusters)))
    loads = found.loads.values()
    return {
        "branch": branch,
        "shares": [one for one in shares.values() if one.lines],
        "titles": await titles_of(list(facts.households.values())),
        "uncovered": len(found.uncovered),
        "members": len(loads),
        "each": f"{min(loads, default=0)}–{max(loads, default=0)}",
        "lent_needed": found.lent_needed,
        "no_plan": why_no_plan(branch),
    }
