"""Availability of members per day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tortoise.expressions import Q

from webapp.assignments.absences.models import Absence, AbsenceReport
from webapp.assignments.absences.reports import newest_reports
from webapp.people.choices import CAN_CARRY
from webapp.people.models import BranchMembership, MemberStatus

Span = tuple[date, date]


def holds_between(first: date, last: date) -> Q:
    begun: dict[str, Any] = {"valid_from__lte": last}
    not_over: dict[str, Any] = {"valid_to__gte": first}
    return Q(**begun) & (Q(valid_to=None) | Q(**not_over))


def days_of(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@dataclass(frozen=True)
class Presence:
    takes_part: dict[tuple[str, str], list[Span]]
    """By (branch, member)."""
    states: dict[str, list[MemberStatus]]
    absences: dict[str, list[Span]]
    reports: dict[str, AbsenceReport]

    def able(self, branch: str, member: str, day: date) -> bool:
        """Member of the branch, able; possibly away."""
        return _on(self.takes_part.get((branch, member), []), day) and self._state(member, day) in CAN_CARRY

    def away(self, member: str, day: date) -> bool:
        """Confirmed."""
        return _on(self.absences.get(member, []), day) or self._state(member, day) == "away_short"

    def reported(self, member: str, day: date) -> bool:
        """By the member."""
        one = self.reports.get(member)
        return bool(one and one.until and one.since <= day <= one.until)

    def there(self, branch: str, member: str, day: date) -> bool:
        return (
            self.able(branch, member, day) and not self.away(member, day) and not self.reported(member, day)
        )

    def _state(self, member: str, day: date) -> str:
        held = [row for row in self.states.get(member, []) if _on([_span(row)], day)]
        return held[-1].status if held else "active"


def _span(row: Any) -> Span:
    return row.valid_from, row.valid_to or date.max


def _on(spans: Iterable[Span], day: date) -> bool:
    return any(first <= day <= last for first, last in spans)


async def presence_of(members: Iterable[str], branches: Iterable[str], first: date, last: date) -> Presence:
    """Four queries."""
    ids = list(set(members))
    during = holds_between(first, last)
    takes_part: dict[tuple[str, str], list[Span]] = {}
    states: dict[str, list[MemberStatus]] = {}
    absences: dict[str, list[Span]] = {}
    for place in await BranchMembership.filter(during, branch_id__in=list(branches), member_id__in=ids):
        takes_part.setdefault((place.branch_id, place.member_id), []).append(_span(place))
    for state in await MemberStatus.filter(during, member_id__in=ids).order_by("valid_from"):
        states.setdefault(state.member_id, []).append(state)
    for absence in await Absence.filter(during, member_id__in=ids):
        absences.setdefault(absence.member_id, []).append(_span(absence))
    return Presence(takes_part, states, absences, await newest_reports(ids))
