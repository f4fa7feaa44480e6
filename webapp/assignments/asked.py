"""What the proposer is asked and what it answers: plain facts, no rows, no sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

FULL, REDUCED, LIGHT, LENT = 14, 9, 4, 10
"""Households that a member takes on, by what was agreed with them; LENT for a cadre of the commune."""
Pair = tuple[str, str]
"""A household and a member, by their ids."""


@dataclass(frozen=True)
class House:
    """A household, as the proposer needs it."""

    id: str
    code: str
    cluster: int
    place: int
    """Along the path of its cluster."""
    support: int = 0
    """0 regular, 1 attention, 2 close."""
    far: bool = False
    language: str = ""
    poor: bool = False
    neighbours: str = ""
    """The group of neighbours (tổ liên gia) that had better stay together."""
    holder: str = ""
    """The member in charge so far."""
    fixed: bool = False
    """Stays with the holder, by decision of the branch."""

    @property
    def halves(self) -> int:
        """How much work, in halves of an ordinary household."""
        return 2 + self.support + self.far


@dataclass(frozen=True)
class Carer:
    """A member who might be put in charge."""

    id: str
    name: str
    capacity: int
    home: tuple[int, int] | None = None
    """Cluster and place of the own house."""
    languages: frozenset[str] = frozenset()
    experienced: bool = True
    lent: bool = False
    """A cadre of the commune, lent to this hamlet."""
    available: bool = True
    leads: bool = False
    """Secretary of the branch, who has to guide the others."""
    usual: int | None = None
    """What can be counted on for long, where for now they take on more than usual."""


@dataclass(frozen=True)
class Weights:
    """What an untidy assignment costs, in hundredths; data, so that a commune may set its own."""

    balance: int = 500
    contiguity: int = 800
    distance: int = 40
    """For each house between; a cluster further counts as twenty houses."""
    stability: int = 600
    spread: int = 200
    language: int = 300
    lent: int = 700
    preferred: int = 600
    neighbours: int = 300
    novice: int = 100
    heavy: int = 300
    """For each half household of work above 1.3 times the capacity."""
    uncovered: int = 10_000_000
    lead_percent: int = 60
    lead: int = 50_000
    """For each household above it: more than any tidiness, and nothing beside a household left alone."""


@dataclass(frozen=True)
class Task:
    """One hamlet."""

    houses: tuple[House, ...]
    carers: tuple[Carer, ...]
    barred: frozenset[Pair] = frozenset()
    """Kinship, the household's own wish, another neutral reason: never together."""
    preferred: frozenset[Pair] = frozenset()
    """Whom the branch would rather have together."""
    own_home: frozenset[Pair] = frozenset()
    """Own households that a secretary allowed all the same."""
    hops: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """Clusters to pass from one to another; without an entry, the difference of their numbers."""
    weights: Weights = Weights()


class Why(StrEnum):
    """Why nobody is in charge of a household."""

    NOBODY = "nobody"
    BARRED = "barred"
    NO_ROOM = "no_room"


@dataclass(frozen=True)
class Line:
    """One household, who should take charge of it, and the facts that speak for it."""

    house: House
    carer: Carer | None
    why: Why | None = None
    kept: bool = False
    same_cluster: bool = False
    houses_away: int | None = None
    speaks: bool = False
    preferred: bool = False
    load: int = 0
    capacity: int = 0


@dataclass(frozen=True)
class Proposal:
    """Who should take charge of whom, along the path, and figures for the meeting."""

    lines: tuple[Line, ...]
    cost: int
    proven: bool
    """Nothing better exists: all possibilities were weighed."""
    lent_needed: int
    """Cadres of the commune that this hamlet needs, those already taken part counted."""

    @property
    def uncovered(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.carer is None)

    @property
    def holders(self) -> dict[str, str]:
        return {line.house.id: line.carer.id for line in self.lines if line.carer}

    @property
    def loads(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for line in self.lines:
            if line.carer:
                found[line.carer.id] = found.get(line.carer.id, 0) + 1
        return found

    @property
    def changed(self) -> int:
        """Households that would get to know somebody else."""
        return sum(bool(line.house.holder) and not line.kept for line in self.lines)
