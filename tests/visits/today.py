"""A household that was visited, and whom the first page names."""

import re
from datetime import UTC, datetime, timedelta

from webapp.core.calendar import today
from webapp.people.models import Member
from webapp.register.models import Household
from webapp.visits.models import Met, Visit


async def visited(
    household: Household, by: Member, days_ago: int, met: Met = Met.AT_HOME, *, need: bool = False
) -> None:
    then = datetime.now(UTC) - timedelta(days=days_ago)
    await Visit.create(
        commune=household.commune,
        household=household,
        by=by,
        by_name=by.full_name,
        happened_on=today() - timedelta(days=days_ago),
        met=met,
        has_need=need,
        recorded_at=then,
        received_at=then,
    )


def names(page: str) -> list[str]:
    return re.findall(r'class="row"[^>]*><span><b>([^<]+)', page)
