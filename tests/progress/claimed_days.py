"""When the office last heard of a phone, and a day that is claimed."""

import time
from datetime import UTC, datetime, timedelta

from webapp.accounts.models import Device
from webapp.submissions.models import DeviceContact

A_DAY = 86_400


async def heard(days_ago: int, *, first: int = 400) -> None:
    """All contacts with phones so far, and when these were enrolled."""
    now = datetime.now(UTC)
    await DeviceContact.all().update(at=now - timedelta(days=days_ago))
    await Device.filter(kind="phone").update(enrolled_at=now - timedelta(days=first))


def claimed(days: int) -> int:
    return int(time.time()) - days * A_DAY
