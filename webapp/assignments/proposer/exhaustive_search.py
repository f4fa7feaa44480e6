"""Exact optimum for small hamlets: dynamic programming along the path."""

from webapp.assignments.proposer.costs import Costs, Tally

HOUSES, STATES = 12, 3000
"""More households, or states per layer, are too slow for a request."""
State = tuple[int, tuple[Tally, ...]]
"""Last holder, totals of all members."""


def cheapest_holders(costs: Costs, limit: int) -> list[int] | None:
    """Cheapest up to `limit`; None if too large."""
    if len(costs.houses) > HOUSES:
        return None
    rest = _at_least(costs)
    layer: dict[State, tuple[int, tuple[int, ...]]] = {(costs.no_carer, (Tally(),) * costs.no_carer): (0, ())}
    for i in range(len(costs.houses)):
        following: dict[State, tuple[int, tuple[int, ...]]] = {}
        for (last, tallies), (cost, way) in layer.items():
            for j in (*costs.allowed[i], costs.no_carer):
                price = cost + costs.own[i][j] + (costs.between(i - 1, last, j) if i else 0)
                if price + rest[i + 1] > limit or (
                    j != costs.no_carer and tallies[j].load >= costs.capacity[j]
                ):
                    continue
                key = (j, _given(tallies, j, costs, i))
                found = (price, (*way, j))
                if key not in following or found < following[key]:
                    following[key] = found
        if len(following) > STATES:
            return None
        layer = following
    ends = [
        (cost + sum(costs.of_member(j, tally) for j, tally in enumerate(tallies)), way)
        for (_, tallies), (cost, way) in layer.items()
    ]
    return list(min(ends)[1]) if ends else None


def _given(tallies: tuple[Tally, ...], j: int, costs: Costs, i: int) -> tuple[Tally, ...]:
    if j == costs.no_carer:
        return tallies
    return (*tallies[:j], tallies[j].with_house(costs.houses[i]), *tallies[j + 1 :])


def _at_least(costs: Costs) -> list[int]:
    """Lower bounds of the remaining cost."""
    members = sum(
        min(costs.of_load(j, load) for load in range(costs.capacity[j] + 1)) for j in range(costs.no_carer)
    )
    rest = [members]
    for i in range(len(costs.houses) - 1, -1, -1):
        rest.append(rest[-1] + min(costs.own[i][j] for j in (*costs.allowed[i], costs.no_carer)))
    return rest[::-1]
