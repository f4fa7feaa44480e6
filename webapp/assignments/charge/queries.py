"""Queries: members in charge of households."""

from dataclasses import dataclass
from datetime import date

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from webapp.core.calendar import holds_on, today
from webapp.people.models import Member, PartyOrg
from webapp.register.charge_models import Assignment, GroupPlace
from webapp.web.person import Person


def branches_led_by(person: Person) -> QuerySet[PartyOrg]:
    found = PartyOrg.filter(commune=person.commune, kind="branch", branch_kind="hamlet")
    return found if person.in_office else found.filter(id=person.branch_id or "")


@dataclass(frozen=True)
class HandedOn:
    """Households that recently changed members, with today's holder."""

    ended: Assignment
    until: date
    homes: list[str]
    now: list[Member]

    @property
    def households(self) -> int:
        return len(self.homes)

    @property
    def now_names(self) -> str:
        return ", ".join(one.full_name for one in self.now)


async def handed_on(given: QuerySet[Assignment], since: date) -> list[HandedOn]:
    """Newest first."""
    going: Q = Q(valid_to=None) | Q(valid_to__gte=since)
    rows = await given.filter(going).exclude(role="cover").prefetch_related("member", "group__branch")
    left: dict[tuple[str, date], list[str]] = {}
    places: dict[str, list[GroupPlace]] = {}
    for place in await GroupPlace.filter(going, group_id__in=[row.group_id for row in rows]).order_by("id"):
        places.setdefault(place.group_id, []).append(place)
    for row in rows:
        for place in places.get(row.group_id, []):
            until = min(row.valid_to or date.max, place.valid_to or date.max)
            if since <= until < today() and place.valid_from <= until and row.valid_from <= until:
                left.setdefault((row.id, until), []).append(place.household_id)
    return await _now(rows, left) if left else []


async def _now(rows: list[Assignment], left: dict[tuple[str, date], list[str]]) -> list[HandedOn]:
    homes = [home for found in left.values() for home in found]
    held: dict[str, list[Member]] = {}
    current = GroupPlace.filter(holds_on(today()), household_id__in=homes)
    groups = await current.values_list("household_id", "group_id")
    main = Assignment.filter(holds_on(today()), group_id__in=[group for _, group in groups])
    for one in await main.exclude(role="cover").prefetch_related("member"):
        for home, group in groups:
            if group == one.group_id:
                held.setdefault(home, []).append(one.member)
    by_id = {row.id: row for row in rows}
    found = []
    for (id_, until), homes in left.items():
        row = by_id[id_]
        gone = [home for home in homes if row.member_id not in [one.id for one in held.get(home, [])]]
        if gone:
            now = {one.id: one for home in gone for one in held.get(home, [])}
            found.append(HandedOn(row, until, gone, sorted(now.values(), key=lambda one: one.sort_key)))
    return sorted(found, key=lambda one: (-one.until.toordinal(), one.ended.id))
