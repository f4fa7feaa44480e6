"""Quotas and rate limits of phones; the excess waits."""

import time
from collections import deque
from datetime import UTC, datetime

from tortoise.expressions import RawSQL
from tortoise.queryset import QuerySet

from sync.inbox import Status
from sync.ledger import ROW, STRANGER
from webapp.accounts.models import Device
from webapp.core.i18n import HERE
from webapp.submissions.models import StoredSubmission
from webapp.submissions.queries import UNPROVEN

A_DAY = 500
QUOTA = "quota"
A_MINUTE, MINUTE = 30, 60
STRANGERS_A_MINUTE = 10  # exchanges an address
ROOM_UNSIGNED = 5_000_000
ROOM_FOR_STRANGERS, MANY_OF_STRANGERS = 20_000_000, 5_000  # all unknown devices
ROOM_FOR_ALL = 200_000_000  # waiting; above it no unsigned record is stored
BYTES_A_DAY = 30_000_000
LATER = 15 * 60  # seconds of backoff
DEVICES_REMEMBERED = 2000


def midnight() -> datetime:
    """Local midnight, in UTC."""
    here = datetime.now(UTC).astimezone(HERE)
    return here.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


async def left_today(device_id: str) -> int:
    """In submissions."""
    taken = StoredSubmission.filter(
        device_id=device_id, status=int(Status.ACCEPTED), received_at__gte=midnight()
    ).count()
    return max(0, A_DAY - await taken)


async def waiting_since_yesterday(device_id: str) -> list[StoredSubmission]:
    rows = StoredSubmission.filter(
        device_id=device_id, status=int(Status.HELD), code=QUOTA, received_at__lt=midnight()
    )
    return await rows.order_by("seq").limit(A_DAY)


async def room_unsigned(commune: str, device_id: str) -> int:
    """In bytes."""
    unsigned = StoredSubmission.filter(device_id=device_id, code__in=UNPROVEN)
    known = await Device.filter(id=device_id).exclude(kind="unknown").exists()
    room = await (_room_of_known(commune) if known else _room_of_strangers(commune))
    return min(ROOM_UNSIGNED - await _bytes(unsigned), room)


async def _room_of_known(commune: str) -> int:
    waiting = StoredSubmission.filter(commune=commune, status__in=[int(Status.HELD), int(Status.QUARANTINED)])
    return ROOM_FOR_ALL - await _bytes(waiting.exclude(code=STRANGER.code))


async def _room_of_strangers(commune: str) -> int:
    """Separate: planted records must not crowd out phones that sign later."""
    planted = StoredSubmission.filter(commune=commune, status=int(STRANGER.status), code=STRANGER.code)
    if await planted.count() >= MANY_OF_STRANGERS:
        return 0
    return ROOM_FOR_STRANGERS - await _bytes(planted)


async def room_today(device_id: str) -> int:
    """In bytes, any outcome."""
    return BYTES_A_DAY - await _bytes(
        StoredSubmission.filter(device_id=device_id, received_at__gte=midnight())
    )


async def _bytes(rows: QuerySet[StoredSubmission]) -> int:
    """In SQL: may be 200 MB."""
    each = RawSQL(f"SUM(LENGTH(body) + {ROW})")
    [total] = await rows.annotate(total=each).values_list("total", flat=True)
    return int(str(total or 0))


class Pace:
    """Rate limit a minute, in memory."""

    def __init__(self) -> None:
        self._contacts: dict[bytes, deque[float]] = {}

    def hurried(self, who: bytes, most: int = A_MINUTE) -> bool:
        """Counts a contact; True above the limit."""
        now = time.monotonic()
        if len(self._contacts) > DEVICES_REMEMBERED:
            self._contacts = {one: times for one, times in self._contacts.items() if times[-1] > now - MINUTE}
        times = self._contacts.setdefault(who, deque(maxlen=most + 1))
        times.append(now)
        return len(times) > most and times[0] > now - MINUTE
