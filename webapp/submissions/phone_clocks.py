"""Phones whose clock is wrong: by how much, at which contact."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tortoise import connections

from sync.contacts import Contact, clock_ahead
from webapp.accounts.models import Device
from webapp.core.database.db import epoch_sql, placeholders
from webapp.core.i18n import local_time
from webapp.submissions.queries import DAY, EARLIEST
from webapp.web.person import Person

WRONG_BY = 3 * 3600  # seconds: moves an evening visit to another day


async def clock_is_wrong(person: Person) -> bool:
    """At the last contact."""
    phone = await Device.get_or_none(id=person.device_id, kind="phone") if person.device_id else None
    if phone is None or phone.seen_at is None or "clock" not in phone.report:
        return False
    return abs(phone.report["clock"] - phone.seen_at.timestamp()) > WRONG_BY


def days_wrong_at_last_contact(device: Device) -> int:
    told = device.report.get("clock")
    return 0 if device.seen_at is None or told is None else _days(told - device.seen_at.timestamp())


def days_wrong_near(contacts: Iterable[Contact], at: datetime) -> int:
    """At the contact nearest to `at`."""
    return _days(clock_ahead(contacts, int(at.timestamp())))


async def wrong_clocks(members: Iterable[str], since: datetime) -> dict[tuple[str, date], int]:
    """(member, day) -> error in days."""
    wanted = list(members)
    if not wanted:
        return {}
    first, *places_ = placeholders(len(wanted) + 1)
    sql = f"""SELECT d.member_id, {epoch_sql("c.at")} AS at, c.clock FROM contact c JOIN device d ON d.id = c.device_id
        WHERE c.at >= {first} AND d.member_id IN ({", ".join(places_)})
        AND ABS(c.clock - {epoch_sql("c.at")}) > {DAY / 2} ORDER BY c.at"""  # noqa: S608
    rows = await connections.get("default").execute_query_dict(sql, [since, *wanted])
    return {
        (row["member_id"], local_time(datetime.fromtimestamp(int(row["at"]), UTC)).date()): _days(
            row["clock"] - int(row["at"])
        )
        for row in rows
    }


async def days_wrong_of(row: Any) -> int:
    """Clock error of the record's phone."""
    if row.recorded_at < EARLIEST:
        return int((row.received_at - row.recorded_at).days)
    members = [row.by_id] if row.by_id else []
    wrong = await wrong_clocks(members, row.received_at - timedelta(days=1))
    return wrong.get((row.by_id, local_time(row.received_at).date()), 0)


def _days(seconds: float) -> int:
    return round(abs(seconds) / DAY)
