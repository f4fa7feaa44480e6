"""Brings a plan of the small world to where a test wants it."""

import re
from typing import Any

from tests.support.world import World
from webapp.assignments.plans.models import AssignmentPlan
from webapp.core.calendar import today

TODAY = f"{today():%d/%m/%Y}"
FILLED = {
    "agree": {"paper_no": "05-BB/CB", "paper_on": TODAY},
    "publish": {"paper_no": "12-QĐ/ĐU", "paper_on": TODAY},
    "return": {"note": "Chi bộ xem lại hộ ở Khe trên"},
    "cancel": {"note": "Lập phương án khác"},
}
WAY = ("propose", "agree", "submit", "approve", "publish", "enforce")


async def made(world: World, browser: Any) -> AssignmentPlan:
    answer = await browser.send_form(f"/assignments/branches/{world.branch.id}/plans")
    assert answer.status_code == 303, answer.text
    return await AssignmentPlan.get(id=answer.headers["location"].split("/")[-1])


async def step(browser: Any, plan: AssignmentPlan, action: str, op: str = "", **more: str) -> Any:
    fields = {"action": action, "op": op or f"op-{action}", **FILLED.get(action, {}), **more}
    return await browser.send_form(f"/assignments/plans/{plan.id}/steps", fields)


async def brought_to(world: World, browser_of: Any, state: str) -> AssignmentPlan:
    """Each step by whoever takes it."""
    by = {name: await browser_of(world.khoa) for name in ("propose", "agree", "submit")}
    by |= {"approve": await browser_of(world.secretary), "publish": await browser_of(world.clerk)}
    plan = await made(world, by["propose"])
    for action in WAY:
        if plan.state == state:
            break
        answer = await step(by[action], plan, action)
        assert answer.status_code == 303, (action, answer.text)
        await plan.refresh_from_db()
    assert plan.state == state
    return plan


def names(page: str) -> list[str]:
    """The members of a plan's page, in its order."""
    return re.findall(r"<h2>([^<]+?) <small>", page)
