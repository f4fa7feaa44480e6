"""How far the model has come at a branch."""

from datetime import date

from tortoise.queryset import QuerySet

from webapp.core.calendar import holds_on
from webapp.core.database.db import now
from webapp.people.models import PartyOrg
from webapp.rollout.models import Rollout, RolloutStep


def _in_force(day: date) -> QuerySet[PartyOrg]:
    return PartyOrg.filter(
        holds_on(day, "groups__assignments__"),
        holds_on(day, "groups__places__"),
        groups__assignments__role__in=["main", "reinforcement"],
    )


def has_begun(branch: PartyOrg) -> bool:
    """Members are put in charge only after a resolution or plan started the rollout."""
    return Rollout(branch.rollout) is not Rollout.NOT_STARTED


def is_paused(branch: PartyOrg) -> bool:
    """Current assignments stay; no new plans until a paper resumes the rollout."""
    return Rollout(branch.rollout) is Rollout.PAUSED


async def assignments_hold(branch: PartyOrg, day: date) -> bool:
    return await _in_force(day).filter(id=branch.id).exists()


async def reach_state(
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
    """The only writer of RolloutStep and of the branch's rollout columns."""
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


async def mark_in_force(branch: PartyOrg, day: date, *, by_name: str, decision_no: str, plan_id: str) -> None:
    """Marks the branch as assigned, then running."""
    ahead = {
        Rollout.PREPARING: (Rollout.ASSIGNED, Rollout.RUNNING),
        Rollout.ASSIGNED: (Rollout.RUNNING,),
    }
    for state in ahead.get(Rollout(branch.rollout), ()):
        form = f"plan-{plan_id}-{state[0]}"
        await reach_state(branch, state, day, by="", by_name=by_name, form=form, paper_no=decision_no)
