"""Which households of a hamlet may be one that was written twice: plain facts in, pairs with their reasons out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from rapidfuzz.fuzz import ratio

NEARLY, VERY_NEARLY = 88, 95
"""Of a hundred letters so many alike; marks are left out before."""
ENOUGH = 5
STEP = 10
"""Between two houses on the path."""


@dataclass(frozen=True)
class House:
    id: str
    hamlet: str
    name: str
    """Of its head, without marks."""
    phone: str
    people: int | None
    cluster: str
    place: int
    beside: frozenset[str] = frozenset()
    """Clusters next to its own."""


class Alike(StrEnum):
    NAME = "name"
    PHONE = "phone"
    PEOPLE = "people"
    NEXT_DOOR = "next_door"
    CLUSTER = "cluster"


@dataclass(frozen=True)
class Pair:
    first: str
    second: str
    alike: tuple[Alike, ...]
    weight: int


def likely(houses: Iterable[House]) -> list[Pair]:
    """The likeliest first; only within a hamlet, for nobody is written down in two hamlets by mistake."""
    by_hamlet: dict[str, list[House]] = {}
    for house in houses:
        by_hamlet.setdefault(house.hamlet, []).append(house)
    found = [pair for several in by_hamlet.values() for pair in _pairs(several)]
    return sorted(found, key=lambda one: (-one.weight, one.first, one.second))


def _pairs(houses: Sequence[House]) -> Iterator[Pair]:
    for one, other in combinations(sorted(houses, key=lambda house: house.id), 2):
        # A pair whose names differ much in length cannot be alike enough, and most are left out so.
        if abs(len(one.name) - len(other.name)) > 4:
            continue
        letters = ratio(one.name, other.name)
        if letters >= NEARLY and (pair := _weigh(one, other, letters)).weight >= ENOUGH:
            yield pair


def _weigh(one: House, other: House, letters: float) -> Pair:
    near = one.cluster == other.cluster or other.cluster in one.beside
    next_door = one.cluster == other.cluster and abs(one.place - other.place) <= STEP
    facts = {
        Alike.NAME: 3 if letters >= VERY_NEARLY else 2,
        Alike.PHONE: 3 * bool(one.phone and one.phone == other.phone),
        Alike.PEOPLE: 1 * (one.people is not None and one.people == other.people),
        Alike.NEXT_DOOR: 2 * next_door,
        Alike.CLUSTER: 1 * (near and not next_door),
    }
    alike = tuple(fact for fact, weight in facts.items() if weight)
    return Pair(one.id, other.id, alike, sum(facts.values()))
