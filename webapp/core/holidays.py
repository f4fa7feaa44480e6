"""Public holidays, excluded from working days.

Labour Code 2019, article 112: 1/1, 30/4, 1/5, 2/9 (solar), Tết and 10/3 Giỗ Tổ (lunar, meridian of Việt Nam). Days set
yearly by the Government (fifth of Tết, second of 2/9, a swapped Monday): listed when known; the office adds others.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

EACH_YEAR = ((1, 1), (30, 4), (1, 5), (2, 9))
FIRST_OF_TET = {
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
    2028: date(2028, 1, 26),
    2029: date(2029, 2, 13),
    2030: date(2030, 2, 2),
}
KINGS = {
    2025: date(2025, 4, 7),
    2026: date(2026, 4, 26),
    2027: date(2027, 4, 16),
    2028: date(2028, 4, 4),
    2029: date(2029, 4, 23),
    2030: date(2030, 4, 12),
}
CHOSEN = (date(2025, 1, 27), date(2025, 9, 1), date(2026, 2, 20), date(2026, 9, 1))
LAST_KNOWN = max(FIRST_OF_TET)


@cache
def holidays_of(year: int) -> frozenset[date]:
    """Of the law, with days in lieu."""
    days = {date(year, month, day) for day, month in EACH_YEAR}
    if tet := FIRST_OF_TET.get(year):
        days |= {tet + timedelta(days=n) for n in range(-1, 3)}
        days.add(KINGS[year])
    days |= {day for day in CHOSEN if day.year == year}
    return frozenset(_off_weekends(days))


def _off_weekends(days: Iterable[date]) -> set[date]:
    """Article 111: moved to the next working day."""
    free: set[date] = {day for day in days if day.weekday() < 5}
    for lost in sorted(day for day in days if day.weekday() >= 5):
        while lost in free or lost.weekday() >= 5:
            lost += timedelta(days=1)
        free.add(lost)
    return free
