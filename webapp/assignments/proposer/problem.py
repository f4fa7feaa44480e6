"""Proposer input and output: plain values, no user-visible text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from webapp.people.choices import CAN_CARRY

FULL, REDUCED, LIGHT, LENT = 14, 9, 4, 10
"""Households; LENT: commune cadre."""
Pair = tuple[str, str]
"""(household id, member id)."""


@dataclass(frozen=True)
class House:
    id: str
    code: str
    cluster: int
    place: int
    """Along its cluster's path."""
    support: int = 0
    """0 regular, 1 attention, 2 close."""
    far: bool = False
    language: str = ""
    poor: bool = False
    neighbours: str = ""
    """Neighbour group (tổ liên gia), kept together if possible."""
    holder: str = ""
    fixed: bool = False
    """The branch decided that `holder` keeps it."""

    @property
    def halves(self) -> int:
        """Workload; ordinary is 2."""
        return 2 + self.support + self.far


@dataclass(frozen=True)
class Carer:
    id: str
    name: str
    capacity: int
    home: tuple[int, int] | None = None
    """(cluster, place)."""
    languages: frozenset[str] = frozenset()
    experienced: bool = True
    lent: bool = False
    available: bool = True
    leads: bool = False
    """Branch secretary, who needs time to guide others."""
    usual: int | None = None
    """Long-term capacity, if lower than `capacity`."""


@dataclass(frozen=True)
class Weights:
    """In hundredths; a commune may set its own."""

    balance: int = 500
    contiguity: int = 800
    distance: int = 40
    """Per house in between."""
    stability: int = 600
    spread: int = 200
    language: int = 300
    lent: int = 700
    preferred: int = 600
    neighbours: int = 300
    novice: int = 100
    heavy: int = 300
    """Per half household of work above 1.3 times the aim."""
    uncovered: int = 10_000_000
    lead_percent: int = 60
    lead: int = 50_000
    """Per household above `lead_percent`: outweighs all but an uncovered household."""


@dataclass(frozen=True)
class Task:
    houses: tuple[House, ...]
    carers: tuple[Carer, ...]
    barred: frozenset[Pair] = frozenset()
    """Kinship, wish of the household, other neutral reason."""
    preferred: frozenset[Pair] = frozenset()
    own_home: frozenset[Pair] = frozenset()
    """Allowed by a secretary."""
    hops: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """Clusters to pass; default: difference of numbers."""
    weights: Weights = Weights()


class Why(StrEnum):
    NOBODY = "nobody"
    BARRED = "barred"
    NO_ROOM = "no_room"


@dataclass(frozen=True)
class ProposedLine:
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
    lines: tuple[ProposedLine, ...]
    cost: int
    proven: bool
    """Optimal by `cheapest_holders`."""
    lent_needed: int
    """Commune cadres, including those already lent."""

    @property
    def uncovered(self) -> tuple[ProposedLine, ...]:
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
        return sum(bool(line.house.holder) and not line.kept for line in self.lines)


ABLE = CAN_CARRY
