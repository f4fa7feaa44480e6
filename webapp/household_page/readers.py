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


async def readers_page(person: Person, household: Household) -> dict[str, Any]:
    await household.fetch_related("hamlet")
    [standing] = await household_lines([household], today())
    return {"household": household, "standing": standing, "readers": await readers_of(household)}


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


async def _names(ids: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Members, accounts."""
    some = list(ids)
    members = await Member.filter(id__in=some).values_list("id", "full_name")
    accounts = await Account.filter(id__in=some).values_list("id", "name")
    return dict(members), dict(accounts)
