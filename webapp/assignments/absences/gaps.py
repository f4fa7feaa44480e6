"""Uncovered households, with reasons."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from webapp.assignments.absences.presence import presence_of
from webapp.assignments.absences.stand_in_rows import covers_between
from webapp.people.models import PartyOrg
from webapp.register.charge import holders_of
from webapp.register.models import Household


class Gap(StrEnum):
    NOBODY = "nobody"
    GONE = "gone"
    """Unable, or left the branch."""
    AWAY = "away"
    """Confirmed absence, no stand-in."""
    REPORTED = "reported"
    """Reported absence, no stand-in."""


async def gaps_in(branches: Sequence[PartyOrg], day: date) -> dict[str, tuple[Gap, str]]:
    """Household -> (reason, member id). O(1) queries."""
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
