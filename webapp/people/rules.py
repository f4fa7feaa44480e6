"""States of members; secretaries and acting deputies of branches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tortoise.expressions import Q

from webapp.core.calendar import holds_on
from webapp.people.choices import GONE
from webapp.people.models import MemberStatus, PartyOrg, Position


@dataclass(frozen=True)
class Leads:
    """A member acts as secretary of a branch."""

    branch: PartyOrg
    instead_of: str | None = None
    """The absent secretary's name; "" if vacant; None for the secretary."""


async def states_of(member_ids: Iterable[str], day: date) -> dict[str, str]:
    rows = MemberStatus.filter(holds_on(day), member_id__in=list(member_ids)).order_by("valid_from", "id")
    return dict(await rows.values_list("member_id", "status"))


async def has_gone(member_id: str, day: date) -> bool:
    """No access to pages; offline submissions may still arrive."""
    return member_id in await gone_of([member_id], day)


async def gone_of(member_ids: Iterable[str], day: date) -> set[str]:
    return {id_ for id_, state in (await states_of(member_ids, day)).items() if state in GONE}


async def leads_on(member_id: str, day: date) -> list[Leads]:
    """First as secretary, then as deputy while the secretary is inactive or the post vacant."""
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


async def branches_led_between(member_id: str, first: date, last: date) -> list[PartyOrg]:
    """On any day: offline submissions arrive later."""
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
    """Days on which acting as deputy may begin."""
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
