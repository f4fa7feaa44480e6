"""Queries: visits."""

from datetime import date, datetime

from tortoise import connections

from webapp.core.database.db import placeholders

OLDER_SHOWN = 31
"""One a day while corrections are allowed."""


async def older_visits_of(
    member_id: str | None, ids: list[str], since: datetime
) -> dict[str, list[tuple[str, date, int]]]:
    """Household id -> (id, day, met) of the member's visits, except the newest."""
    if not ids:
        return {}
    member, first, *homes = placeholders(len(ids) + 2)
    sql = f"""SELECT id, household_id, happened_on, met FROM (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY household_id ORDER BY recorded_at DESC, id DESC) AS place
        FROM visit WHERE by_id = {member} AND recorded_at >= {first} AND household_id IN ({", ".join(homes)})
        ) AS ranked WHERE place BETWEEN 2 AND {OLDER_SHOWN} ORDER BY place"""  # noqa: S608 (only places)
    found: dict[str, list[tuple[str, date, int]]] = {}
    for row in await connections.get("default").execute_query_dict(sql, [member_id or "", since, *ids]):
        visit = (row["id"], date.fromisoformat(str(row["happened_on"])), row["met"])
        found.setdefault(row["household_id"], []).append(visit)
    return found
