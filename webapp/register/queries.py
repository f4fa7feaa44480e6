"""Household queries: visibility by role, search, merges."""

from collections.abc import Iterable
from datetime import date

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from webapp.core.calendar import today
from webapp.core.vi_text import fold_text
from webapp.people.models import PartyOrg
from webapp.people.queries import hamlets_of
from webapp.register.charge import in_care_of
from webapp.register.models import Household
from webapp.web.person import Person


async def households_visible_to(person: Person, day: date | None = None) -> QuerySet[Household]:
    """Own groups; a branch secretary's hamlet; the office's commune; nothing above."""
    everyone = Household.filter(commune=person.commune, closed_on=None)
    if person.in_office:
        return everyone
    if not person.carries_households:
        return everyone.filter(id="")
    own = everyone.filter(await in_care_of(person.member_id or "", day or today()))
    ids = await own.values_list("id", flat=True)
    if person.leads_branch:
        branch = await PartyOrg.get(id=person.branch_id)
        return everyone.filter(Q(id__in=list(ids)) | Q(hamlet_id=branch.unit_id))
    return everyone.filter(id__in=list(ids))


async def hamlets_led_by(person: Person) -> list[str]:
    """Hamlet ids."""
    if person.in_office:
        return [unit.id for unit in await hamlets_of(person.commune)]
    if person.leads_branch:
        return [(await PartyOrg.get(id=person.branch_id)).unit_id]
    return []


def found_by(words: str, households: QuerySet[Household]) -> QuerySet[Household]:
    """Ignores diacritics. Each word starts a word of the name or is part of the code."""
    for word in fold_text(words).split():
        households = households.filter(
            Q(folded__startswith=word) | Q(folded__contains=f" {word}") | Q(code__icontains=word)
        )
    return households


async def owner_of(household_id: str) -> str:
    """The final household of merges, or itself; empty if unknown."""
    household = await Household.get_or_none(id=household_id)
    while household and household.merged_into_id:
        household = await Household.get(id=household.merged_into_id)
    return household.id if household else ""


async def merged_sources(ids: Iterable[str]) -> dict[str, str]:
    """Merged household -> its final one, of `ids`."""
    owners: dict[str, str] = {}
    edge = {id_: id_ for id_ in ids}
    while edge:
        rows = await Household.filter(merged_into_id__in=list(edge)).values_list("id", "merged_into_id")
        edge = {str(id_): edge[str(into)] for id_, into in rows if str(id_) not in owners}
        owners |= edge
    return owners
