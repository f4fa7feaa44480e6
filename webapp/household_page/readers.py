"""Readers of a household by day, from the audit log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from webapp.accounts.models import Account
from webapp.audit.models import Reading, milliseconds
from webapp.core.calendar import today
from webapp.core.i18n import local_time
from webapp.households.due_visits import household_lines
from webapp.people.models import Member
from webapp.register.models import Household
from webapp.web.person import Person

SHOWN_FOR = timedelta(days=90)


@dataclass
class PageReader:
    day: date
    name: str
    office: bool
    opened: int = 0
    packed: int = 0
    """Put on their phone."""
    last: datetime | None = None


@dataclass(frozen=True)
class DayOfReaders:
    day: date
    readers: list[PageReader]


@dataclass(frozen=True)
class ReaderDays:
    name: str
    days: list[date]


async def readers_page(person: Person, household: Household) -> dict[str, Any]:
    await household.fetch_related("hamlet")
    [standing] = await household_lines([household], today())
    return {"household": household, "standing": standing, "days": readers_by_day(await readers_of(household))}


async def readers_of(household: Household) -> list[PageReader]:
    """Newest first."""
    since = milliseconds(datetime.now(UTC) - SHOWN_FOR)
    rows = await Reading.filter(household=household.id, at__gte=since, commune=household.commune).order_by(
        "-number"
    )
    members, accounts = await _names({row.who for row in rows})
    found: dict[tuple[date, str], PageReader] = {}
    for row in rows:
        moment = local_time(datetime.fromtimestamp(row.at / 1000, UTC))
        name = members.get(row.who) or accounts.get(row.who, "")
        reader = found.setdefault(
            (moment.date(), row.who), PageReader(moment.date(), name, row.who in accounts, last=moment)
        )
        reader.opened += row.digest is None
        reader.packed += row.digest is not None
    return list(found.values())


def readers_by_day(readers: Iterable[PageReader]) -> list[DayOfReaders]:
    """Newest first."""
    found: dict[date, list[PageReader]] = {}
    for one in readers:
        found.setdefault(one.day, []).append(one)
    return [DayOfReaders(day, found[day]) for day in sorted(found, reverse=True)]


def days_by_reader(readers: Iterable[PageReader]) -> list[ReaderDays]:
    """By name."""
    found: dict[str, list[date]] = {}
    for one in readers:
        found.setdefault(one.name, []).append(one.day)
    return [ReaderDays(name, found[name]) for name in sorted(found, key=str.lower)]


async def _names(ids: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Members, accounts."""
    some = list(ids)
    members = await Member.filter(id__in=some).values_list("id", "full_name")
    accounts = await Account.filter(id__in=some).values_list("id", "name")
    return dict(members), dict(accounts)
