"""Capacity of members; cadres needed."""

from collections.abc import Iterable

from webapp.assignments.proposer.problem import FULL, LENT, LIGHT, REDUCED
from webapp.people.models import Capacity, Member

USUAL = {Capacity.FULL: FULL, Capacity.REDUCED: REDUCED, Capacity.LIGHT: LIGHT, Capacity.NONE: 0}


def counted_on(member: Member) -> int:
    """Long-term: an agreed surplus is temporary."""
    usual = USUAL[member.capacity]
    return usual if member.capacity_override is None else min(usual, member.capacity_override)


def cadres_needed(households: int, able: Iterable[Member]) -> int:
    """At members' usual capacity."""
    short = households - sum(counted_on(one) for one in able)
    return max(0, -(-short // LENT))
