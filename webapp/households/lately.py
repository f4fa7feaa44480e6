"""When each household was last met, what was agreed with it then, and what of its concerns waits."""

from datetime import date, timedelta

from tortoise.functions import Max
from tortoise.queryset import QuerySet

from webapp.households.models import Household
from webapp.i18n import local

APPOINTED = timedelta(days=366)
REACHED = (1, 2, 3, 6)
"""Codes of visits.models.Met that count as a contact; saying no thanks counts too."""
SETTLED = ("closed", "closed_explained", "withdrawn", "redirected", "merged")


async def visited(ids: list[str], sources: dict[str, str]) -> dict[str, tuple[date | None, date | None]]:
    """By household: the day of the newest contact, and of the newest one at which help was needed."""
    reached = Household.filter(id__in=[*ids, *sources], visits__met__in=REACHED)
    last = _together(await _newest_visit(reached), sources)
    needed = _together(await _newest_visit(reached.filter(visits__has_need=True)), sources)
    return {id_: (day, needed.get(id_)) for id_, day in last.items()}


async def agreed_on(ids: list[str], sources: dict[str, str], day: date) -> dict[str, date]:
    """By household: the day agreed for the next contact, unless they met since."""
    lately = Household.filter(id__in=[*ids, *sources], visits__happened_on__gte=day - APPOINTED)
    rows = await lately.values_list(
        "id", "visits__happened_on", "visits__recorded_at", "visits__met", "visits__next_on"
    )
    found: dict[str, date] = {}
    for id_, _on, _at, met, next_on in sorted(rows, key=lambda row: row[1:3]):
        owner = sources.get(str(id_), str(id_))
        if next_on is not None:
            found[owner] = next_on
        elif met in REACHED:
            found.pop(owner, None)
    return found


def _together(days: dict[str, date], sources: dict[str, str]) -> dict[str, date]:
    found: dict[str, date] = {}
    for id_, day in days.items():
        owner = sources.get(id_, id_)
        found[owner] = max(day, found.get(owner, date.min))
    return found


async def _newest_visit(households: QuerySet[Household]) -> dict[str, date]:
    newest = households.annotate(newest=Max("visits__happened_on")).group_by("id")
    return dict(await newest.values_list("id", "newest"))


async def concerned(ids: list[str], sources: dict[str, str]) -> dict[str, tuple[int, date]]:
    """By household: how many concerns wait for an answer, and the day of the newest concern of all."""
    rows = await Household.filter(
        id__in=[*ids, *sources], concerns__recorded_at__not_isnull=True
    ).values_list("id", "concerns__status", "concerns__recorded_at")
    found: dict[str, tuple[int, date]] = {}
    for id_, status, recorded_at in rows:
        owner = sources.get(str(id_), str(id_))
        waiting, newest = found.get(owner, (0, date.min))
        found[owner] = (waiting + (status not in SETTLED), max(newest, local(recorded_at).date()))
    return found
