"""Exact minimum-cost matching of households with members, by shortest augmenting paths. Ignores costs between
neighbours, which `local_search` adds.
"""

from collections import deque

from webapp.assignments.proposer.costs import Costs

FAR = 1 << 60
NO_WAY = FAR >> 1
SHIFT = 10  # low bits: household, so that one `min` finds both
MASK = (1 << SHIFT) - 1


def match_holders(costs: Costs) -> list[int]:
    """Household -> member; `costs.no_carer` without room."""
    return _Matching(costs).run()


class _Matching:
    def __init__(self, costs: Costs) -> None:
        self.costs = costs
        self.size = costs.no_carer + 1
        self.prices = [self._prices(i) for i in range(len(costs.houses))]
        self.holders = [-1] * len(costs.houses)
        self.groups: list[set[int]] = [set() for _ in range(self.size)]
        self.handing_on = [[FAR] * self.size for _ in range(self.size)]

    def _prices(self, i: int) -> list[int]:
        allowed = {*self.costs.allowed[i], self.costs.no_carer}
        return [self.costs.own[i][j] if j in allowed else FAR for j in range(self.size)]

    def run(self) -> list[int]:
        for i in range(len(self.holders)):
            self._take_in(i)
        return self.holders

    def _take_in(self, i: int) -> None:
        distance, before = self._ways(i)
        ends = [distance[j] + self._one_more(j) for j in range(self.size)]
        last = ends.index(min(ends))
        way = [last]
        while before[way[-1]] >= 0:
            way.append(before[way[-1]])
        for to, since in zip(way, way[1:], strict=False):
            self._give(self.handing_on[since][to] & MASK, since, to)
        self._give(i, -1, way[-1])
        for j in way:
            self._look_again(j)

    def _one_more(self, j: int) -> int:
        if j == self.costs.no_carer:
            return 0
        load = len(self.groups[j])
        if load >= self.costs.capacity[j]:
            return FAR
        return self.costs.of_load(j, load + 1) - self.costs.of_load(j, load)

    def _ways(self, i: int) -> tuple[list[int], list[int]]:
        """Path cost to each member, and predecessor."""
        distance, before = list(self.prices[i]), [-1] * self.size
        queue = deque(j for j in range(self.size) if distance[j] < FAR)
        waiting = [one < FAR for one in distance]
        while queue:
            j = queue.popleft()
            waiting[j] = False
            here = distance[j]
            for to, price in enumerate(self.handing_on[j]):
                there = here + (price >> SHIFT)
                if there < distance[to] and there < NO_WAY:
                    distance[to], before[to] = there, j
                    if not waiting[to]:
                        waiting[to] = True
                        queue.append(to)
        return distance, before

    def _give(self, i: int, since: int, to: int) -> None:
        if since >= 0:
            self.groups[since].discard(i)
        self.groups[to].add(i)
        self.holders[i] = to

    def _look_again(self, j: int) -> None:
        """Updates the cost of handing on j's cheapest household, per member."""
        rows = []
        for i in sorted(self.groups[j]):
            prices = self.prices[i]
            here = prices[j]
            rows.append([((price - here) << SHIFT) | i for price in prices])
        found = [min(column) for column in zip(*rows, strict=True)] if rows else [FAR << SHIFT] * self.size
        found[j] = FAR << SHIFT
        self.handing_on[j] = found
