"""What later features ask of the roster: who can be in charge, and how far a branch has come with the model."""

from datetime import date

from tortoise.queryset import QuerySet

from webapp.calendar import holds_on
from webapp.db import now
from webapp.people.choices import CAN_CARRY
from webapp.people.models import PartyOrg, Rollout, RolloutStep

__all__ = ["CAN_CARRY", "assignments_hold", "come_into_force", "has_begun", "is_paused", "reach"]


def _in_force(day: date) -> QuerySet[PartyOrg]:
    return PartyOrg.filter(
        holds_on(day, "groups__assignments__"),
        holds_on(day, "groups__places__"),
        groups__assignments__role__in=["main", "reinforcement"],
    )


def has_begun(branch: PartyOrg) -> bool:
    """Nobody is put in charge of households where no resolution or plan has brought the model yet."""
    return Rollout(branch.rollout) is not Rollout.NOT_STARTED


def is_paused(branch: PartyOrg) -> bool:
    """Whoever is in charge stays; nothing new is planned until a paper says that it goes on."""
    return Rollout(branch.rollout) is Rollout.PAUSED


async def assignments_hold(branch: PartyOrg, day: date) -> bool:
    """Whether somebody is in charge of a household there on that day."""
    return await _in_force(day).filter(id=branch.id).exists()


async def reach(
    branch: PartyOrg,
    state: Rollout,
    since: date,
    *,
    by: str,
    by_name: str,
    form: str,
    paper_id: str | None = None,
    paper_no: str = "",
) -> None:
    """The step as a row, and the branch's own column: nobody else writes either."""
    await RolloutStep.create(
        branch=branch,
        state=state,
        since=since,
        paper_id=paper_id,
        paper_no=paper_no,
        by=by,
        by_name=by_name,
        at=now(),
        form=form,
        commune=branch.commune,
    )
    branch.rollout, branch.rollout_from = state.value, since
    await branch.save(update_fields=["rollout", "rollout_from"])


async def come_into_force(
    branch: PartyOrg, day: date, *, by_name: str, decision_no: str, plan_id: str
) -> None:
    """A decision puts members in charge: the branch is assigned, and runs from then on."""
    ahead = {
        Rollout.PREPARING: (Rollout.ASSIGNED, Rollout.RUNNING),
        Rollout.ASSIGNED: (Rollout.RUNNING,),
    }
    for state in ahead.get(Rollout(branch.rollout), ()):
        form = f"plan-{plan_id}-{state[0]}"
        await reach(branch, state, day, by="", by_name=by_name, form=form, paper_no=decision_no)
