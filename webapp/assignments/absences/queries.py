"""Queries: gaps, long absences, reports."""

from webapp.assignments.absences.gaps import gaps_in
from webapp.assignments.absences.long_away import LongAway, long_away_in
from webapp.assignments.absences.reports import waiting_reports
from webapp.assignments.charge.queries import branches_led_by
from webapp.core.calendar import today
from webapp.people.models import PartyOrg
from webapp.web.person import Person


async def uncovered_count(person: Person) -> int:
    return len(await gaps_in(await branches_led_by(person), today()))


async def long_away_of(person: Person) -> list[LongAway]:
    return await long_away_in(await branches_led_by(person), today())


async def long_away_here(branch: PartyOrg) -> list[LongAway]:
    return await long_away_in([branch], today())


async def reports_to_confirm(person: Person) -> int:
    """Awaiting this branch secretary."""
    branch = await PartyOrg.get_or_none(id=person.branch_id or "")
    return len(await waiting_reports(branch)) if branch else 0
