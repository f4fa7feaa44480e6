"""A member's month: figures, report, read status."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from tortoise.functions import Count

from webapp.concerns.models import Concern
from webapp.core.calendar import last_of_month, today
from webapp.core.i18n import HERE
from webapp.households.lately import REACHED
from webapp.households.viewer import Viewer
from webapp.people.models import Member
from webapp.progress.buttons import Selectable
from webapp.progress.forms import MonthForm
from webapp.progress.models import MonthRead, MonthReport
from webapp.visits.models import Visit

SHOWN = timedelta(days=92)
"""On the branch page."""


@dataclass(frozen=True)
class Month(Selectable):
    """Counted now; `report` None until confirmed."""

    member: Member
    first: date
    contacts: int
    homes: int
    concerns: int
    report: MonthReport | None
    read_on: date | None

    @property
    def name(self) -> str:
        return f"{self.first:%m/%Y}"


async def month_page(viewer: Viewer) -> dict[str, Any]:
    """The previous month; on its own page, since changing figures would resend it after every visit."""
    first = (viewer.day.replace(day=1) - timedelta(days=1)).replace(day=1)
    member = await Member.get(id=viewer.member_id)
    told = {report.month: report for report in await newest_reports([member.id], first)}
    [month] = await months_of([(member, first, told.get(first))])
    return {"month": month, "form": MonthForm.empty(), "saved": None}


async def branch_months(members: Iterable[Member]) -> list[Month]:
    """Recent, unread first."""
    known = {member.id: member for member in members}
    reports = await newest_reports(list(known), today() - SHOWN)
    months = await months_of([(known[report.member_id], report.month, report) for report in reports])
    return sorted(
        months, key=lambda one: (one.read_on is not None, -one.first.toordinal(), one.member.sort_key)
    )


async def newest_reports(members: list[str], since: date) -> list[MonthReport]:
    rows = MonthReport.filter(member_id__in=members, month__gte=since.replace(day=1))
    newest = {(row.member_id, row.month): row async for row in rows.order_by("recorded_at", "id")}
    return list(newest.values())


async def contacts_of(
    members: Sequence[str], first: date, last: date = date.max
) -> list[tuple[str, date, str, int]]:
    """(member, day, household, contacts that day)."""
    rows = Visit.filter(
        by_id__in=list(members), happened_on__gte=first, happened_on__lte=last, met__in=REACHED
    )
    days = rows.annotate(n=Count("id")).group_by("by_id", "happened_on", "household_id")
    found: Any = await days.values_list("by_id", "happened_on", "household_id", "n")
    return list(found)


async def months_of(asked: list[tuple[Member, date, MonthReport | None]]) -> list[Month]:
    """O(1) queries."""
    if not asked:
        return []
    ids, since = [member.id for member, _, _ in asked], min(first for _, first, _ in asked)
    visits = await contacts_of(ids, since, last_of_month(max(first for _, first, _ in asked)))
    told = await Concern.filter(
        by_id__in=ids, recorded_at__gte=datetime.combine(since, time(), HERE)
    ).values_list("by_id", "recorded_at")
    reads = MonthRead.filter(report__in=[report.id for _, _, report in asked if report]).order_by("-read_on")
    read = dict(await reads.values_list("report", "read_on"))
    return [
        _month(member, first, report, visits, told, read.get(report.id) if report else None)
        for member, first, report in asked
    ]


def _month(
    member: Member, first: date, report: MonthReport | None, visits: Any, told: Any, read_on: date | None
) -> Month:
    def within(day: date) -> bool:
        return (day.year, day.month) == (first.year, first.month)

    met = [home for by, day, home, n in visits if by == member.id and within(day) for _ in range(n)]
    concerns = sum(by == member.id and within(at.astimezone(HERE).date()) for by, at in told)
    return Month(member, first, len(met), len(set(met)), concerns, report, read_on)
