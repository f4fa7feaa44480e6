"""Queries: members in charge of households."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from tortoise.expressions import Q

from webapp.core.calendar import holds_on, today
from webapp.people.models import Member
from webapp.people.queries import days_in_charge
from webapp.register.charge_models import IN_CHARGE, Assignment, GroupPlace
from webapp.register.models import Household
from webapp.web.person import Person

NONE = Q(id="")


async def in_care_of(member_id: str, day: date) -> Q:
    """As carer or stand-in."""
    return await in_care_between(member_id, day, day)


async def in_care_between(member_id: str, first: date, last: date) -> Q:
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


async def keeper_of(ids: list[str]) -> dict[str, tuple[str, str]]:
    """Household -> (id, name) of the carer, not stand-in."""
    held = holds_on(today(), "places__") & holds_on(today(), "places__group__assignments__")
    held &= ~Q(places__group__assignments__role="cover")
    rows = await Household.filter(held, id__in=ids).values_list(
        "id", "places__group__assignments__member_id", "places__group__assignments__member__full_name"
    )
    return {str(house): (str(member), str(name)) for house, member, name in rows}


async def keepers_since(ids: Iterable[str]) -> dict[str, list[tuple[str, date | None]]]:
    """Carers and stand-ins ever, with last day. None: still in charge."""
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


async def in_care(person: Person, day: date) -> list[Household]:
    """In path order, with hamlet and cluster."""
    if person.member_id is None:
        return []
    return await (
        Household.filter(await in_care_of(person.member_id, day), commune=person.commune, closed_on=None)
        .select_related("hamlet", "cluster")
        .order_by("hamlet_id", "path_order")
        .distinct()
    )


async def holders_of(household_ids: list[str], day: date) -> dict[str, str]:
    """Household -> member in charge, not stand-in."""
    places = GroupPlace.filter(holds_on(day), household_id__in=household_ids)
    groups = await places.values_list("household_id", "group_id")
    main = Assignment.filter(holds_on(day), group_id__in=list({group for _, group in groups}))
    members = dict(await main.exclude(role="cover").values_list("group_id", "member_id"))
    return {house: members[group] for house, group in groups if group in members}


async def homes_in_care_of(member_id: str, day: date) -> set[str]:
    """Not as a stand-in."""
    held = Member.filter(
        holds_on(day, "assignments__"),
        holds_on(day, "assignments__group__places__"),
        id=member_id,
        assignments__role__in=IN_CHARGE,
    )
    return {
        str(id_)
        for id_ in await held.distinct().values_list("assignments__group__places__household_id", flat=True)
    }


async def homes_covered(commune: str, day: date) -> set[tuple[str, str]]:
    """(branch, household) ids, without stand-ins."""
    held = Member.filter(
        holds_on(day, "assignments__"),
        holds_on(day, "assignments__group__places__"),
        commune=commune,
        assignments__role__in=IN_CHARGE,
    )
    pairs = held.values_list("assignments__group__branch_id", "assignments__group__places__household_id")
    return {(str(branch), str(home)) for branch, home in await pairs}
