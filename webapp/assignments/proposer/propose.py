"""Proposes members for a hamlet's households; a person decides. Hard: no member absent, barred, full or at
their own home; lines fixed by the branch stay. Uncovered households get a reason. A secretary keeps time to
guide, unless that leaves a household uncovered or needs another cadre. Soft: contiguity along the path,
distance, stability, equal load. Deterministic in any input order.
"""

from collections.abc import Sequence
from dataclasses import replace

from webapp.assignments.proposer.costs import Costs
from webapp.assignments.proposer.exact_matching import match_holders
from webapp.assignments.proposer.exhaustive_search import cheapest_holders
from webapp.assignments.proposer.local_search import improve_holders
from webapp.assignments.proposer.problem import LENT, Carer, House, Proposal, ProposedLine, Task, Why

CHANGES = 10
"""Percentage of families that may change member for tidiness."""


def propose_holders(task: Task) -> Proposal:
    able = sorted((one for one in task.carers if one.available and one.capacity > 0), key=lambda one: one.id)
    residents = [one for one in able if not one.lent]
    needed = _needed(task, residents)
    bound = {house.holder for house in task.houses if house.holder}
    lent = sorted((one for one in able if one.lent), key=lambda one: (one.id not in bound, one.id))
    costs = Costs(task, [*residents, *lent[:needed]])
    for more in lent[needed:]:  # a resident takes fewer than usual, or is barred
        if not _short(costs, match_holders(costs)):
            break
        costs = Costs(task, [*costs.carers, more])
    holders, proven = _best(task, costs)
    return _told(costs, holders, proven=proven, needed=needed)


def _needed(task: Task, residents: Sequence[Carer]) -> int:
    """As in the commune's report: secretary at full share, usual capacities."""
    plain = replace(task, weights=replace(task.weights, lead_percent=100))
    usual = (one.capacity if one.usual is None else min(one.usual, one.capacity) for one in residents)
    costs = Costs(plain, [replace(one, capacity=n) for one, n in zip(residents, usual, strict=True)])
    return -(-_short(costs, match_holders(costs)) // LENT)


def propose_stand_ins(task: Task, absent: str) -> Proposal:
    """For an absence; moves no other household."""
    able = {one.id for one in task.carers if one.available and one.id != absent}
    return propose_holders(
        replace(
            task,
            houses=tuple(replace(one, fixed=one.holder in able) for one in task.houses),
            carers=tuple(replace(one, available=one.id in able) for one in task.carers),
        )
    )


def _short(costs: Costs, holders: Sequence[int]) -> int:
    """Uncovered only for lack of room."""
    return sum(j == costs.no_carer and _why(costs, i) is Why.NO_ROOM for i, j in enumerate(holders))


def _best(task: Task, costs: Costs) -> tuple[list[int], bool]:
    """Cheapest of those that cover most and keep families with their member."""
    if any(house.holder for house in costs.houses):
        keeping = _keeping(task, costs)
        kept = improve_holders(keeping, match_holders(keeping))
        found = [kept, improve_holders(costs, kept)]
        most = _stay(costs, kept)
    else:
        found, most = [improve_holders(costs, match_holders(costs))], 0
    holders = min(found, key=lambda one: _order(costs, one, most))
    sure = cheapest_holders(costs, min(costs.whole(one) for one in found))
    if sure is not None and _order(costs, sure, most) <= _order(costs, holders, most):
        return sure, True
    return holders, False


def _keeping(task: Task, costs: Costs) -> Costs:
    """Makes a change of member cost more than all but an uncovered household."""
    firm = replace(task.weights, stability=task.weights.uncovered // 1000)
    return Costs(replace(task, weights=firm), costs.carers)


def _stay(costs: Costs, holders: Sequence[int]) -> int:
    numbers = {carer.id: j for j, carer in enumerate(costs.carers)}
    return sum(numbers.get(house.holder) == holders[i] for i, house in enumerate(costs.houses))


def _order(costs: Costs, holders: Sequence[int], most: int) -> tuple[int, bool, int, tuple[int, ...]]:
    uncovered = sum(costs.houses[i].halves for i, j in enumerate(holders) if j == costs.no_carer)
    few = _stay(costs, holders) * 100 < most * (100 - CHANGES)
    return uncovered, few, costs.whole(holders), tuple(holders)


def _why(costs: Costs, i: int) -> Why:
    if not costs.carers:
        return Why.NOBODY
    return Why.NO_ROOM if costs.allowed[i] else Why.BARRED


def _told(costs: Costs, holders: Sequence[int], *, proven: bool, needed: int) -> Proposal:
    loads = [holders.count(j) for j in range(costs.no_carer)]
    lines = []
    for i, j in enumerate(holders):
        house = costs.houses[i]
        if j == costs.no_carer:
            lines.append(ProposedLine(house, None, why=_why(costs, i)))
        else:
            lines.append(_line(costs, house, costs.carers[j], loads[j], costs.capacity[j]))
    return Proposal(tuple(lines), costs.whole(holders), proven, needed)


def _line(costs: Costs, house: House, carer: Carer, load: int, capacity: int) -> ProposedLine:
    same = carer.home is not None and carer.home[0] == house.cluster
    return ProposedLine(
        house,
        carer,
        kept=house.holder == carer.id,
        same_cluster=same,
        houses_away=costs.houses_between(house, carer) if same else None,
        speaks=bool(house.language) and house.language in carer.languages,
        preferred=(house.id, carer.id) in costs.task.preferred,
        load=load,
        capacity=capacity,
    )
