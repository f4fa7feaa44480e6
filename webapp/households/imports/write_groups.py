"""Import: puts households into neighbour groups, and undoes it."""

from collections.abc import Mapping, Sequence
from typing import Any

from webapp.core.calendar import holds_on, today
from webapp.core.database.db import derived_id
from webapp.households.hamlets.models import NeighbourGroup, NeighbourPlace
from webapp.households.imports.group_names import NONE, NamedGroup, group_among
from webapp.people.models import OrgUnit
from webapp.register.models import Household


def group_in(kept: Mapping[str, Any]) -> NamedGroup:
    return NamedGroup(*kept["group"]) if kept.get("group") else NONE


async def numbers_of_groups(commune: str) -> dict[str, str]:
    """Household id -> today's group number."""
    places = NeighbourPlace.filter(holds_on(today()), commune=commune)
    return {
        str(id_): str(number) for id_, number in await places.values_list("household_id", "group__number")
    }


async def put_into_groups(hamlet: OrgUnit, named: Sequence[tuple[NamedGroup, Household]]) -> list[str]:
    """Returns ids of new groups."""
    rows = await NeighbourGroup.filter(hamlet_id=hamlet.id, ended_on=None).order_by("number")
    found = {NamedGroup(row.number, row.name): row.id for row in reversed(rows)}
    taken, brought, places = {row.number for row in rows}, [], []
    # Listed numbers before assigned ones.
    for group, home in sorted(named, key=lambda one: not one[0].number):
        meant = group_among(found, group)
        if meant not in found:
            number = group.number or next(n for n in range(1, len(taken) + 2) if n not in taken)
            made = await NeighbourGroup.create(
                commune=hamlet.commune, hamlet=hamlet, number=number, name=group.name
            )
            meant = NamedGroup(number, group.name)
            found[meant] = made.id
            taken.add(number)
            brought.append(made.id)
        place = NeighbourPlace(commune=hamlet.commune, group_id=found[meant], household_id=home.id)
        place.id, place.valid_from = _place(home.id), today()
        places.append(place)
    await NeighbourPlace.bulk_create(places, batch_size=200)
    return brought


async def take_out_of_groups(households: Sequence[str]) -> None:
    """Unless moved to another group since."""
    await NeighbourPlace.filter(id__in=[_place(id_) for id_ in households], valid_to=None).delete()


async def remove_empty_groups(ids: Sequence[str]) -> None:
    """Groups with neither household, head nor member."""
    lived_in = await NeighbourPlace.filter(group_id__in=list(ids)).values_list("group_id", flat=True)
    bare = NeighbourGroup.filter(id__in=list(ids), head_id=None, head_name="", member_id=None)
    await bare.filter(id__not_in=[str(id_) for id_ in lived_in]).delete()


def _place(household_id: str) -> str:
    return derived_id(f"listed group {household_id}")
