"""Households that nobody looks after on a day, whatever the reason: never silently."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from webapp.assignments.cover import covers_between
from webapp.assignments.facts import holders_of
from webapp.assignments.presence import presence_of
from webapp.households.models import Household
from webapp.people.models import PartyOrg


class Gap(StrEnum):
    """Why a household has nobody."""

    NOBODY = "nobody"
    GONE = "gone"
    """Whoever is written down cannot be in charge of anybody now, or takes part in this branch no more."""
    AWAY = "away"
    """And nobody stands in."""
    REPORTED = "reported"
    """Away as they write, not confirmed yet, and nobody stands in."""


async def gaps_in(branches: Sequence[PartyOrg], day: date) -> dict[str, tuple[Gap, str]]:
    """By household why, and the member it concerns; as few questions for a commune as for a hamlet."""
    by_unit = {branch.unit_id: branch.id for branch in branches}
    homes = Household.filter(hamlet_id__in=list(by_unit), closed_on=None)
    here = {str(house): by_unit[str(unit)] for house, unit in await homes.values_list("id", "hamlet_id")}
    held = await holders_of(list(here), day)
    covers: dict[str, list[str]] = {}
    for one in await covers_between(here, day, day):
        covers.setdefault(one.house, []).append(one.member)
    asked = {*held.values(), *(member for those in covers.values() for member in those)}
    known = await presence_of(asked, by_unit.values(), day, day)
    found: dict[str, tuple[Gap, str]] = {}
    for house, branch in here.items():
        member = held.get(house, "")
        if not member:
            found[house] = (Gap.NOBODY, "")
        elif not known.able(branch, member, day):
            found[house] = (Gap.GONE, member)
        elif not known.there(branch, member, day) and not any(
            known.there(branch, one, day) for one in covers.get(house, [])
        ):
            found[house] = (Gap.AWAY if known.away(member, day) else Gap.REPORTED, member)
    return found
