"""Rows of stand-ins by day, and the households that still need one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from webapp.assignments.absences.models import Absence
from webapp.assignments.absences.presence import Presence, days_of, holds_between, presence_of
from webapp.assignments.charge.take_charge import end_row_before, new_group
from webapp.people.models import PartyOrg
from webapp.register.charge_models import Assignment, GroupPlace


@dataclass(frozen=True, order=True)
class Stretch:
    """Days a household needs or has a stand-in."""

    house: str
    first: date
    last: date
    member: str = ""
    """The stand-in; if one is needed, the absent one to replace ("" if none)."""

    def within(self, first: date, last: date) -> "Stretch | None":
        begins, ends = max(self.first, first), min(self.last, last)
        return Stretch(self.house, begins, ends, self.member) if begins <= ends else None


async def covers_between(houses: Iterable[str], first: date, last: date) -> list[Stretch]:
    """Available or not."""
    places = await GroupPlace.filter(holds_between(first, last), household_id__in=list(houses))
    groups = list({place.group_id for place in places})
    covers: dict[str, list[Assignment]] = {}
    for row in await Assignment.filter(holds_between(first, last), role="cover", group_id__in=groups):
        covers.setdefault(row.group_id, []).append(row)
    found = [
        Stretch(
            place.household_id,
            max(first, place.valid_from, row.valid_from),
            min(last, place.valid_to or last, row.valid_to or last),
            row.member_id,
        )
        for place in places
        for row in covers.get(place.group_id, [])
    ]
    return sorted(one for one in found if one.first <= one.last)


async def left_alone(
    branch: PartyOrg, member: str, own: Collection[str], first: date, last: date
) -> list[Stretch]:
    """Own households, and those the member stands in for."""
    rows = Assignment.filter(
        holds_between(first, last), role="cover", member_id=member, group__branch_id=branch.id
    )
    groups = [str(id_) for id_ in await rows.values_list("group_id", flat=True)]
    places = GroupPlace.filter(holds_between(first, last), group_id__in=groups)
    stood_in = {str(id_) for id_ in await places.values_list("household_id", flat=True)} - set(own)
    found = [one for one in await covers_between(stood_in, first, last) if one.member == member]
    return [*(Stretch(house, first, last) for house in own), *found]


def without_cover(
    stretches: Sequence[Stretch], covers: Sequence[Stretch], there: Presence, branch: str
) -> set[Stretch]:
    """Each range without an available stand-in, from its first to its last such day."""
    found = set()
    for one in stretches:
        by = [each for each in covers if each.house == one.house and each.member != one.member]
        days = [
            day
            for day in days_of(one.first, one.last)
            if not any(
                each.first <= day <= each.last and there.there(branch, each.member, day) for each in by
            )
        ]
        if days:
            found.add(Stretch(one.house, days[0], days[-1], one.member))
    return found


async def still_uncovered(branch: PartyOrg, stretches: Sequence[Stretch]) -> list[Stretch]:
    if not stretches:
        return []
    first, last = min(one.first for one in stretches), max(one.last for one in stretches)
    covers = await covers_between({one.house for one in stretches}, first, last)
    there = await presence_of({one.member for one in covers}, [branch.id], first, last)
    return sorted(without_cover(stretches, covers, there, branch.id))


async def write_stand_ins(branch: PartyOrg, given: Mapping[str, Sequence[Stretch]]) -> list[str]:
    """`given`: by stand-in. Returns new group ids."""
    groups = []
    for member, stretches in given.items():
        group = await new_group(branch)
        for one in stretches:
            await GroupPlace.create(
                group=group,
                household_id=one.house,
                valid_from=one.first,
                valid_to=one.last,
                commune=branch.commune,
            )
        await Assignment.create(
            group=group,
            member_id=member,
            role="cover",
            valid_from=min(one.first for one in stretches),
            valid_to=max(one.last for one in stretches),
            commune=branch.commune,
        )
        groups.append(group.id)
    return groups


async def end_cover(
    groups: Sequence[str], day: date, until: date, houses: Collection[str] | None = None
) -> None:
    """Recursive: also ends cover for these stand-ins."""
    places = GroupPlace.filter(group_id__in=list(groups), valid_to__gte=day, valid_from__lte=until)
    if houses is not None:
        places = places.filter(household_id__in=list(houses))
    ending = await places
    members = await Assignment.filter(group_id__in=[one.group_id for one in ending]).values_list(
        "member_id", flat=True
    )
    ends = max([one.valid_to or until for one in ending], default=day)
    for place in ending:
        await end_row_before(place, day)
    for row in await Assignment.filter(group_id__in=list(groups), valid_to__gte=day):
        if not await GroupPlace.filter(group_id=row.group_id, valid_to__gte=day).exists():
            await end_row_before(row, day)
    left = {one.household_id for one in ending}
    for absence in await Absence.filter(
        holds_between(day, ends), member_id__in=[str(one) for one in members] if left else []
    ):
        await end_cover(absence.groups, day, min(ends, absence.valid_to), left)
