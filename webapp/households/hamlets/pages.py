"""Page values: clusters, path, neighbour groups."""

from dataclasses import dataclass
from typing import Any

from webapp.core.calendar import holds_on, today
from webapp.core.database.db import new_id
from webapp.households.due_visits import HouseholdLine, household_lines, keeper_names
from webapp.households.hamlets.forms import GroupForm, LandForm, PartnerForm
from webapp.households.hamlets.groups import houses_of
from webapp.households.hamlets.models import NeighbourGroup, Partner, PartnerKind
from webapp.households.hamlets.paths import along_path, clusters_of
from webapp.people.models import Member, OrgUnit
from webapp.people.queries import hamlets_of
from webapp.register.models import Cluster
from webapp.register.queries import hamlets_led_by
from webapp.web.person import Person


async def hamlets_page(person: Person) -> dict[str, Any]:
    led = await hamlets_led_by(person)
    return {"units": [one for one in await hamlets_of(person.commune) if one.id in led]}


@dataclass(frozen=True)
class ClusterOnPath:
    cluster: Cluster
    lines: list[HouseholdLine]
    every: list[Cluster]
    """Of the hamlet."""

    @property
    def beside(self) -> list[Cluster]:
        return [one for one in self.every if one.id in self.cluster.neighbours]

    @property
    def others(self) -> list[Cluster]:
        return [one for one in self.every if one.id != self.cluster.id]


async def path_page(person: Person, hamlet: OrgUnit) -> dict[str, Any]:
    clusters = await clusters_of(hamlet)
    lines = await household_lines(await along_path(hamlet.id), today())
    by_cluster: dict[str | None, list[Any]] = {one.id: [] for one in clusters}
    for line in lines:
        by_cluster.setdefault(line.household.cluster_id, []).append(line)
    return {
        "hamlet": hamlet,
        "clusters": [ClusterOnPath(one, by_cluster.pop(one.id), clusters) for one in clusters],
        "loose": [line for several in by_cluster.values() for line in several],
        "lines": lines,
        "may_change": person.organises,
        "form": LandForm({"where": "after"}),
        "op": new_id(),
    }


async def groups_page(person: Person, hamlet: OrgUnit) -> dict[str, Any]:
    groups = (
        await NeighbourGroup.filter(hamlet_id=hamlet.id, ended_on=None)
        .order_by("number")
        .prefetch_related("head")
    )
    houses = await houses_of([one.id for one in groups])
    return {
        "hamlet": hamlet,
        "groups": [(one, len(houses[one.id])) for one in groups],
        "partners": await partners_of(hamlet),
        "kinds": list(PartnerKind),
        "form": PartnerForm({}),
        "may_change": person.organises,
        "op": new_id(),
    }


async def group_page(person: Person, hamlet: OrgUnit, group: NeighbourGroup) -> dict[str, Any]:
    await group.fetch_related("head", "member")
    homes = (await houses_of([group.id]))[group.id]
    lines = await household_lines(homes, today())
    held = await keeper_names([one.id for one in homes])
    holders = sorted({name for names in held.values() for name in names.split(", ")})
    return {
        "hamlet": hamlet,
        "group": group,
        "head": next((line.name for line in lines if line.household.id == group.head_id), "")
        or await _head(group),
        "lines": lines,
        "held": held,
        "holders": holders,
        "waiting": sum(line.open_concerns for line in lines),
        "partners": [one for one in await partners_of(hamlet) if one.id in group.partners],
        "may_change": person.organises,
        "op": new_id(),
    }


async def _head(group: NeighbourGroup) -> str:
    """Also if the household left the group."""
    if group.head is None:
        return group.head_name
    [line] = await household_lines([group.head], today())
    return line.name


async def group_form_page(
    hamlet: OrgUnit, group: NeighbourGroup | None, form: GroupForm | None = None
) -> dict[str, Any]:
    if form is None:
        form = await _as_it_is(hamlet, group)
    lines = await household_lines(await along_path(hamlet.id), today())
    return {
        "hamlet": hamlet,
        "group": group,
        "form": form,
        "homes": [(line.household.id, f"{line.household.code} · {line.name}") for line in lines],
        "members": [(one.id, one.full_name) for one in await members_in_hamlet(hamlet)],
        "partners": await partners_of(hamlet),
        "op": new_id(),
    }


async def _as_it_is(hamlet: OrgUnit, group: NeighbourGroup | None) -> GroupForm:
    if group is None:
        last = await NeighbourGroup.filter(hamlet_id=hamlet.id).order_by("-number").first()
        return GroupForm({"number": str(last.number + 1 if last else 1)})
    values = {
        "number": str(group.number),
        "name": group.name,
        "head": group.head_id or "",
        "head_name": group.head_name,
        "head_phone": group.head_phone or "",
        "member": group.member_id or "",
    }
    houses = [one.id for one in (await houses_of([group.id]))[group.id]]
    return GroupForm(values | {"houses": houses}, houses, group.partners)


async def members_in_hamlet(hamlet: OrgUnit) -> list[Member]:
    return (
        await Member.filter(holds_on(today(), "memberships__"), memberships__branch__unit_id=hamlet.id)
        .order_by("sort_key")
        .distinct()
    )


async def partners_of(hamlet: OrgUnit) -> list[Partner]:
    return await Partner.filter(hamlet_id=hamlet.id, ended_on=None).order_by("kind", "contact_name")
