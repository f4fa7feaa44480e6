"""Nobody works out a number under five, though the whole rule is known (P-13, contract 2.14)."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.province.letters import FEW, HIDDEN, LEAST
from webapp.upstream.small_numbers import Table, rounded_table, suppressed_table, with_sums

REACH = 12  # how far above the truth another number is looked for


def tables(rows: int, columns: int, most: int) -> st.SearchStrategy[list[list[int]]]:
    row = st.lists(st.integers(0, most), min_size=columns, max_size=columns)
    return st.lists(row, min_size=rows, max_size=rows)


small = st.tuples(st.integers(1, 3), st.integers(1, 2)).flatmap(lambda size: tables(*size, 9))
large = st.tuples(st.integers(1, 12), st.integers(1, 3)).flatmap(lambda size: tables(*size, 40))


def fits(mark: int, number: int) -> bool:
    return number < LEAST if mark == FEW else number >= LEAST if mark == HIDDEN else number == mark


def possible(shown: Table, place: tuple[int, int], number: int) -> bool:
    """Whether a table that a reader of `shown` cannot rule out has this number there. By trying all of them."""
    most = max(max(row) for row in shown) + REACH
    said = [[(lambda n, m=mark: fits(m, n)) for mark in row] for row in shown]
    said[place[0]][place[1]] = lambda n: n == number and fits(shown[place[0]][place[1]], n)
    *rows, last = said
    choices = [
        [n for n in range(most + 1) if row[column](n)] for row in rows for column in range(len(row) - 1)
    ]
    width = len(last) - 1
    reached = {(0,) * width}
    for i, row in enumerate(rows):
        lines = [line for line in product(*choices[i * width : (i + 1) * width]) if row[width](sum(line))]
        reached = {
            tuple(a + b for a, b in zip(sums, line, strict=True)) for sums in reached for line in lines
        }
    return any(
        all(last[column](total) for column, total in enumerate(sums)) and last[width](sum(sums))
        for sums in reached
    )


@given(small)
@settings(max_examples=150, deadline=None)
def test_every_number_left_out_could_be_another(cells: list[list[int]]) -> None:
    shown, truth = suppressed_table(cells), with_sums(cells)
    assert shown is not None
    for i, row in enumerate(shown):
        for j, mark in enumerate(row):
            if mark >= 0:
                continue
            near = sorted(range(truth[i][j] + REACH), key=lambda n: abs(n - truth[i][j]))
            assert any(possible(shown, (i, j), n) for n in near if n != truth[i][j]), (cells, shown, i, j)


@given(large)
@settings(deadline=None)
def test_what_is_shown_is_true_and_never_under_five(cells: list[list[int]]) -> None:
    shown = suppressed_table(cells)
    assert shown is not None
    for said, true in zip(shown, with_sums(cells), strict=True):
        for mark, number in zip(said, true, strict=True):
            assert fits(mark, number)
            assert mark < 0 or mark >= LEAST


@given(large.filter(lambda cells: all(number >= LEAST for row in cells for number in row)))
@settings(deadline=None)
def test_a_table_of_large_numbers_is_shown_whole(cells: list[list[int]]) -> None:
    assert suppressed_table(cells) == with_sums(cells)


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        # One small number alone in its row and column needs three others.
        (
            [[3, 20, 30], [10, 25, 35], [15, 26, 36]],
            [[FEW, HIDDEN, 30, 53], [HIDDEN, HIDDEN, 35, 70], [15, 26, 36, 77], [28, 71, 101, 200]],
        ),
        # Two in one row still add up to what is left.
        ([[1, 2]], [[FEW, FEW, FEW], [FEW, FEW, FEW]]),
    ],
)
def test_examples(cells: list[list[int]], shown: Table) -> None:
    assert suppressed_table(cells) == shown


def test_a_number_at_the_edge_of_its_mark_is_not_given_away() -> None:
    """0 beside 5: saying “five or more” of the neighbour and “5” of the sum would say 0."""
    shown = suppressed_table([[0, 5]])

    assert shown is not None
    assert shown[0][0] == FEW
    assert possible(shown, (0, 0), 1)


def numbers(mark: int) -> range:
    """All that a place of a stock can have been."""
    return range(LEAST) if mark == FEW else range(max(LEAST, mark - 2), mark + 3)


@given(large, st.data())
@settings(deadline=None)
def test_no_two_months_of_a_stock_tell_a_change_of_fewer_than_five(
    cells: list[list[int]], data: st.DataObject
) -> None:
    """For every place and every sum: no change, or one of five or more, fits the two tables as well."""
    step = st.integers(-6, 6)
    later = [[max(0, number + data.draw(step)) for number in row] for row in cells]
    before, after = rounded_table(cells), rounded_table(later)
    for i, row in enumerate(before[:-1]):
        for j, mark in enumerate(row[:-1]):
            there, then = numbers(mark), numbers(after[i][j])
            assert cells[i][j] in there and later[i][j] in then
            changes = {n - m for m in there for n in then}
            assert 0 in changes or max(map(abs, changes)) >= LEAST
    for table in (before, after):
        assert with_sums([[max(n, 0) for n in row[:-1]] for row in table[:-1]]) == [
            [max(n, 0) for n in row] for row in table
        ]  # the sums are of what is said: they tell nothing more
        assert all(n == FEW or (n >= LEAST and n % LEAST == 0) for row in table for n in row)


def test_many_hamlets_are_quick() -> None:
    assert suppressed_table([[n % 7, 3 * n % 11, n % 3] for n in range(30)]) is not None
