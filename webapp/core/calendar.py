"""Dates: today, validity periods, working days, typed dates."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tortoise.expressions import Q

from webapp.core.holidays import holidays_of
from webapp.core.i18n import HERE

WRITTEN = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def today() -> date:
    return datetime.now(UTC).astimezone(HERE).date()


def holds_on(day: date, prefix: str = "") -> Q:
    """Valid on `day`: `valid_to` inclusive, NULL open."""
    begun: dict[str, Any] = {f"{prefix}valid_from__lte": day}
    open_ended: dict[str, Any] = {f"{prefix}valid_to": None}
    not_over: dict[str, Any] = {f"{prefix}valid_to__gte": day}
    return Q(**begun) & (Q(**open_ended) | Q(**not_over))


def working_days_between(first: date, last: date, added: frozenset[date] = frozenset()) -> int:
    """Monday to Friday without public holidays, nor those `added` by the office; excludes `first`."""
    free = added.union(*(holidays_of(year) for year in range(first.year, last.year + 1)))
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(day.weekday() < 5 and day not in free for day in days)


def last_of_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def months_after(day: date, months: int) -> date:
    """Or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    last = last_of_month(date(day.year + years, month + 1, 1))
    return last.replace(day=min(day.day, last.day))


def day_of(text: str) -> date | None:
    """YYYY-MM-DD only."""
    try:
        return date.fromisoformat(text) if WRITTEN.fullmatch(text) else None
    except ValueError:
        return None


def formerly_read(text: str) -> date | None:
    """Replay: earlier releases accepted 20261201 and 2026-W49-1."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_period(text: str) -> tuple[date | None, date | None, str]:
    """First day, last day, precision (`day`, `month`, `year`)."""
    if day := read_day(text):
        return day, day, "day"
    if found := re.fullmatch(r"(\d{1,2})[./-](\d{4})", text):
        month, year = int(found[1]), int(found[2])
        if 1 <= month <= 12 and year >= 1900:
            first = date(year, month, 1)
            return first, last_of_month(first), "month"
    if re.fullmatch(r"(19|20)\d\d", text):
        return date(int(text), 1, 1), date(int(text), 12, 31), "year"
    return None, None, "day"


def read_day(text: str) -> date | None:
    """d/m/yyyy, or yyyy-mm-dd from a date field."""
    found = re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", text.strip())
    day, month, year = found.groups() if found else (text.strip().split("-")[::-1] + ["", "", ""])[:3]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
