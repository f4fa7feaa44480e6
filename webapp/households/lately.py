"""Per household: last contact, agreed next contact, open concerns."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from tortoise import connections
from tortoise.functions import Count, Max
from tortoise.queryset import QuerySet

from webapp.core.database.db import placeholders
from webapp.core.i18n import local_time
from webapp.register.models import Household

APPOINTED = timedelta(days=366)
REACHED = (1, 2, 3, 6)
"""Met codes of contacts; declining counts."""
BETWEEN_NEIGHBOURS = (9, 14)
"""Categories of concerns hidden from other members, stand-ins included: a dispute, the conduct of a service."""
OF_A_SERVICE = (14,)
"""Hidden from a branch secretary too."""
EMERGENCY = 4
SETTLED = ("answered_locally", "closed", "closed_explained", "withdrawn", "redirected", "merged")


async def newest_contacts(
    ids: list[str], sources: dict[str, str]
) -> dict[str, tuple[date | None, date | None]]:
    """Household id -> newest contact, newest with help needed."""
    reached = Household.filter(id__in=[*ids, *sources], visits__met__in=REACHED)
    last = _together(await _newest_visit(reached), sources)
    needed = _together(await _newest_visit(reached.filter(visits__has_need=True)), sources)
    return {id_: (day, needed.get(id_)) for id_, day in last.items()}


async def agreed_on(ids: list[str], sources: dict[str, str], day: date) -> dict[str, date]:
    """Household id -> agreed day, unless a contact took place since."""
    asked = [*ids, *sources]
    since, *homes = placeholders(len(asked) + 1)
    newest = f"""SELECT household_id, next_on FROM (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY household_id ORDER BY happened_on DESC, recorded_at DESC) AS place
        FROM visit WHERE happened_on >= {since} AND household_id IN ({", ".join(homes)})
        AND (next_on IS NOT NULL OR met IN {REACHED})) AS ranked
        WHERE place = 1 ORDER BY happened_on, recorded_at"""  # noqa: S608 (only places and codes)
    rows = await connections.get("default").execute_query_dict(newest, [day - APPOINTED, *asked])
    last = {sources.get(row["household_id"], row["household_id"]): row["next_on"] for row in rows}
    return {id_: date.fromisoformat(str(next_on)) for id_, next_on in last.items() if next_on}


def _together(days: dict[str, date], sources: dict[str, str]) -> dict[str, date]:
    found: dict[str, date] = {}
    for id_, day in days.items():
        owner = sources.get(id_, id_)
        found[owner] = max(day, found.get(owner, date.min))
    return found


async def _newest_visit(households: QuerySet[Household]) -> dict[str, date]:
    newest = households.annotate(newest=Max("visits__happened_on")).group_by("id")
    return dict(await newest.values_list("id", "newest"))


class ToldLately(NamedTuple):
    """Of one household's concerns."""

    open: int = 0
    newest: date = date.min
    answers: int = 0
    """That the family does not know yet."""
    not_done_on: date | None = None
    """By the family's own word."""


async def open_emergencies(ids: list[str], *, hidden: tuple[int, ...]) -> list[dict[str, Any]]:
    """Not answered, newest first; without the `hidden` categories."""
    waiting = Household.filter(id__in=ids, concerns__severity=EMERGENCY).exclude(
        concerns__status__in=(*SETTLED, "answered")
    )
    shown = {"id": "concerns__id", "category": "concerns__category", "code": "concerns__receipt_code"}
    rows = waiting.exclude(concerns__category__in=hidden).order_by("-concerns__recorded_at")
    return await rows.values(**shown, hamlet="hamlet__name", household="code")


async def newest_concerns(ids: list[str], sources: dict[str, str]) -> dict[str, ToldLately]:
    """By household; not those without one."""
    rows = (
        await Household.filter(id__in=[*ids, *sources], concerns__recorded_at__not_isnull=True)
        .annotate(n=Count("concerns__id"), last=Max("concerns__recorded_at"), no=Max("concerns__not_done_on"))
        .group_by("id", "concerns__status", "concerns__category")
        .values_list("id", "concerns__status", "concerns__category", "n", "last", "no")
    )
    found: dict[str, ToldLately] = {}
    for id_, status, category, n, last, no in rows:
        owner, shared = sources.get(str(id_), str(id_)), category not in BETWEEN_NEIGHBOURS
        before = found.get(owner, ToldLately())
        found[owner] = ToldLately(
            before.open + n * (status not in SETTLED),
            max(before.newest, local_time(last).date()),
            before.answers + n * (status == "answered" and shared),
            max(filter(None, (before.not_done_on, no if shared else None)), default=None),
        )
    return found
