"""The number on a printed form: a slip of the pen shows."""

from hypothesis import given
from hypothesis import strategies as st

from webapp.paper.serials import TABLE, check_digit, digits_of, number_of, serial_of

numbers = st.integers(min_value=1000, max_value=99_999_999)


@given(numbers)
def test_what_is_printed_is_read_back(number: int) -> None:
    assert number_of(serial_of(number)) == number


@given(numbers)
def test_people_may_write_it_with_or_without_the_dash(number: int) -> None:
    digits = serial_of(number).replace("-", "")

    assert number_of(digits) == number_of(f" {digits[:2]} {digits[2:]} ") == number


@given(numbers, st.data())
def test_every_single_wrong_digit_is_caught(number: int, data: st.DataObject) -> None:
    digits = digits_of(serial_of(number))
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([one for one in "0123456789" if one != digits[place]]))

    assert number_of(digits[:place] + other + digits[place + 1 :]) is None


@given(numbers, st.data())
def test_every_exchange_of_neighbours_is_caught(number: int, data: st.DataObject) -> None:
    digits = digits_of(serial_of(number))
    place = data.draw(st.integers(0, len(digits) - 2))
    one, two = digits[place : place + 2]
    turned = digits[:place] + two + one + digits[place + 2 :]

    assert one == two or number_of(turned) is None


def test_the_table_is_what_makes_that_so() -> None:
    """Each digit once a row and a column, 0 on the diagonal, and never the same for two neighbours turned around."""
    every = set("0123456789")
    for place in range(10):
        assert set(TABLE[place]) == every == {row[place] for row in TABLE}
        assert TABLE[place][place] == "0"
    for held in range(10):
        for one in range(10):
            for two in range(10):
                there = TABLE[int(TABLE[held][one])][two]
                back = TABLE[int(TABLE[held][two])][one]
                assert one == two or there != back


def test_a_known_number_has_its_known_digit() -> None:
    assert check_digit("572") == "4"


def test_anything_else_than_digits_is_no_number() -> None:
    assert [number_of(typed) for typed in ("", "7", "12a4", "HC-001", "1" * 12, "१२३४")] == [None] * 6
