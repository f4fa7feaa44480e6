"""Likely duplicates within a hamlet, with reasons."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from rapidfuzz.fuzz import ratio

NEARLY, VERY_NEARLY = 88, 95
"""Percent; names without diacritics."""
ENOUGH = 5
STEP = 10
"""Between neighbours on the path."""


@dataclass(frozen=True)
class ComparedHousehold:
    id: str
    hamlet: str
    name: str
    """The head's, without diacritics."""
    phone: str
    people: int | None
    cluster: str
    place: int
    beside: frozenset[str] = frozenset()


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


def likely_pairs(houses: Iterable[ComparedHousehold]) -> list[Pair]:
    """Most likely first. Compares within a hamlet only."""
    by_hamlet: dict[str, list[ComparedHousehold]] = {}
    for house in houses:
        by_hamlet.setdefault(house.hamlet, []).append(house)
    found = [pair for several in by_hamlet.values() for pair in _pairs(several)]
    return sorted(found, key=lambda one: (-one.weight, one.first, one.second))


def _pairs(houses: Sequence[ComparedHousehold]) -> Iterator[Pair]:
    for one, other in combinations(sorted(houses, key=lambda house: house.id), 2):
        # Cheap filter.
        if abs(len(one.name) - len(other.name)) > 4:
            continue
        letters = ratio(one.name, other.name)
        if letters >= NEARLY and (pair := _weigh(one, other, letters)).weight >= ENOUGH:
            yield pair


def _weigh(one: ComparedHousehold, other: ComparedHousehold, letters: float) -> Pair:
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
