"""Every route, and its address filled in."""

import re
from typing import Any

from litestar import Litestar
from litestar.routes import HTTPRoute

from tests.support.world import World

MADE_UP = "AAAAAAAAAAA"


def handlers(app: Litestar) -> list[tuple[str, str, Any]]:
    return [
        (route.path, method, handler)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods
        if method != "OPTIONS"
    ]


def filled(path: str, world: World) -> str:
    path = path.replace("{household_id:str}", world.an.id)
    return re.sub(r"\{\w+:(\w+)\}", lambda found: "1" if found[1] == "int" else MADE_UP, path)
