"""Handover of households between members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from webapp.assignments.charge.models import ChargeChange, Handover, HandoverConfirmed
from webapp.core.calendar import today
from webapp.core.i18n import gettext as _
from webapp.core.i18n import local_time
from webapp.submissions.kinds import Written
from webapp.web.form_fields import field_text
from webapp.web.person import Person

COUNTS_AFTER = timedelta(days=14)
"""Then complete, even if unconfirmed."""


READS_FOR = timedelta(days=30)
"""The former holder may read what was still open, nothing else."""


@dataclass(frozen=True)
class HandingOver:
    """Derived, not stored."""

    row: Handover
    homes: list[str]
    confirmed: frozenset[str]

    @property
    def gave(self) -> bool:
        return self.row.before_id in self.confirmed

    @property
    def took(self) -> bool:
        return self.row.after_id in self.confirmed

    @property
    def both(self) -> bool:
        return self.gave and self.took

    @property
    def days_left(self) -> int:
        return max(0, (self.row.since + COUNTS_AFTER - today()).days)

    @property
    def done(self) -> bool:
        return self.both or not self.days_left

    @property
    def readable(self) -> bool:
        """By the former holder."""
        return today() < self.row.since + READS_FOR

    def waits_for(self, member_id: str) -> bool:
        return not self.done and member_id not in self.confirmed


async def handing_over(given: QuerySet[Handover]) -> list[HandingOver]:
    """Newest first, without those undone the same day."""
    rows = await given.order_by("-since", "id").prefetch_related("before", "after", "branch")
    if not rows:
        return []
    homes = await _moved({row.commune for row in rows}, {row.since for row in rows})
    said: dict[str, set[str]] = {}
    confirmed = HandoverConfirmed.filter(handover_id__in=[row.id for row in rows])
    for id_, member in await confirmed.values_list("handover_id", "member_id"):
        said.setdefault(str(id_), set()).add(str(member))
    found = [
        HandingOver(
            row, homes.get((row.before_id, row.after_id, row.since), []), frozenset(said.get(row.id, ()))
        )
        for row in rows
    ]
    return [one for one in found if one.homes]


async def _moved(communes: set[str], days: set[date]) -> dict[tuple[str, str, date], list[str]]:
    """(holder before, holder after, day) -> household ids."""
    changes = ChargeChange.filter(commune__in=list(communes), since__in=list(days)).order_by("at", "id")
    first: dict[tuple[str, date], str] = {}
    last: dict[tuple[str, date], str] = {}
    for change in await changes:
        first.setdefault((change.household_id, change.since), change.before_id or "")
        last[change.household_id, change.since] = change.after_id or ""
    found: dict[tuple[str, str, date], list[str]] = {}
    for (house, day), before in first.items():
        found.setdefault((before, last[house, day], day), []).append(house)
    return found


async def handovers_of(person: Person) -> list[HandingOver]:
    """Recent ones this member gave and may read, or must confirm."""
    mine = person.member_id or ""
    lately = Handover.filter(
        Q(before_id=mine) | Q(after_id=mine), since__gt=today() - READS_FOR, since__lte=today()
    )
    return [
        one
        for one in await handing_over(lately)
        if (one.row.before_id == mine and one.readable) or one.waits_for(mine)
    ]


async def note_handover(branch_id: str, commune: str, pairs: Sequence[tuple[str, str]], day: date) -> None:
    for before, after in sorted(set(pairs)):
        await Handover.get_or_create(
            before_id=before,
            after_id=after,
            since=day,
            defaults={"branch_id": branch_id, "commune": commune},
        )


async def keep_confirmation(written: Written) -> None:
    """Also stored after 14 days, without effect."""
    found = await Handover.get_or_none(id=field_text(written.fields, "handover"), commune=written.commune)
    if found is None or written.member_id not in (found.before_id, found.after_id):
        written.refuse({"handover": _("Only the two who hand over confirm it.")})
    if found:
        await HandoverConfirmed.create(
            id=written.id,
            handover_id=found.id,
            member_id=written.member_id,
            on=local_time(min(written.recorded_at, written.received_at)).date(),
            commune=written.commune,
        )
