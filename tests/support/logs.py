"""Somebody for each sort of page."""

from typing import Any

from tests.support.world import World
from webapp.web.person import Role


def people_of(world: World) -> dict[Any, Any]:
    return {
        Role.MEMBER: world.dan,
        Role.BRANCH_SECRETARY: world.khoa,
        Role.COMMUNE_OFFICE: world.clerk,
        Role.COMMUNE_SECRETARY: world.secretary,
    }
