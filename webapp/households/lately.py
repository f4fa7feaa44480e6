"""Per household: last contact, agreed next contact, open concerns."""

from datetime import date, timedelta

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


async def newest_concerns(ids: list[str], sources: dict[str, str]) -> dict[str, tuple[int, date, int]]:
    """Household id -> open concerns, day of the newest concern, answers that the family does not know yet."""
    rows = (
        await Household.filter(id__in=[*ids, *sources], concerns__recorded_at__not_isnull=True)
        .annotate(n=Count("concerns__id"), last=Max("concerns__recorded_at"))
        .group_by("id", "concerns__status", "concerns__category")
        .values_list("id", "concerns__status", "concerns__category", "n", "last")
    )
    found: dict[str, tuple[int, date, int]] = {}
    for id_, status, category, n, last in rows:
        owner = sources.get(str(id_), str(id_))
        waiting, newest, answers = found.get(owner, (0, date.min, 0))
        found[owner] = (
            waiting + n * (status not in SETTLED),
            max(newest, local_time(last).date()),
            answers + n * (status == "answered" and category not in BETWEEN_NEIGHBOURS),
        )
    return found
