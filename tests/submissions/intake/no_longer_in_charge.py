"""Records of somebody who is no longer in charge."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.support.phone import Phone
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.submissions.models import DeviceContact

ENDS_IT = {
    "exempt": {"status_kind": "work", "status_reason": "age_health", "status_paper": "03-NQ/CB"},
    "suspended": {"status_paper": "04-QĐ/ĐU"},
    "transferred": {"status_paper": "05-QĐ/ĐU"},
    "deceased": {},
    "left": {"status_paper": "06-QĐ/ĐU"},
}


DAY = timedelta(days=1)


async def decided(world: World, clerk: Any, status: str, since: date) -> None:
    form = {
        "op": "d",
        "what": "status",
        "status": status,
        "status_from": f"{since:%d/%m/%Y}",
        **ENDS_IT[status],
    }
    answer = await clerk.send_form(f"/members/{world.dan.id}/changes", form)
    assert answer.status_code == 303, answer.text


def homes(phone: Phone) -> set[str]:
    return {path.split("/")[2] for path in phone.pages if path.startswith("/households/")}


async def last_heard(days_ago: int) -> None:
    moment = datetime.now(UTC) - timedelta(days=days_ago)
    await Device.all().update(seen_at=moment, enrolled_at=moment - DAY)
    await DeviceContact.all().update(at=moment)
