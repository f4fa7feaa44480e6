"""Monthly tables for the province; small numbers suppressed."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from webapp.concerns.models import Category, Concern, Severity
from webapp.core.i18n import HERE
from webapp.households.poverty.models import PovertyRecord
from webapp.people.queries import hamlets_of
from webapp.province.letters import HIDDEN, Counted
from webapp.register.models import Household
from webapp.upstream.small_numbers import Table, rounded_table, suppressed_table
from webapp.visits.models import Met, Visit

COUNTED_FROM = 5
"""Of the next month, when late phones have synchronised."""
NOT_MET = (Met.NOBODY_HOME, Met.POSTPONED)
CAN_WAIT = (Severity.QUESTION, Severity.NORMAL)


def months_to_count(since: date, today: date) -> list[str]:
    """From the month of joining, delayed by COUNTED_FROM."""
    months, first = [], since.replace(day=1)
    while (after := (first + timedelta(days=31)).replace(day=1)).replace(day=COUNTED_FROM) <= today:
        months.append(f"{first:%Y-%m}")
        first = after
    return months


async def count_month(commune: str, month: str, counted_on: date) -> list[Counted]:
    hamlets = [(unit.id, unit.full_name) for unit in await hamlets_of(commune)]
    kinds = [(str(one.value), str(one.value)) for one in Category]
    return [
        _letter(month, counted_on, "visits", hamlets, await _visits(commune, month)),
        _letter(month, counted_on, "concerns", kinds, await _concerns(commune, month)),
        _letter(month, counted_on, "poverty", hamlets, await _poverty(commune), safe=rounded_table),
    ]


def _letter(
    month: str,
    counted_on: date,
    subject: str,
    rows: Sequence[tuple[str, str]],
    found: Sequence[Counter[str]],
    *,
    safe: Callable[[Sequence[Sequence[int]]], Table | None] = suppressed_table,
) -> Counted:
    """Stocks need another method (`safe`): they are in every month's table."""
    table = safe([[column[key] for column in found] for key, _ in rows]) if rows else None
    if table is None:
        return Counted(month, counted_on, subject, (), ((HIDDEN,),) * (len(found) + 1))
    names = tuple(name for _, name in rows)
    return Counted(month, counted_on, subject, names, tuple(zip(*table, strict=True)))


async def _visits(commune: str, month: str) -> list[Counter[str]]:
    first, after = _days(month)
    rows = await Visit.filter(commune=commune, happened_on__gte=first, happened_on__lt=after).values_list(
        "household__hamlet_id", "met"
    )
    return _columns(rows, lambda met: met not in NOT_MET, lambda met: met in NOT_MET)


async def _concerns(commune: str, month: str) -> list[Counter[str]]:
    first, after = (
        datetime(day.year, day.month, day.day, tzinfo=HERE).astimezone(UTC) for day in _days(month)
    )
    rows = await Concern.filter(commune=commune, received_at__gte=first, received_at__lt=after).values_list(
        "category", "severity"
    )
    tidy = [(str(int(str(category))), how_soon) for category, how_soon in rows]
    return _columns(tidy, lambda one: one in CAN_WAIT, lambda one: one not in CAN_WAIT)


async def _poverty(commune: str) -> list[Counter[str]]:
    """A stock: official classes on the day of counting."""
    newest = {
        str(household): str(outcome)
        for household, outcome in await PovertyRecord.filter(commune=commune, replaced=False)
        .order_by("decision_date", "id")
        .values_list("household_id", "poverty_class")
    }
    homes = await Household.filter(commune=commune, closed_on=None).values_list("hamlet_id", "id")
    rows = [(hamlet, newest.get(str(id_), "")) for hamlet, id_ in homes]
    return _columns(
        rows,
        lambda one: one == "poor",
        lambda one: one == "near_poor",
        lambda one: one not in ("poor", "near_poor"),
    )


def _columns(rows: Iterable[tuple[object, ...]], *chosen: Callable[[object], bool]) -> list[Counter[str]]:
    listed = list(rows)
    return [Counter(str(key) for key, value in listed if fits(value)) for fits in chosen]


def _days(month: str) -> tuple[date, date]:
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1)
