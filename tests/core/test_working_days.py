"""A term of working days runs neither at weekends nor on public holidays."""

from datetime import date, timedelta

import pytest

from webapp.core.calendar import working_days_between
from webapp.core.holidays import CHOSEN, FIRST_OF_TET, KINGS, holidays_of


def test_a_weekend_is_no_working_day() -> None:
    friday = date(2026, 11, 27)
    assert working_days_between(friday, friday + timedelta(days=3)) == 1
    assert working_days_between(friday, friday + timedelta(days=7)) == 5


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 2, 13), date(2026, 2, 23), 1),  # the whole week of Tết between two weekends
        (date(2026, 4, 24), date(2026, 5, 4), 3),  # 10/3 falls on a Sunday, then 30/4 and 1/5
        (date(2026, 12, 31), date(2027, 1, 4), 1),  # over the end of a year
        (date(2027, 2, 4), date(2027, 2, 10), 0),  # two days of Tết at a weekend are made up for
        (date(2028, 8, 31), date(2028, 9, 5), 2),  # 2/9 on a Saturday
    ],
)
def test_public_holidays_do_not_count(first: date, last: date, days: int) -> None:
    assert working_days_between(first, last) == days


def test_every_year_with_a_row_has_all_its_lunar_days_in_place() -> None:
    """The first of Tết is a new moon between 21 January and 20 February; 10/3 comes two months and nine days later."""
    assert FIRST_OF_TET.keys() == KINGS.keys()
    for year, tet in FIRST_OF_TET.items():
        assert date(year, 1, 21) <= tet <= date(year, 2, 21)
        assert (KINGS[year] - tet).days in (67, 68, 69)
    assert all(day in holidays_of(day.year) for day in CHOSEN)


def test_what_is_not_known_is_a_working_day_until_the_office_writes_it_down() -> None:
    tet = date(2031, 1, 23)
    assert working_days_between(tet - timedelta(days=1), tet) == 1
    written = frozenset({tet, tet + timedelta(days=1)})
    assert working_days_between(tet - timedelta(days=1), tet + timedelta(days=1), written) == 0
