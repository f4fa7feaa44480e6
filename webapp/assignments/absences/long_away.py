"""Carers away for 3 months, who need a lasting arrangement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from webapp.core.calendar import holds_on, months_after
from webapp.people.models import Member, MemberStatus, PartyOrg
from webapp.register.charge_models import Assignment, GroupPlace

AWAY = ("away_short", "away_long")
MONTHS = 3
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class LongAway:
    member: Member
    branch: PartyOrg
    since: date
    households: int


async def long_away_in(branches: Sequence[PartyOrg], day: date) -> list[LongAway]:
    """Longest first."""
    held = Assignment.filter(holds_on(day), group__branch_id__in=[one.id for one in branches])
    rows = await held.exclude(role="cover").prefetch_related("member", "group")
    since = await away_since([row.member_id for row in rows], day)
    groups = {row.group_id: row for row in rows if row.member_id in since}
    places = GroupPlace.filter(holds_on(day), group_id__in=list(groups), household__closed_on=None)
    homes: dict[tuple[str, str], int] = {}
    for group in await places.values_list("group_id", flat=True):
        row = groups[str(group)]
        key = (row.member_id, row.group.branch_id)
        homes[key] = homes.get(key, 0) + 1
    members = {row.member_id: row.member for row in rows}
    named = {one.id: one for one in branches}
    found = [LongAway(members[who], named[at], since[who], count) for (who, at), count in homes.items()]
    return sorted(found, key=lambda one: (one.since, one.member.sort_key))


async def away_since(member_ids: Iterable[str], day: date) -> dict[str, date]:
    """Member -> first day; includes status `away_long`."""
    rows: dict[str, list[MemberStatus]] = {}
    told = MemberStatus.filter(member_id__in=list(member_ids), valid_from__lte=day)
    for row in await told.order_by("valid_from", "id"):
        if row.valid_to is None or row.valid_to >= row.valid_from:
            rows.setdefault(row.member_id, []).append(row)
    spells = {id_: _spell(found, day) for id_, found in rows.items()}
    return {id_: spell for id_, spell in spells.items() if spell}


def _spell(rows: Sequence[MemberStatus], day: date) -> date | None:
    """Adjacent absences count as one."""
    covering = [row for row in rows if row.valid_to is None or row.valid_to >= day]
    if not covering or covering[-1].status not in AWAY:
        return None
    since = covering[-1].valid_from
    for row in reversed(rows):
        if row.status in AWAY and (row.valid_to is None or row.valid_to >= since - ONE_DAY):
            since = min(since, row.valid_from)
    long = covering[-1].status == "away_long" or months_after(since, MONTHS) <= day
    return since if long else None
