"""Households that nobody looks after on a day, whatever the reason: never silently."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from webapp.assignments.facts import ABLE, holders_of
from webapp.assignments.models import Absence
from webapp.assignments.reports import newest_reports
from webapp.calendar import holds_on
from webapp.households.models import Household
from webapp.people.models import BranchMembership, PartyOrg
from webapp.people.queries import homes_covered
from webapp.people.rules import states_of


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
    taking_part = BranchMembership.filter(holds_on(day), branch_id__in=list(by_unit.values()))
    members = {(str(b), str(m)) for b, m in await taking_part.values_list("branch_id", "member_id")}
    states = await states_of(list(set(held.values())), day)
    away, reported = await _away(list(set(held.values())), states, day)
    communes = {branch.commune for branch in branches}
    covered = {home for one in communes for _, home in await homes_covered(one, day, "cover")}
    found: dict[str, tuple[Gap, str]] = {}
    for house, branch in here.items():
        member = held.get(house, "")
        if not member:
            found[house] = (Gap.NOBODY, "")
        elif (branch, member) not in members or states.get(member, "active") not in ABLE:
            found[house] = (Gap.GONE, member)
        elif house not in covered and member in away | reported:
            found[house] = (Gap.AWAY if member in away else Gap.REPORTED, member)
    return found


async def _away(member_ids: list[str], states: dict[str, str], day: date) -> tuple[set[str], set[str]]:
    """Away as somebody confirmed, and away as they write themselves."""
    absences = Absence.filter(member_id__in=member_ids, valid_from__lte=day, valid_to__gte=day)
    away = {str(id_) for id_ in await absences.values_list("member_id", flat=True)}
    away |= {id_ for id_, state in states.items() if state == "away_short"}
    reports = await newest_reports(member_ids)
    return away, {id_ for id_, one in reports.items() if one.until and one.since <= day <= one.until}
