"""Local search: improves a list of holders."""

from collections.abc import Iterator, Sequence

from webapp.assignments.proposer.costs import Costs, Tally

PASSES = 4
NEAREST = 2
Change = tuple[int, int]
"""(household, new member)."""


class Board:
    """Mutable assignment with running totals."""

    def __init__(self, costs: Costs, holders: Sequence[int]) -> None:
        self.costs, self.holders = costs, list(holders)
        self.last = len(self.holders) - 1
        self.tallies = [Tally()] * (costs.no_carer + 1)
        for i, j in enumerate(self.holders):
            self.tallies[j] = self.tallies[j].with_house(costs.houses[i])
        weights = costs.weights
        self.hopeless = 4 * (weights.contiguity + weights.neighbours + weights.heavy) + weights.balance
        """Skip changes raising own cost by more: path and load cannot outweigh it."""
        self.allowed = [{*allowed, costs.no_carer} for allowed in costs.allowed]
        self.best = [
            sorted(allowed, key=lambda j, i=i: (costs.own[i][j], j))[:NEAREST]  # type: ignore[misc]
            for i, allowed in enumerate(costs.allowed)
        ]

        self.groups = [
            {i for i, held in enumerate(self.holders) if held == j} for j in range(costs.no_carer + 1)
        ]

    def group(self, j: int) -> list[int]:
        return sorted(self.groups[j])

    def likely(self, i: int) -> list[int]:
        """Holders of adjacent households, and the cheapest members by own cost."""
        beside = [self.holders[k] for k in (i - 1, i + 1) if 0 <= k <= self.last]
        return [
            j
            for j in dict.fromkeys((*beside, *self.best[i]))
            if j != self.holders[i] and j in self.allowed[i]
        ]

    def full(self, j: int) -> bool:
        return j != self.costs.no_carer and self.tallies[j].load >= self.costs.capacity[j]

    def attempt(self, changes: Sequence[Change]) -> bool:
        """Applies allowed, cheaper changes; else restores the state."""
        if any(j not in self.allowed[i] for i, j in changes):
            return False
        own, holders = self.costs.own, self.holders
        if sum(own[i][j] - own[i][holders[i]] for i, j in changes) > self.hopeless * len(changes):
            return False
        before = [(i, holders[i]) for i, _ in changes]
        members = {j for _, j in (*changes, *before)}
        kept = {j: self.tallies[j] for j in members}
        pairs = {k for i, _ in changes for k in (i - 1, i) if 0 <= k < self.last}
        old = self._cost(before, members, pairs)
        self._make(changes)
        fits = all(
            j == self.costs.no_carer or self.tallies[j].load <= self.costs.capacity[j] for j in members
        )
        if fits and self._cost(changes, members, pairs) < old:
            return True
        for i, j in before:
            self._put(i, j)
        for j, tally in kept.items():
            self.tallies[j] = tally
        return False

    def _make(self, changes: Sequence[Change]) -> None:
        for i, j in changes:
            house, held = self.costs.houses[i], self.holders[i]
            self.tallies[held] = self.tallies[held].with_house(house, -1)
            self.tallies[j] = self.tallies[j].with_house(house)
            self._put(i, j)

    def _put(self, i: int, j: int) -> None:
        self.groups[self.holders[i]].discard(i)
        self.groups[j].add(i)
        self.holders[i] = j

    def _cost(self, changes: Sequence[Change], members: set[int], pairs: set[int]) -> int:
        costs, holders = self.costs, self.holders
        cost = sum(costs.own[i][j] for i, j in changes)
        cost += sum(costs.between(k, holders[k], holders[k + 1]) for k in pairs)
        for j in members:
            if j != costs.no_carer:
                # Overload has no cost; `fits` rejects it.
                tally = self.tallies[j]
                if tally.load <= costs.capacity[j]:
                    cost += costs.of_member(j, tally)
        return cost


def improve_holders(costs: Costs, holders: Sequence[int]) -> list[int]:
    board = Board(costs, holders)
    for _ in range(PASSES):
        tried = [_single(board), _stretches(board), _exchanges(board), _groups(board)]
        if not any(tried):
            break
    return board.holders


def _single(board: Board) -> bool:
    """Moves one household; if the new member is full, moves one of theirs on."""
    helped = False
    for i in range(len(board.holders)):
        for j in board.likely(i):
            if not board.full(j):
                helped |= board.attempt([(i, j)])
            elif any(
                board.attempt([(i, j), (k, to)])
                for k in board.group(j)
                if k != i
                for to in board.likely(k)
                if to != j and not (board.full(to) and to != board.holders[i])
            ):
                helped = True
    return helped


def _runs(board: Board) -> Iterator[tuple[int, int]]:
    """First and last household of each run (one holder, one cluster)."""
    first = 0
    for i in range(1, len(board.holders) + 1):
        ends = i == len(board.holders)
        if ends or board.holders[i] != board.holders[first] or not board.costs.beside[i - 1]:
            yield first, i - 1
            first = i


def _stretches(board: Board) -> bool:
    """Moves a run, its beginning or end."""
    helped = False
    for first, last in list(_runs(board)):
        for end in range(first + 1, last + 1):
            for j in board.likely(first):
                helped |= board.attempt([(i, j) for i in range(first, end + 1)])
        for begin in range(last - 1, first, -1):
            for j in board.likely(last):
                helped |= board.attempt([(i, j) for i in range(begin, last + 1)])
    return helped


def _exchanges(board: Board) -> bool:
    """Swaps two, unless own cost rises more than the path can gain."""
    helped, costs = False, board.costs
    most = 4 * (costs.weights.contiguity + costs.weights.neighbours)
    for i in range(len(board.holders)):
        for j in board.likely(i):
            for k in board.group(j):
                a = board.holders[i]
                if a == j or a not in board.allowed[k]:
                    continue
                worse = costs.own[i][j] + costs.own[k][a] - costs.own[i][a] - costs.own[k][j]
                if worse < most:
                    helped |= board.attempt([(i, j), (k, a)])
    return helped


def _groups(board: Board) -> bool:
    helped = False
    for a in range(board.costs.no_carer):
        for b in range(a + 1, board.costs.no_carer):
            mine, theirs = board.group(a), board.group(b)
            if mine or theirs:
                helped |= board.attempt([*((i, b) for i in mine), *((i, a) for i in theirs)])
    return helped
