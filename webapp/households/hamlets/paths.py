"""Clusters, their adjacency, order of houses along the path. No map coordinates: neighbours are the houses
before and behind, and those of one cluster. Adjacency across a stream is entered by hand.
"""

from collections.abc import Sequence

from webapp.core.database.db import new_id
from webapp.people.models import Member, OrgUnit
from webapp.register.decisions import IdempotentForm
from webapp.register.models import Cluster, Household

STEP = 10


async def clusters_of(hamlet: OrgUnit) -> list[Cluster]:
    return await Cluster.filter(hamlet_id=hamlet.id).order_by("order")


async def along_path(hamlet_id: str) -> list[Household]:
    return await Household.filter(hamlet_id=hamlet_id, closed_on=None).order_by("path_order", "code")


async def add_cluster(once: IdempotentForm, name: str) -> Cluster:
    known = await clusters_of(once.hamlet)
    last = known[-1].order if known else 0
    cluster = await Cluster.create(
        id=new_id(), commune=once.hamlet.commune, hamlet=once.hamlet, name=name, order=last + 1
    )
    await once.note("cluster_added", cluster=cluster.id, name=name)
    return cluster


async def change_cluster(
    once: IdempotentForm, cluster: Cluster, name: str, neighbours: Sequence[str], *, far: bool
) -> None:
    """Symmetric: updates other clusters too."""
    before = {"name": cluster.name, "neighbours": cluster.neighbours, "far": cluster.far}
    known = await clusters_of(once.hamlet)
    wanted = [one.id for one in known if one.id in neighbours and one.id != cluster.id]
    for other in known:
        if other.id == cluster.id:
            other.name, other.neighbours, other.far = name, wanted, far
        else:
            rest = [id_ for id_ in other.neighbours if id_ != cluster.id]
            other.neighbours = [*rest, cluster.id] if other.id in wanted else rest
        await other.save(update_fields=["name", "neighbours", "far"])
    await once.note(
        "cluster_changed", cluster=cluster.id, before=before, name=name, neighbours=wanted, far=far
    )


async def move_cluster_up(once: IdempotentForm, cluster: Cluster) -> None:
    known = await clusters_of(once.hamlet)
    place = [one.id for one in known].index(cluster.id)
    if place == 0:
        return
    above, here = known[place - 1], known[place]
    orders = above.order, here.order
    for one, order in ((here, -1), (above, orders[1]), (here, orders[0])):
        one.order = order
        await one.save(update_fields=["order"])
    rank = {one.id: one.order for one in known}
    homes = await along_path(once.hamlet.id)
    await renumber_path(sorted(homes, key=lambda one: rank.get(one.cluster_id or "", len(known) + 1)))
    await once.note("cluster_up", cluster=cluster.id)


async def move_on_path(once: IdempotentForm, household: Household, other: Household, *, before: bool) -> None:
    """Also joins the other's cluster."""
    told = {"before": [household.cluster_id, household.path_order]}
    homes = [one for one in await along_path(once.hamlet.id) if one.id != household.id]
    place = [one.id for one in homes].index(other.id) + (not before)
    moved = await Household.get(id=household.id)
    moved.cluster_id = other.cluster_id
    await renumber_path([*homes[:place], moved, *homes[place:]])
    await once.note("moved_on_path", household, **told, beside=other.id)


async def renumber_path(homes: Sequence[Household]) -> None:
    """Steps of ten. Moves members' home positions too."""
    was = {
        (one.cluster_id, one.path_order): one.id
        for one in await Household.filter(id__in=[home.id for home in homes])
    }
    for place, home in enumerate(homes, start=1):
        home.path_order = place * STEP
    await Household.bulk_update(list(homes), fields=["path_order", "cluster_id"], batch_size=200)
    by_id = {home.id: home for home in homes}
    clusters = list({cluster for cluster, _ in was if cluster})
    for member in await Member.filter(home_cluster__in=clusters):
        own = by_id.get(was.get((member.home_cluster, member.home_path_order or 0), ""))
        if own:
            member.home_cluster, member.home_path_order = own.cluster_id, own.path_order
            await member.save(update_fields=["home_cluster", "home_path_order"])
