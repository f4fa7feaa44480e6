"""A household as it is now."""

from typing import Any

from tests.support.world import World
from webapp.register.models import Household


async def as_it_is(world: World) -> list[tuple[Any, ...]]:
    homes = await Household.filter(id__in=[world.an.id, world.bao.id, world.canh.id]).order_by("code")
    return [
        (
            one.code,
            one.people,
            one.path_order,
            one.cluster_id,
            one.closed_on,
            one.merged_into_id,
            one.contested,
        )
        for one in homes
    ]
