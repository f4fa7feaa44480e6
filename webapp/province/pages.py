"""Page values: communes, monthly totals, concerns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tortoise.functions import Count

from sync.inbox import Status
from sync.ranges import Ranges
from webapp.accounts.models import Device
from webapp.province.models import JoinedOffice, MonthTable, OfficeDevice, RaisedConcern, StoredBackup
from webapp.province.month_tables import COLUMNS, ShownTable
from webapp.submissions.models import StoredSubmission

SILENT_AFTER = timedelta(days=7)
ANSWERED_SHOWN = 100


@dataclass
class CommuneLine:
    office: JoinedOffice
    device: Device | None
    earlier: Sequence[Device]
    waiting: int
    unanswered: int
    sums: dict[str, list[int]]
    """Subject -> column sums, total last."""

    @property
    def cells(self) -> list[int | None]:
        """By `COLUMNS`; None: not told."""
        none: list[int | None] = [None]
        return [
            number
            for subject, columns in COLUMNS.items()
            for number in self.sums.get(subject, none * len(columns))
        ]

    @property
    def seen_at(self) -> datetime | None:
        return self.device.seen_at if self.device else None

    @property
    def silent(self) -> bool:
        return self.seen_at is None or datetime.now(UTC) - self.seen_at > SILENT_AFTER

    @property
    def missing(self) -> Ranges:
        return Ranges.parse(self.device.received).missing(self.device.issued) if self.device else Ranges()

    @property
    def lost(self) -> int:
        """Never received from servers replaced by a restore."""
        return sum(len(Ranges.parse(one.received).missing(one.issued)) for one in self.earlier)


async def totals_page(province: str, month: str) -> dict[str, Any]:
    months = await _months(province)
    chosen = month if month in months else months[0] if months else ""
    lines = await commune_lines(province, chosen)
    silent = [line for line in lines if line.silent]
    return {"lines": lines, "silent": silent, "months": months, "month": chosen, "subjects": COLUMNS}


async def _months(province: str) -> list[str]:
    found = await MonthTable.filter(commune=province).distinct().values_list("month", flat=True)
    return sorted({str(month) for month in found}, reverse=True)


async def commune_lines(province: str, month: str) -> list[CommuneLine]:
    offices = await JoinedOffice.filter(commune=province).order_by("name")
    joined = await OfficeDevice.filter(commune=province).order_by("-since").prefetch_related("device")
    waiting = await _waiting(province)
    unanswered = await _unanswered(province)
    tables = await MonthTable.filter(commune=province, month=month)
    lines = []
    for office in offices:
        devices = [one.device for one in joined if one.office_id == office.id]
        lines.append(
            CommuneLine(
                office=office,
                device=devices[0] if devices else None,
                earlier=devices[1:],
                waiting=sum(waiting.get(device.id, 0) for device in devices),
                unanswered=unanswered.get(office.id, 0),
                sums={one.subject: ShownTable(one).sums for one in tables if one.office_id == office.id},
            )
        )
    return lines


async def _waiting(province: str) -> dict[str, int]:
    statuses = [int(Status.HELD), int(Status.QUARANTINED)]
    rows = StoredSubmission.filter(commune=province, status__in=statuses).annotate(n=Count("id"))
    found = await rows.group_by("device_id").values_list("device_id", "n")
    return {str(device): int(str(n)) for device, n in found}


async def _unanswered(province: str) -> dict[str, int]:
    rows = RaisedConcern.filter(commune=province, answered_at=None).annotate(n=Count("id"))
    found = await rows.group_by("office_id").values_list("office_id", "n")
    return {str(office): int(str(n)) for office, n in found}


async def commune_page(province: str, office_id: str, month: str) -> dict[str, Any]:
    office = await JoinedOffice.get(commune=province, id=office_id)
    found = MonthTable.filter(office=office).distinct()
    months = sorted({str(one) for one in await found.values_list("month", flat=True)}, reverse=True)
    chosen = month if month in months else months[0] if months else ""
    [line] = [one for one in await commune_lines(province, chosen) if one.office.id == office_id]
    tables = await MonthTable.filter(office=office, month=chosen)
    order = list(COLUMNS)
    return {
        "line": line,
        "months": months,
        "month": chosen,
        "tables": [ShownTable(one) for one in sorted(tables, key=lambda one: order.index(one.subject))],
        "backups": await StoredBackup.filter(office=office).order_by("-begun_at"),
    }


async def raised_concerns_page(province: str) -> dict[str, Any]:
    """Unanswered: most severe, then oldest first."""
    raised = RaisedConcern.filter(commune=province).prefetch_related("office")
    return {
        "waiting": await raised.filter(answered_at=None).order_by("-severity", "sent_on", "id"),
        "answered": await raised.filter(answered_at__not_isnull=True)
        .order_by("-answered_at")
        .limit(ANSWERED_SHOWN),
    }


async def raised_concern_page(province: str, concern_id: str) -> dict[str, Any]:
    raised = await RaisedConcern.get(commune=province, id=concern_id).prefetch_related("office")
    return {"raised": raised}
