"""Cost function of an assignment, in integers: same on every machine. Separable: household and member; two
adjacent households and members; a member's total load.
"""

from collections.abc import Sequence
from typing import NamedTuple

from webapp.assignments.proposer.problem import Carer, House, Task

CLUSTER = 20
"""Distance of one cluster, in houses."""
FIRST = 100
MANY = 9
"""From this aim: at least one poor household."""


class Tally(NamedTuple):
    load: int = 0
    halves: int = 0
    close: int = 0
    poor: int = 0

    def with_house(self, house: House, sign: int = 1) -> "Tally":
        return Tally(
            self.load + sign,
            self.halves + sign * house.halves,
            self.close + sign * (house.support == 2),
            self.poor + sign * house.poor,
        )


class Costs:
    """Members are indices into `carers`; `no_carer`, one past the last: uncovered."""

    def __init__(self, task: Task, carers: Sequence[Carer]) -> None:
        self.task, self.weights = task, task.weights
        self.houses = sorted(task.houses, key=lambda one: (one.cluster, one.place, one.code, one.id))
        self.carers = list(carers)
        self.no_carer = len(self.carers)
        self.capacity = [carer.capacity for carer in self.carers]
        self.aims = [self._aim(carer) for carer in self.carers]
        self.room = max(1, sum(self.aims))
        self.ranks = {(house.cluster, house.place): rank for rank, house in enumerate(self.houses)}
        self.wanted = {house for house, _ in task.preferred}
        self.own = [[self._own(house, carer) for carer in self.carers] for house in self.houses]
        self.allowed = [
            [j for j in range(self.no_carer) if self._may(house, self.carers[j])] for house in self.houses
        ]
        for house, costs in zip(self.houses, self.own, strict=True):
            costs.append(self._left_out(house))
        self.beside = [self._beside(a, b) for a, b in zip(self.houses, self.houses[1:], strict=False)]
        self.close = sum(house.support == 2 for house in self.houses)
        self.poor = sum(house.poor for house in self.houses)
        self._loads = [
            [self._load_cost(j, load) for load in range(self.capacity[j] + 1)] for j in range(self.no_carer)
        ]

    def _aim(self, carer: Carer) -> int:
        """Target load; less for a secretary while others have room."""
        share = self.weights.lead_percent if carer.leads else 100
        return carer.capacity * share // 100

    def _may(self, house: House, carer: Carer) -> bool:
        pair = (house.id, carer.id)
        if pair in self.task.barred or (house.fixed and self._stays(house) and house.holder != carer.id):
            return False
        return carer.home != (house.cluster, house.place) or pair in self.task.own_home

    def _stays(self, house: House) -> bool:
        """Decisions for unavailable members do not bind."""
        return any(carer.id == house.holder for carer in self.carers)

    def _own(self, house: House, carer: Carer) -> int:
        cost = self.weights.distance * (self.houses_between(house, carer) or 0)
        if house.holder and house.holder != carer.id:
            cost += self.weights.stability
        if house.language and carer.languages and house.language not in carer.languages:
            cost += self.weights.language
        if house.id in self.wanted and (house.id, carer.id) not in self.task.preferred:
            cost += self.weights.preferred
        return cost

    def _left_out(self, house: House) -> int:
        """Grows with need; far higher if fixed by the branch."""
        cost = self.weights.uncovered * house.halves * (FIRST if house.fixed else 1)
        return cost + self.weights.stability * bool(house.holder)

    def houses_between(self, house: House, carer: Carer) -> int | None:
        """Along the path; None: home unknown."""
        if carer.home is None:
            return None
        cluster, place = carer.home
        if cluster != house.cluster:
            apart = self.task.hops.get((cluster, house.cluster), abs(cluster - house.cluster))
            return CLUSTER * apart
        there = self.ranks.get(carer.home)
        here = self.ranks[house.cluster, house.place]
        return abs(house.place - place) // 10 if there is None else abs(here - there)

    def _beside(self, a: House, b: House) -> int:
        """Cost of splitting adjacent households; 0 across clusters."""
        if a.cluster != b.cluster:
            return 0
        together = bool(a.neighbours) and a.neighbours == b.neighbours
        return self.weights.contiguity + together * self.weights.neighbours

    def between(self, i: int, a: int, b: int) -> int:
        """Of household i with member a, the next with b."""
        if a == b or not self.beside[i]:
            return 0
        novices = self.no_carer not in (a, b) and not (
            self.carers[a].experienced or self.carers[b].experienced
        )
        return self.beside[i] + novices * self.weights.novice

    def _load_cost(self, j: int, load: int) -> int:
        """Squared deviation from an equal share; a member's first run costs no break."""
        aim = self.aims[j]
        gap = load * self.room - len(self.houses) * aim
        cost = self.weights.balance * gap * gap // (max(1, aim) * self.room) ** 2
        cost += self.weights.lead * max(0, load - aim)
        if load:
            cost += self.weights.lent * self.carers[j].lent - self.weights.contiguity
        return cost

    def of_load(self, j: int, load: int) -> int:
        """Convex in `load`: exact matching depends on it."""
        return self._loads[j][load]

    def of_member(self, j: int, tally: Tally) -> int:
        if j == self.no_carer:
            return 0
        cost = self._loads[j][tally.load]
        limit = self.aims[j] * 26 // 10
        cost += self.weights.heavy * max(0, tally.halves - limit)
        cost += self.weights.spread * max(0, tally.close - max(1, -(-self.close // 3)))
        if tally.load and not tally.poor and self.poor and self.aims[j] >= MANY:
            cost += self.weights.spread
        return cost

    def whole(self, holders: Sequence[int]) -> int:
        """Complete cost; reference for incremental costs."""
        tallies = [Tally()] * (self.no_carer + 1)
        cost = 0
        for i, j in enumerate(holders):
            tallies[j] = tallies[j].with_house(self.houses[i])
            cost += self.own[i][j]
            if i:
                cost += self.between(i - 1, holders[i - 1], j)
        return cost + sum(self.of_member(j, tally) for j, tally in enumerate(tallies))
