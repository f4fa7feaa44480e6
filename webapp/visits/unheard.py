"""Page values: families that nobody has met since a day, for a flood or a storm."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from webapp.core.calendar import read_day
from webapp.core.i18n import gettext as _
from webapp.households.due_visits import keeper_names
from webapp.households.viewer import Viewer

A_YEAR = timedelta(days=366)


async def unheard_page(viewer: Viewer, asked: Mapping[str, str]) -> dict[str, Any]:
    """Refusing families too, by code and place. Without a day: since today."""
    typed = asked.get("since", "")[:10]
    since = read_day(typed) if typed else viewer.day
    wrong = since is None or not viewer.day - A_YEAR <= since <= viewer.day
    day = viewer.day if since is None or wrong else since
    lines = await viewer.household_lines(await _homes(viewer))
    return {
        "since": day,
        "typed": typed if wrong else day.isoformat(),
        "error": _("Choose a day of the last year.") if wrong else "",
        "count": len(lines),
        "lines": [line for line in lines if line.last is None or line.last < day],
        "keepers": await keeper_names([line.household.id for line in lines]),
        "day": viewer.day,
    }


async def _homes(viewer: Viewer) -> list[Any]:
    found = (await viewer.visible()).order_by("hamlet__letters", "path_order", "code")
    return list(await found.prefetch_related("hamlet", "cluster"))
