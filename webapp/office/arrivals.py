"""Arrivals page: received and missing submissions by hamlet and phone."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tortoise.functions import Count

from sync.inbox import Status
from sync.ranges import Ranges
from webapp.accounts.enrolment.wrong_codes import wrong_lately
from webapp.accounts.models import Device
from webapp.accounts.queries import missing_from
from webapp.assignments.absences.queries import long_away_of, uncovered_count
from webapp.core.calendar import holds_on, today
from webapp.households.details.movements import waiting_turns
from webapp.households.due_visits import NamedHousehold, homes_of
from webapp.office.confirm_erasures import requests_shown_to
from webapp.office.phones import SILENT_AFTER, copied_phones, phones_read_twice
from webapp.people.models import BranchMembership, OrgUnit
from webapp.people.queries import hamlets_of
from webapp.register.models import Household
from webapp.register.queries import hamlets_led_by
from webapp.submissions.decide import waiting_by_device
from webapp.submissions.kinds import KINDS
from webapp.submissions.models import Carriage, StoredSubmission
from webapp.submissions.phone_clocks import days_wrong_near
from webapp.submissions.queries import contacts_with, far_numbers
from webapp.web.person import Person


@dataclass
class DeviceLine:
    id: str
    person: str
    hamlet_id: str
    seen_at: datetime | None
    arrived: int
    missing: Ranges
    waiting: int  # held or quarantined
    can_return: bool = False
    closed: bool = False
    """Revoked; listed while records are missing."""
    far: int = 0
    """Implausible highest number."""

    @property
    def silent(self) -> bool:
        heard = self.seen_at is not None and datetime.now(UTC) - self.seen_at <= SILENT_AFTER
        return not (self.closed or heard)

    @property
    def days(self) -> int | None:
        return None if self.seen_at is None else (datetime.now(UTC) - self.seen_at).days


@dataclass
class HamletLine:
    unit: OrgUnit
    devices: list[DeviceLine]
    arrived_this_week: int

    @property
    def used(self) -> list[DeviceLine]:
        return [line for line in self.devices if not line.closed]

    @property
    def missing(self) -> int:
        return sum(len(line.missing) for line in self.devices)

    @property
    def last(self) -> datetime | None:
        return max((line.seen_at for line in self.devices if line.seen_at), default=None)

    @property
    def silent(self) -> bool:
        """No contact of its phones for a week."""
        return bool(self.used) and all(line.silent for line in self.used)


async def device_lines(commune: str) -> list[DeviceLine]:
    devices = await Device.filter(commune=commune, kind="phone").prefetch_related("member")
    homes = await _hamlet_of_members(commune)
    missing, far = await missing_from(devices), await far_numbers(devices)
    waiting = await waiting_by_device(commune)
    lines = []
    for device in devices:
        lines.append(
            DeviceLine(
                id=device.id,
                person=device.member.full_name if device.member else "",
                hamlet_id=homes.get(device.member_id or "", ""),
                seen_at=device.seen_at,
                arrived=len(Ranges.parse(device.received)),
                missing=missing[device.id],
                waiting=waiting[device.id],
                can_return=bool(device.receive_key),
                closed=device.revoked_at is not None,
                far=far.get(device.id, 0),
            )
        )
    return sorted(lines, key=lambda line: (-len(line.missing), line.person))


async def _hamlet_of_members(commune: str) -> dict[str, str]:
    rows = await BranchMembership.filter(
        holds_on(today()), commune=commune, secondary=False, branch__branch_kind="hamlet"
    ).values_list("member_id", "branch__unit_id")
    return {str(member): str(unit) for member, unit in rows}


async def arrivals_page(person: Person) -> dict[str, Any]:
    lines = [line for line in await device_lines(person.commune) if not line.closed or line.missing]
    this_week = await _arrived_since(person.commune, datetime.now(UTC) - SILENT_AFTER)
    hamlets = [
        HamletLine(unit, [line for line in lines if line.hamlet_id == unit.id], this_week.get(unit.id, 0))
        for unit in await hamlets_of(person.commune)
    ]
    return {
        "hamlets": hamlets,
        "elsewhere": [line for line in lines if not line.hamlet_id],
        "silent": [hamlet for hamlet in hamlets if hamlet.silent],
        "missing": sum(len(line.missing) for line in lines),
        "far": [line for line in lines if line.far],
        "uncovered": await uncovered_count(person),
        "turns": len(await waiting_turns(await hamlets_led_by(person))),
        "long_away": await long_away_of(person),
        "requests": len(await requests_shown_to(person)),
        "wrong_codes": await wrong_lately(),
        "copied": await copied_phones(person.commune),
        "twice": await phones_read_twice(person.commune),
        "waiting": (await waiting_by_device(person.commune)).total(),
        "newest": await newest(person.commune),
    }


async def _arrived_since(commune: str, moment: datetime) -> dict[str, int]:
    """By hamlet of the household."""
    rows = (
        await StoredSubmission.filter(commune=commune, received_at__gte=moment, status=int(Status.ACCEPTED))
        .annotate(n=Count("id"))
        .group_by("entity")
        .values_list("entity", "n")
    )
    homes = dict(
        await Household.filter(id__in=[entity for entity, _ in rows if entity]).values_list("id", "hamlet_id")
    )
    found: dict[str, int] = {}
    for entity, n in rows:
        if hamlet := homes.get(entity):
            found[str(hamlet)] = found.get(str(hamlet), 0) + int(str(n))
    return found


@dataclass
class ArrivedLine:
    submission: StoredSubmission
    kind: str
    household: NamedHousehold | None
    days_wrong: int = 0
    """Clock error."""


async def newest(commune: str, device_id: str | None = None, most: int = 30) -> list[ArrivedLine]:
    found = StoredSubmission.filter(commune=commune, kind__not=0)
    if device_id:
        found = found.filter(device_id=device_id)
    rows = await found.order_by("-received_at", "-number").limit(most)
    homes = await homes_of(commune, [row.entity for row in rows if row.entity])
    contacts = {device: await contacts_with(device) for device in {row.device_id for row in rows}}
    return [
        ArrivedLine(
            row,
            KINDS[row.kind].name if row.kind in KINDS else "",
            homes.get(row.entity or ""),
            days_wrong_near(contacts[row.device_id], row.received_at),
        )
        for row in rows
    ]


async def device_page(person: Person, device_id: str) -> dict[str, Any] | None:
    line = next((line for line in await device_lines(person.commune) if line.id == device_id), None)
    if line is None:
        return None
    return {
        "line": line,
        "newest": await newest(person.commune, device_id, most=100),
        "carriages": await Carriage.filter(device_id=device_id).order_by("-received_at").limit(20),
    }
