"""Units and Party organisations as of a day, with member counts per branch."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from webapp.core.calendar import holds_on
from webapp.core.vi_text import sort_key
from webapp.people.choices import GONE, POSTS
from webapp.people.models import (
    BranchMembership,
    Member,
    MemberStatus,
    OrgLink,
    OrgUnit,
    PartyOrg,
    PartyOrgLink,
    Position,
)

AWAY = ("away_short", "away_long")


@dataclass
class UnitOnDay:
    unit: OrgUnit
    since: date | None
    under: list["UnitOnDay"] = field(default_factory=list)


@dataclass
class Numbers:
    members: int = 0
    exempt: int = 0
    away: int = 0
    carrying: int = 0

    def __add__(self, other: "Numbers") -> "Numbers":
        return Numbers(
            self.members + other.members,
            self.exempt + other.exempt,
            self.away + other.away,
            self.carrying + other.carrying,
        )


@dataclass
class OrgOnDay:
    org: PartyOrg
    posts: list[Position]
    numbers: Numbers
    under: list["OrgOnDay"] = field(default_factory=list)

    @property
    def secretaries(self) -> list[Position]:
        return [post for post in self.posts if post.kind == "secretary"]


async def units_on(commune: str, day: date) -> list[UnitOnDay]:
    """Top units, with the units below."""
    units = sorted(
        await OrgUnit.filter(commune=commune), key=lambda one: (one.letters or "", sort_key(one.name), one.id)
    )
    there = {
        unit.id: UnitOnDay(unit, None)
        for unit in units
        if (unit.active_from or day) <= day <= (unit.active_to or day)
    }
    links = await OrgLink.filter(holds_on(day), commune=commune)
    below = {link.child_id: link for link in links if link.parent_id in there}
    tops = []
    for id_, one in there.items():
        if link := below.get(id_):
            one.since = link.valid_from
            there[link.parent_id].under.append(one)
        else:
            tops.append(one)
    return tops


async def orgs_on(commune: str, day: date) -> list[OrgOnDay]:
    """Leaves out organisations that have parent links, but none on that day."""
    found = await PartyOrg.filter(commune=commune).prefetch_related("unit")
    orgs = sorted(found, key=lambda one: (one.branch_kind != "hamlet", sort_key(one.name), one.id))
    links = await PartyOrgLink.filter(commune=commune).values_list(
        "child_id", "parent_id", "valid_from", "valid_to"
    )
    placed = {child for child, *_ in links}
    parent_of = {
        child: parent
        for child, parent, first, last in links
        if first <= day and (last is None or last >= day)
    }
    numbers, posts = await numbers_on(commune, day), await _posts_on(commune, day)
    there = {
        org.id: OrgOnDay(org, posts.get(org.id, []), numbers.get(org.id, Numbers()))
        for org in orgs
        if org.id in parent_of or org.id not in placed
    }
    tops: list[OrgOnDay] = []
    for id_, one in there.items():
        above = there.get(parent_of.get(id_, ""))
        (above.under if above else tops).append(one)
    return tops


async def _posts_on(commune: str, day: date) -> dict[str, list[Position]]:
    held = Position.filter(holds_on(day), commune=commune).prefetch_related("member")
    found: dict[str, list[Position]] = {}
    for post in sorted(await held, key=_rank):
        found.setdefault(post.org_id, []).append(post)
    return found


def _rank(post: Position) -> tuple[int, str]:
    ranks = list(POSTS)
    return ranks.index(post.kind) if post.kind in ranks else len(ranks), post.member.sort_key


async def numbers_on(commune: str, day: date) -> dict[str, Numbers]:
    """By branch: primary members, and those in charge of households."""
    places = await BranchMembership.filter(holds_on(day), commune=commune, secondary=False).values_list(
        "branch_id", "member_id"
    )
    states = dict(
        await MemberStatus.filter(holds_on(day), commune=commune)
        .order_by("valid_from")
        .values_list("member_id", "status")
    )
    carrying = Counter(branch for branch, _ in await _carrying(commune, day))
    found = {branch: Numbers(carrying=count) for branch, count in carrying.items()}
    for branch, member in set(places):
        state = states.get(member, "active")
        if state not in GONE:
            here = found.setdefault(branch, Numbers())
            here.members += 1
            here.exempt += state == "exempt"
            here.away += state in AWAY
    return found


async def _carrying(commune: str, day: date) -> Iterable[tuple[str, str]]:
    """Pairs of branch and member; stand-ins do not count."""
    held = Member.filter(
        holds_on(day, "assignments__"),
        holds_on(day, "assignments__group__places__"),
        commune=commune,
        assignments__role__in=["main", "reinforcement"],
    )
    return set(await held.values_list("assignments__group__branch_id", "id"))


def branches_of(tops: list[OrgOnDay]) -> list[OrgOnDay]:
    found = []
    for one in tops:
        found += ([one] if one.org.kind == "branch" else []) + branches_of(one.under)
    return found


def branch_totals(branches: list[OrgOnDay]) -> dict[str, Any]:
    """Figures for conferences."""
    hamlets = [one for one in branches if one.org.branch_kind == "hamlet"]
    return {
        "branches": len(branches),
        "all": sum((one.numbers for one in branches), Numbers()),
        "hamlet_branches": len(hamlets),
        "in_hamlets": sum((one.numbers for one in hamlets), Numbers()),
        "with_assignments": sum(one.numbers.carrying > 0 for one in branches),
    }
