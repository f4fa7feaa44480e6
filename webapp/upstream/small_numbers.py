"""Complementary cell suppression: no number under five leaves the commune or can be derived. Last row and
column are sums. `FEW`: under five (primary). `HIDDEN`: protects another cell (complementary). The attacker
may know this code: a cell is protected if several values fit the published numbers, sums and marks.
"""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import product

from webapp.province.letters import FEW, HIDDEN, LEAST

Table = list[list[int]]
Place = tuple[int, int]
Node = tuple[str, int]
SUMS_COST = 1_000_000
"""Readers need sums most: suppress last."""


def with_sums(cells: Sequence[Sequence[int]]) -> Table:
    rows = [[*row, sum(row)] for row in cells]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def suppressed_table(cells: Sequence[Sequence[int]]) -> Table | None:
    """With sums and marks; None if unprotectable: publish nothing."""
    table = with_sums(cells)
    marks = {place: FEW for place in _places(table) if _at(table, place) < LEAST}
    while known := next(_recoverable(table, marks), None):
        circle = _circle(table, dict.fromkeys(_places(table), HIDDEN) | marks, known, marks)
        if circle is None:
            return None
        marks |= {place: HIDDEN for place in circle if place not in marks}
    _show_again(table, marks)
    return [[marks.get((i, j), value) for j, value in enumerate(row)] for i, row in enumerate(table)]


def rounded_table(cells: Sequence[Sequence[int]]) -> Table:
    """For stocks, which hardly change: exact tables of two months would reveal one family's change. Multiples
    of five, then summed; so two months fit no change, or one of five or more.
    """
    shown = [
        [FEW if number < LEAST else (number + LEAST // 2) // LEAST * LEAST for number in row] for row in cells
    ]
    sums = with_sums([[max(number, 0) for number in row] for row in shown])
    return [
        [
            shown[i][j] if i < len(shown) and j < len(shown[i]) else total if total >= LEAST else FEW
            for j, total in enumerate(row)
        ]
        for i, row in enumerate(sums)
    ]


def _show_again(table: Table, marks: dict[Place, int]) -> None:
    """Undo needless suppression: sums first, then large numbers."""
    hidden = [place for place, mark in marks.items() if mark == HIDDEN]
    for place in sorted(hidden, key=lambda place: (not _is_sum(table, place), -_at(table, place), place)):
        del marks[place]
        if any(_recoverable(table, marks)):
            marks[place] = HIDDEN


def _recoverable(table: Table, marks: dict[Place, int]) -> Iterator[Place]:
    """Marked cells with one consistent value."""
    return (place for place in marks if _circle(table, marks, place, marks) is None)


def _circle(
    table: Table, marks: dict[Place, int], through: Place, free: Container[Place]
) -> list[Place] | None:
    """Cheapest alternating cycle through this cell. With sums negated, rows and columns add up to zero, so
    two consistent tables differ by cycles of marked cells, alternately +1 and -1. A cell on no cycle is
    known.
    """
    ways = {place: _ways(table, place, mark) for place, mark in marks.items()}
    up, down = ways.pop(through)
    steps: dict[Node, list[tuple[int, Node, Place]]] = defaultdict(list)
    for place, (more, less) in ways.items():
        row, column = ("row", place[0]), ("column", place[1])
        cost = 0 if place in free else _at(table, place) + SUMS_COST * _is_sum(table, place) + 1
        if more:
            steps[row].append((cost, column, place))
        if less:
            steps[column].append((cost, row, place))
    row, column = ("row", through[0]), ("column", through[1])
    found = [_cheapest(steps, column, row)] if up else []
    found += [_cheapest(steps, row, column)] if down else []
    circles = [circle for circle in found if circle is not None]
    return min(circles)[1] if circles else None


def _ways(table: Table, place: Place, mark: int) -> tuple[bool, bool]:
    """Whether the signed number may grow, and shrink, by one."""
    number = _at(table, place)
    more = mark == HIDDEN or number < LEAST - 1
    less = number > (LEAST if mark == HIDDEN else 0)
    outer = (place[0] == len(table) - 1) != (place[1] == len(table[0]) - 1)
    return (less, more) if outer else (more, less)


def _cheapest(
    steps: Mapping[Node, Sequence[tuple[int, Node, Place]]], start: Node, end: Node
) -> tuple[int, list[Place]] | None:
    waiting: list[tuple[int, Node, list[Place]]] = [(0, start, [])]
    seen = set()
    while waiting:
        cost, here, way = heappop(waiting)
        if here == end:
            return cost, way
        if here not in seen:
            seen.add(here)
            for more, there, place in steps.get(here, ()):
                heappush(waiting, (cost + more, there, [*way, place]))
    return None


def _places(table: Table) -> Iterator[Place]:
    return product(range(len(table)), range(len(table[0])))


def _at(table: Table, place: Place) -> int:
    return table[place[0]][place[1]]


def _is_sum(table: Table, place: Place) -> bool:
    return place[0] == len(table) - 1 or place[1] == len(table[0]) - 1
