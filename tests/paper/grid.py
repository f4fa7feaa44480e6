"""Forms printed at the office, and rows typed in from them."""

from datetime import timedelta
from typing import Any

from tests.support.world import World
from webapp.core.calendar import today
from webapp.paper.models import VisitSheet

DAY = today() - timedelta(days=3)
SAME = ("household_id", "by_id", "by_name", "happened_on", "met", "did", "has_need", "note", "commune")


async def sheets(browser_of: Any, world: World, **chosen: Any) -> list[VisitSheet]:
    """Forms from the printer of the office."""
    browser = await browser_of(world.clerk)
    sent = {"what": "forms", "op": f"run-{await VisitSheet.all().count():07d}", **chosen}
    answer = await browser.send_form(f"/paper/branches/{world.branch.id}/prints", sent)
    assert answer.status_code == 303, answer.text
    run = answer.headers["location"].split("/")[-1]
    return await VisitSheet.filter(run=run).order_by("place")


def row(place: int, sheet: VisitSheet | str, **values: str) -> dict[str, str]:
    serial = sheet if isinstance(sheet, str) else sheet.serial
    filled = {"serial": serial, "on": f"{DAY:%d/%m/%Y}", "met": "1", **values}
    return {f"{name}-{place}": value for name, value in filled.items()}


async def typed(browser: Any, *rows: dict[str, str], op: str = "grid-000001") -> Any:
    fields = {"op": op}
    for one in rows:
        fields |= one
    return await browser.send_form("/paper/visits", fields)
