"""Household queries: visibility by role, search, carers, merges, poverty class."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from tortoise import connections
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from webapp.access import Person
from webapp.accounts.models import Role
from webapp.calendar import holds_on, today
from webapp.db import places
from webapp.households.models import Household, NeighbourPlace, PovertyRecord
from webapp.people.models import PartyOrg
from webapp.people.queries import days_in_charge, hamlets_of
from webapp.vi_text import fold

NONE = Q(id="")
OLDER_SHOWN = 31
"""Older visits a phone can correct: one a day for as long as corrections are allowed."""


async def in_care_of(member_id: str, day: date) -> Q:
    """In the member's charge on a day, as carer or stand-in."""
    return await in_care_between(member_id, day, day)


async def in_care_between(member_id: str, first: date, last: date) -> Q:
    """On any day from `first` to `last`."""
    found = [_held_between(member_id, *days) for days in await days_in_charge(member_id, first, last)]
    return Q(*found, join_type="OR") if found else NONE


def _held_between(member_id: str, first: date, last: date) -> Q:
    held = Q(places__group__assignments__member_id=member_id)
    for prefix in ("places__", "places__group__assignments__"):
        begun: dict[str, Any] = {f"{prefix}valid_from__lte": last}
        still: dict[str, Any] = {f"{prefix}valid_to": None}
        until: dict[str, Any] = {f"{prefix}valid_to__gte": first}
        held &= Q(**begun) & (Q(**still) | Q(**until))
    return held


async def households_visible_to(person: Person, day: date | None = None) -> QuerySet[Household]:
    """Authorisation: own groups, a branch secretary's hamlet, the commune for its office, nothing above."""
    everyone = Household.filter(commune=person.commune, closed_on=None)
    if person.in_office:
        return everyone
    if not person.carries_households:
        return everyone.filter(id="")
    own = everyone.filter(await in_care_of(person.member_id or "", day or today()))
    ids = await own.values_list("id", flat=True)
    if person.role is Role.BRANCH_SECRETARY:
        branch = await PartyOrg.get(id=person.branch_id)
        return everyone.filter(Q(id__in=list(ids)) | Q(hamlet_id=branch.unit_id))
    return everyone.filter(id__in=list(ids))


async def hamlets_led_by(person: Person) -> list[str]:
    """Whose whole register this person manages."""
    if person.in_office:
        return [unit.id for unit in await hamlets_of(person.commune)]
    if person.role is Role.BRANCH_SECRETARY:
        return [(await PartyOrg.get(id=person.branch_id)).unit_id]
    return []


def found_by(words: str, households: QuerySet[Household]) -> QuerySet[Household]:
    """Ignores diacritics. Each word must start a word of the name, or be part of the code."""
    for word in fold(words).split():
        households = households.filter(
            Q(folded__startswith=word) | Q(folded__contains=f" {word}") | Q(code__icontains=word)
        )
    return households


async def keeper_of(ids: list[str]) -> dict[str, tuple[str, str]]:
    """Household id -> (id, name) of the carer, without stand-ins."""
    held = holds_on(today(), "places__") & holds_on(today(), "places__group__assignments__")
    held &= ~Q(places__group__assignments__role="cover")
    rows = await Household.filter(held, id__in=ids).values_list(
        "id", "places__group__assignments__member_id", "places__group__assignments__member__full_name"
    )
    return {str(house): (str(member), str(name)) for house, member, name in rows}


async def keepers_since(ids: Iterable[str]) -> dict[str, list[tuple[str, date | None]]]:
    """All carers ever, with stand-ins, and their last day. None: still in charge."""
    rows = Household.filter(id__in=list(ids), places__group__assignments__member_id__not_isnull=True)
    found: dict[str, list[tuple[str, date | None]]] = {}
    for house, member, *ends in await rows.values_list(
        "id",
        "places__group__assignments__member_id",
        "places__valid_to",
        "places__group__assignments__valid_to",
    ):
        last = min((end for end in ends if isinstance(end, date)), default=None)
        found.setdefault(str(house), []).append((str(member), last))
    return found


async def wished_by(member_id: str | None, ids: list[str]) -> dict[str, str]:
    """Household id -> member not wanted by the family, as this member recorded."""
    rows = Household.filter(id__in=ids, another_member__by=member_id or "", another_member__withdrawn=None)
    return {
        str(house): str(member) for house, member in await rows.values_list("id", "another_member__member_id")
    }


async def older_visits_of(
    member_id: str | None, ids: list[str], since: datetime
) -> dict[str, list[tuple[str, date, int]]]:
    """Household id -> (id, day, met) of the member's visits, except the newest."""
    if not ids:
        return {}
    member, first, *homes = places(len(ids) + 2)
    sql = f"""SELECT id, household_id, happened_on, met FROM (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY household_id ORDER BY recorded_at DESC, id DESC) AS place
        FROM visit WHERE by_id = {member} AND recorded_at >= {first} AND household_id IN ({", ".join(homes)})
        ) AS ranked WHERE place BETWEEN 2 AND {OLDER_SHOWN} ORDER BY place"""  # noqa: S608 (only places)
    found: dict[str, list[tuple[str, date, int]]] = {}
    for row in await connections.get("default").execute_query_dict(sql, [member_id or "", since, *ids]):
        visit = (row["id"], date.fromisoformat(str(row["happened_on"])), row["met"])
        found.setdefault(row["household_id"], []).append(visit)
    return found


async def owner_of(household_id: str) -> str:
    """The household this one was finally merged into; itself if not merged; empty if unknown."""
    household = await Household.get_or_none(id=household_id)
    while household and household.merged_into_id:
        household = await Household.get(id=household.merged_into_id)
    return household.id if household else ""


async def merged_sources(ids: Iterable[str]) -> dict[str, str]:
    """Closed household -> which of `ids` it was merged into, directly or not."""
    owners: dict[str, str] = {}
    edge = {id_: id_ for id_ in ids}
    while edge:
        rows = await Household.filter(merged_into_id__in=list(edge)).values_list("id", "merged_into_id")
        edge = {str(id_): edge[str(into)] for id_, into in rows if str(id_) not in owners}
        owners |= edge
    return owners


async def poverty_of(households: list[Household], day: date = date.max) -> dict[str, str]:
    records = await PovertyRecord.filter(
        household_id__in=[h.id for h in households], replaced=False, decision_date__lte=day
    ).order_by("decision_date", "id")
    return {record.household_id: record.poverty_class for record in records}


async def neighbour_groups(household_ids: list[str], day: date) -> dict[str, str]:
    places = NeighbourPlace.filter(holds_on(day), household_id__in=household_ids)
    return {str(home): str(group) for home, group in await places.values_list("household_id", "group_id")}
