"""How much one phone may bring: in a day, and how often in a minute. Beyond it nothing is lost, it only waits."""

import time
from collections import deque
from datetime import UTC, datetime

from sync.inbox import Status
from webapp.i18n import HERE
from webapp.outbox.models import Submission

A_DAY = 500
QUOTA = "quota"
A_MINUTE, MINUTE = 30, 60
DEVICES_REMEMBERED = 2000


def midnight() -> datetime:
    """When today began here."""
    here = datetime.now(UTC).astimezone(HERE)
    return here.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


async def left_today(device_id: str) -> int:
    """How many of what this phone brings today are still read today."""
    taken = Submission.filter(
        device_id=device_id, status=int(Status.ACCEPTED), received_at__gte=midnight()
    ).count()
    return max(0, A_DAY - await taken)


async def waiting_since_yesterday(device_id: str) -> list[Submission]:
    """What was beyond an earlier day's measure, in the order it was written."""
    rows = Submission.filter(
        device_id=device_id, status=int(Status.HELD), code=QUOTA, received_at__lt=midnight()
    )
    return await rows.order_by("seq").limit(A_DAY)


class Pace:
    """Counts contacts of proven devices in the last minute; in memory, for a restart forgives."""

    def __init__(self) -> None:
        self._contacts: dict[bytes, deque[float]] = {}

    def hurried(self, device: bytes) -> bool:
        """Note one more; True when there were more than a minute allows."""
        now = time.monotonic()
        if len(self._contacts) > DEVICES_REMEMBERED:
            self._contacts = {one: times for one, times in self._contacts.items() if times[-1] > now - MINUTE}
        times = self._contacts.setdefault(device, deque(maxlen=A_MINUTE + 1))
        times.append(now)
        return len(times) > A_MINUTE and times[0] > now - MINUTE
