"""Overdue erasures of communes: confirmed here, without seeing the text."""

from collections.abc import Iterable
from dataclasses import dataclass

from tortoise.queryset import QuerySet

from sync.envelope import Content
from sync.inbox import Status
from webapp.province.letters import Overdue
from webapp.province.models import OfficeDevice
from webapp.province.put_aside import record_ruling
from webapp.submissions.models import Ruling, StoredSubmission
from webapp.submissions.rulings import ERASE
from webapp.web.person import Person


@dataclass(frozen=True)
class OverdueLine:
    """Waiting, or confirmed and not known to be erased."""

    row: StoredSubmission
    letter: Overdue
    office: str
    confirmed: Ruling | None


async def overdue_lines(province: str) -> list[OverdueLine]:
    """Oldest first; confirmed last."""
    rows = await _open_ones(province).order_by("received_at", "id")
    offices = await OfficeDevice.filter(device_id__in=[row.device_id for row in rows]).prefetch_related(
        "office"
    )
    names = {one.device_id: one.office.name for one in offices}
    confirmed = await confirmations(rows)
    lines = [
        OverdueLine(
            row,
            Overdue.read(Content.parse(bytes(row.body)).values),
            names.get(row.device_id, ""),
            confirmed.get(row.id),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: line.confirmed is not None)


async def confirmed_of(devices: Iterable[str]) -> list[tuple[StoredSubmission, Ruling]]:
    rows = {row.id: row for row in await _open_ones().filter(device_id__in=list(devices))}
    return [(rows[id_], ruling) for id_, ruling in (await confirmations(rows.values())).items()]


async def confirmations(rows: Iterable[StoredSubmission]) -> dict[str, Ruling]:
    """By row id."""
    names = {(row.device_id, row.seq): row.id for row in rows}
    ruled = Ruling.filter(verdict=ERASE, device_id__in=[device for device, _ in names])
    return {names[one.device_id, one.seq]: one for one in await ruled if (one.device_id, one.seq) in names}


async def confirm_overdue(person: Person, id_: str) -> None:
    """Idempotent. Sent at the commune's next contact."""
    row = await _open_ones(person.commune).get(id=id_)
    await record_ruling(person, row, {"verdict": ERASE, "reason": "", "op": "overdue"})


def _open_ones(province: str = "") -> QuerySet[StoredSubmission]:
    rows = StoredSubmission.filter(kind=Overdue.KIND, status=int(Status.ACCEPTED))
    return rows.filter(commune=province) if province else rows
