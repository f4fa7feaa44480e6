"""Template values for the list of members."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.accounts.models import Device
from webapp.core.calendar import holds_on, today
from webapp.members.member_page import choice_words
from webapp.people.models import BranchMembership, Member, MemberStatus, PartyOrg
from webapp.people.queries import members_visible_to
from webapp.web.pages import PAGE_SIZE
from webapp.web.person import Person


@dataclass(frozen=True)
class MemberLine:
    member: Member
    branch: str
    status: str
    phones: int
    seen_at: datetime | None


async def members_page(person: Person, *, branch: str = "", page: int = 1) -> dict[str, Any]:
    """By given name; paginated."""
    found = members_visible_to(person)
    if branch:
        found = found.filter(holds_on(today(), "memberships__"), memberships__branch_id=branch).distinct()
    count = await found.count()
    pages = max(1, -(-count // PAGE_SIZE))
    number = min(max(1, page), pages)
    rows = await found.order_by("sort_key", "id").offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    here = f"/members?branch={branch}&page="
    branches = PartyOrg.filter(commune=person.commune, kind="branch").order_by("name")
    return {
        "lines": await _lines(rows),
        "count": count,
        "branch": branch,
        "branches": await branches if person.in_office else [],
        "hands_out": person.organises,
        "enrols": person.is_clerk,
        "states": choice_words()["state_names"],
        "pager": {
            "number": number,
            "count": pages,
            "previous": f"{here}{number - 1}" if number > 1 else "",
            "next": f"{here}{number + 1}" if number < pages else "",
        },
    }


async def _lines(members: list[Member]) -> list[MemberLine]:
    ids = [member.id for member in members]
    branches = dict(
        await BranchMembership.filter(holds_on(today()), member_id__in=ids, secondary=False).values_list(
            "member_id", "branch__name"
        )
    )
    statuses = dict(
        await MemberStatus.filter(holds_on(today()), member_id__in=ids)
        .order_by("valid_from")
        .values_list("member_id", "status")
    )
    phones: dict[str, list[datetime | None]] = {}
    for member_id, seen_at in await Device.filter(
        member_id__in=ids, kind="phone", revoked_at=None
    ).values_list("member_id", "seen_at"):
        phones.setdefault(member_id, []).append(seen_at)
    return [
        MemberLine(
            member=member,
            branch=branches.get(member.id, ""),
            status=statuses.get(member.id, "active"),
            phones=len(phones.get(member.id, [])),
            seen_at=max(filter(None, phones.get(member.id, [])), default=None),
        )
        for member in members
    ]
