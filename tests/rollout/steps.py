"""The steps of a branch's beginning, and their papers."""

from datetime import date, timedelta
from typing import Any

from tests.support.world import LONG_AGO, World
from webapp.core.calendar import today
from webapp.people.models import PartyOrg
from webapp.rollout.models import GuidingPaper

YESTERDAY = today() - timedelta(days=1)


def said(day: date) -> str:
    return f"{day:%d/%m/%Y}"


async def paper_in(world: World, clerk: Any, **other: str) -> GuidingPaper:
    form = {
        "op": f"paper-{other.get('number', '12')}"[:24], "kind": "resolution", "number": "12-NQ/ĐU",
        "issued_on": said(LONG_AGO), "title": "Đảng viên phụ trách hộ", "issuer": world.branch.id, **other,
    }  # fmt: skip
    answer = await clerk.send_form("/organisation/papers", form)
    assert answer.status_code == 303
    return await GuidingPaper.get(id=answer.headers["location"].rpartition("/")[2])


def steps_path(world: World) -> str:
    return f"/organisation/rollout/{world.branch.id}/steps"


async def forms_for(world: World, clerk: Any) -> dict[str, dict[str, str]]:
    """A right form for each step, in the order in which they come, of a branch that has not begun."""
    await PartyOrg.filter(id=world.branch.id).update(rollout="not_started", rollout_from=None)
    paper = await paper_in(world, clerk)
    return {
        "prepare": {"op": "1", "step": "prepare", "since": said(LONG_AGO), "paper": paper.id},
        "assign": {"op": "2", "step": "assign", "since": said(LONG_AGO), "paper_no": "02-NQ/CB"},
        "run": {"op": "3", "step": "run", "since": said(YESTERDAY)},
        "summarise": {"op": "4", "step": "summarise", "since": said(today()), "paper_no": "09-BC/CB"},
    }
