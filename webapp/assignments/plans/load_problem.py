"""Loads the proposer's input for a branch."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from webapp.assignments.charge.capacity import USUAL, counted_on
from webapp.assignments.charge.models import AnotherMember, ChargeChange
from webapp.assignments.charge.pairs import marked_pairs
from webapp.assignments.plans.models import PlanLine, State
from webapp.assignments.proposer.problem import ABLE, LENT, Carer, House, Pair, Task
from webapp.core.calendar import holds_on
from webapp.core.i18n import gettext as _
from webapp.households.hamlets.groups import neighbour_groups
from webapp.households.poverty.outcomes import poverty_of
from webapp.people.models import BranchMembership, Capacity, Member, PartyOrg, Position
from webapp.people.rules import states_of
from webapp.register.charge import holders_of
from webapp.register.models import Cluster, Household, SupportLevel

SUPPORT = {SupportLevel.REGULAR: 0, SupportLevel.ATTENTION: 1, SupportLevel.CLOSE: 2}


@dataclass(frozen=True)
class Facts:
    """The task, with rows to show its result."""

    task: Task
    households: dict[str, Household]
    clusters: dict[int, str]
    members: dict[str, Member]
    states: dict[str, str]
    limits: dict[str, int]
    asked: frozenset[Pair]
    """Families' wishes for another member."""


def barred_from(facts: Facts, houses: Iterable[str], member: str) -> str:
    """Message naming forbidden households; "" if none."""
    pairs = [(house, member) for house in houses if (house, member) in facts.task.barred]
    if not pairs:
        return ""
    said = (
        _("These families asked for another member: %(codes)s")
        if facts.asked.issuperset(pairs)
        else _("The branch or the family has said that this member is not to be in charge: %(codes)s")
    )
    return said % {"codes": ", ".join(facts.households[house].code for house, _member in pairs)}


async def facts_of(branch: PartyOrg, day: date) -> Facts:
    rows = await Household.filter(commune=branch.commune, hamlet_id=branch.unit_id, closed_on=None)
    clusters = {one.id: one for one in await Cluster.filter(hamlet_id=branch.unit_id)}
    members, lent = await _members(branch, day)
    states = await states_of(list(members), day)
    leading = await Position.filter(holds_on(day), org_id=branch.id, kind="secretary")
    leaders = {one.member_id for one in leading}
    houses = await _houses(rows, clusters, day)
    carers = tuple(
        _carer(member, clusters, lent=id_ in lent, leads=id_ in leaders, state=states.get(id_, "active"))
        for id_, member in members.items()
    )
    wishes = AnotherMember.filter(household_id__in=[one.id for one in rows], withdrawn=None)
    asked: frozenset[Pair] = frozenset(await wishes.values_list("household_id", "member_id"))
    unsuitable, preferred = await marked_pairs([one.id for one in rows], day)
    return Facts(
        task=Task(
            houses,
            carers,
            barred=asked | unsuitable,
            preferred=preferred,
            own_home=await _own_homes(houses, carers),
            hops=_hops(clusters),
        ),
        households={one.id: one for one in rows},
        clusters={one.order: one.name for one in clusters.values()},
        members=members,
        states=states,
        limits={one.id: one.capacity for one in carers},
        asked=asked,
    )


async def _members(branch: PartyOrg, day: date) -> tuple[dict[str, Member], set[str]]:
    """Members, and ids of those lent."""
    memberships = await BranchMembership.filter(holds_on(day), branch_id=branch.id).prefetch_related("member")
    found = {one.member_id: one.member for one in sorted(memberships, key=lambda one: one.member.sort_key)}
    return found, {one.member_id for one in memberships if one.secondary}


async def _houses(rows: list[Household], clusters: dict[str, Cluster], day: date) -> tuple[House, ...]:
    held = await holders_of([one.id for one in rows], day)
    poverty = await poverty_of(rows)
    groups = await neighbour_groups([one.id for one in rows], day)
    return tuple(
        House(
            one.id,
            one.code,
            clusters[one.cluster_id].order if one.cluster_id in clusters else 0,
            one.path_order,
            support=SUPPORT[one.support_level],
            far=one.cluster_id in clusters and clusters[one.cluster_id].far,
            language=one.preferred_language or "",
            poor=poverty.get(one.id) == "poor",
            neighbours=groups.get(one.id, ""),
            holder=held.get(one.id, ""),
        )
        for one in rows
    )


def _carer(member: Member, clusters: dict[str, Cluster], *, lent: bool, leads: bool, state: str) -> Carer:
    usual = LENT if lent else USUAL[member.capacity]
    capacity = usual if member.capacity_override is None else member.capacity_override
    home = clusters.get(member.home_cluster or "")
    place = member.home_path_order
    return Carer(
        member.id,
        member.full_name,
        capacity,
        home=(home.order, place) if home and place is not None else None,
        languages=frozenset(member.languages),
        experienced=not member.probationary and member.capacity != Capacity.LIGHT,
        lent=lent,
        available=state in ABLE,
        leads=leads,
        usual=None if lent else counted_on(member),
    )


async def _own_homes(houses: tuple[House, ...], carers: tuple[Carer, ...]) -> frozenset[Pair]:
    """Explicitly assigned. Others are accidental: the home became known later."""
    homes = {one.id: one.home for one in carers if one.home}
    own = {(one.id, one.holder) for one in houses if homes.get(one.holder) == (one.cluster, one.place)}
    if not own:
        return frozenset()
    ids = [house for house, _member in own]
    lines = PlanLine.filter(household_id__in=ids, plan__state__in=[State.IN_FORCE, State.SUPERSEDED])
    moves = ChargeChange.filter(household_id__in=ids).exclude(form="")
    chosen = {*await lines.exclude(by_hand="").values_list("household_id", "member_id")}
    return frozenset(own & (chosen | {*await moves.values_list("household_id", "after_id")}))


def _hops(clusters: dict[str, Cluster]) -> dict[tuple[int, int], int]:
    """Breadth-first search over adjacent clusters."""
    found = {}
    for one in clusters.values():
        reached, edge, steps = {one.id}, [one.id], 0
        while edge:
            for id_ in edge:
                found[one.order, clusters[id_].order] = steps
            edge = [id_ for near in edge for id_ in clusters[near].neighbours if id_ in clusters]
            edge = [id_ for id_ in dict.fromkeys(edge) if id_ not in reached]
            reached.update(edge)
            steps += 1
    return found


def with_holders(task: Task, holders: dict[str, str], fixed: set[str]) -> Task:
    """With other holders."""
    houses = tuple(
        replace(one, holder=holders.get(one.id, one.holder), fixed=one.id in fixed) for one in task.houses
    )
    chosen = {(one.id, one.holder) for one in houses if one.fixed}
    return replace(task, houses=houses, own_home=task.own_home | chosen)
