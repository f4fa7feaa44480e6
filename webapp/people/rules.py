"""Rules on members and branches for other features: states, secretaries, rollout."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from webapp.calendar import holds_on
from webapp.db import now
from webapp.people.choices import CAN_CARRY, GONE
from webapp.people.models import MemberStatus, PartyOrg, Position, Rollout, RolloutStep

__all__ = [
    "CAN_CARRY",
    "Leads",
    "assignments_hold",
    "come_into_force",
    "gone_of",
    "has_begun",
    "has_gone",
    "is_paused",
    "reach",
    "speaks_for",
    "spoke_for",
    "states_of",
]


@dataclass(frozen=True)
class Leads:
    """A member acts as secretary of a branch."""

    branch: PartyOrg
    instead_of: str | None = None
    """Name of the absent secretary; "" if the post is vacant; None for the secretary."""


async def states_of(member_ids: Iterable[str], day: date) -> dict[str, str]:
    rows = MemberStatus.filter(holds_on(day), member_id__in=list(member_ids)).order_by("valid_from", "id")
    return dict(await rows.values_list("member_id", "status"))


async def has_gone(member_id: str, day: date) -> bool:
    """Moved away, left or died: no access to pages; offline submissions may still arrive."""
    return member_id in await gone_of([member_id], day)


async def gone_of(member_ids: Iterable[str], day: date) -> set[str]:
    return {id_ for id_, state in (await states_of(member_ids, day)).items() if state in GONE}


async def speaks_for(member_id: str, day: date) -> list[Leads]:
    """As secretary first; then as deputy, while the secretary is not active or the post is vacant."""
    held = Position.filter(holds_on(day), member_id=member_id, org__kind="branch")
    rows = await (
        held.filter(kind__in=["secretary", "deputy_secretary"])
        .order_by("valid_from", "id")
        .prefetch_related("org")
    )
    leads = [Leads(row.org) for row in rows if row.kind == "secretary"]
    own = {one.branch.id for one in leads}
    for row in rows:
        if row.kind == "deputy_secretary" and row.org_id not in own:
            leads += await _in_the_place_of_the_secretary(member_id, row.org, day)
    return leads


async def spoke_for(member_id: str, first: date, last: date) -> list[PartyOrg]:
    """On any of these days: offline submissions arrive later."""
    going = Q(valid_to=None) | Q(valid_to__gte=first)
    held = Position.filter(going, valid_from__lte=last, member_id=member_id, org__kind="branch")
    rows = await held.filter(kind__in=["secretary", "deputy_secretary"]).prefetch_related("org")
    found = {row.org_id: row.org for row in rows if row.kind == "secretary"}
    for row in rows:
        for day in [] if row.org_id in found else await _turns(row, first, last):
            if await _in_the_place_of_the_secretary(member_id, row.org, day):
                found[row.org_id] = row.org
                break
    return list(found.values())


async def _turns(deputy: Position, first: date, last: date) -> list[date]:
    """Days on which acting as a deputy may begin."""
    posts = await Position.filter(org_id=deputy.org_id, kind="secretary")
    ids = [deputy.member_id, *(one.member_id for one in posts)]
    states = await MemberStatus.filter(member_id__in=ids)
    rows: list[Position | MemberStatus] = [*posts, *states]
    first, last = max(first, deputy.valid_from), min(last, deputy.valid_to or last)
    after = [row.valid_to + timedelta(days=1) for row in rows if row.valid_to]
    return sorted(day for day in {first, *(row.valid_from for row in rows), *after} if first <= day <= last)


async def _in_the_place_of_the_secretary(member_id: str, branch: PartyOrg, day: date) -> list[Leads]:
    held = Position.filter(holds_on(day), org_id=branch.id, kind="secretary")
    secretaries = [row.member for row in await held.order_by("valid_from", "id").prefetch_related("member")]
    states = await states_of([member_id, *(one.id for one in secretaries)], day)
    here = {
        id_ for id_ in (member_id, *(one.id for one in secretaries)) if states.get(id_, "active") == "active"
    }
    if here != {member_id}:
        return []
    return [Leads(branch, secretaries[0].full_name if secretaries else "")]


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


async def come_into_force(
    branch: PartyOrg, day: date, *, by_name: str, decision_no: str, plan_id: str
) -> None:
    """Marks the branch as assigned, then running."""
    ahead = {
        Rollout.PREPARING: (Rollout.ASSIGNED, Rollout.RUNNING),
        Rollout.ASSIGNED: (Rollout.RUNNING,),
    }
    for state in ahead.get(Rollout(branch.rollout), ()):
        form = f"plan-{plan_id}-{state[0]}"
        await reach(branch, state, day, by="", by_name=by_name, form=form, paper_no=decision_no)
