"""A member's own progress: counts and days; no grade, no comparison."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from webapp.concerns.models import Concern
from webapp.core.i18n import HERE, local_time
from webapp.households.family.models import NeedChange
from webapp.households.family.needs import needs_of
from webapp.households.lately import SETTLED
from webapp.households.viewer import Viewer
from webapp.progress.months import contacts_of


@dataclass(frozen=True)
class ActCount:
    """One kind, in this month, quarter and year."""

    name: str
    numbers: tuple[int, int, int]


async def progress_page(viewer: Viewer) -> dict[str, Any]:
    member = viewer.member_id
    ids, starts = [home.id for home in await viewer.in_care()], period_starts(viewer.day)
    year = starts[-1]
    met = [(day, home) for _, day, home, times in await contacts_of([member], year) for _ in range(times)]
    concerns = await Concern.filter(by_id=member, recorded_at__gte=_start(year)).values_list(
        "recorded_at", "status"
    )
    told = [(local_time(at).date(), status) for at, status in concerns]
    return {
        "place": await viewer.place(),
        "households": len(ids),
        "counts": [
            ActCount("contacts", _since(starts, (day for day, _ in met))),
            ActCount("reached", _homes_since(starts, met, set(ids))),
            ActCount("concerns", _since(starts, (day for day, _ in told))),
            ActCount("answered", _since(starts, (day for day, status in told if _answered(status)))),
            ActCount("brought", _since(starts, (day for day, status in told if status in SETTLED))),
            ActCount("needs", _since(starts, await _needs_met(member, year))),
        ],
        "days": sorted({day for day, _ in met if day >= starts[0]}),
    }


async def _needs_met(member: str, year: date) -> list[date]:
    """Days this member recorded an open need as met."""
    wrote = NeedChange.filter(by_id=member, opened=False, happened_on__gte=year)
    homes = {str(id_) for id_ in await wrote.values_list("household_id", flat=True)}
    needs = (await needs_of(homes)).values()
    return [one.closed_on for told in needs for one in told if one.closed_on and one.met_by == member]


def period_starts(day: date) -> tuple[date, date, date]:
    """First days of month, quarter, year."""
    quarter = (day.month - 1) // 3 * 3 + 1
    return day.replace(day=1), day.replace(month=quarter, day=1), day.replace(month=1, day=1)


def _since(starts: tuple[date, date, date], days: Iterable[Any]) -> tuple[int, int, int]:
    found = list(days)
    month, quarter, year = (sum(1 for day in found if day >= start) for start in starts)
    return month, quarter, year


def _homes_since(
    starts: tuple[date, date, date], met: Sequence[tuple[date, str]], own: set[str]
) -> tuple[int, int, int]:
    month, quarter, year = (
        len({home for day, home in met if day >= start and home in own}) for start in starts
    )
    return month, quarter, year


def _answered(status: str) -> bool:
    return status == "answered" or status in SETTLED


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), HERE)
