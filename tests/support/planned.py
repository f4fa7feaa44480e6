"""A plan of the small world that asks two members, so that one yes does not decide it."""

from datetime import UTC, datetime

from tests.support.world import World
from webapp.assignments.plans.models import AssignmentPlan, PlanLine, State


async def published(world: World) -> str:
    moment, c = datetime.now(UTC), {"commune": world.commune.id}
    plan = await AssignmentPlan.create(
        branch=world.branch, state=State.PUBLISHED, made_at=moment, made_by="-", published_at=moment,
        decision_no="12-QĐ/ĐU", decided_on=moment.date(), **c,
    )  # fmt: skip
    asked = ((world.an, world.dan), (world.bao, world.dan), (world.canh, world.en))
    for place, (home, member) in enumerate(asked):
        await PlanLine.create(
            plan=plan, household=home, member=member, place=place, reason="Nhà sát nhau", **c
        )
    return plan.id
