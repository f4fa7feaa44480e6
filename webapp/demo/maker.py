"""Draws, ids and dates of the invented commune: the same on every machine, every time."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, TypeVar

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sync.envelope import to_text
from webapp.db import Row
from webapp.i18n import HERE

SEED = 20181010
TOLD_ON = date(2018, 10, 10)
"""The day of the conference that the invented figures describe; every date is written relative to it."""

T = TypeVar("T")
R = TypeVar("R", bound=Row)


class Dice:
    """Draws from `getrandbits` alone: Python promises it for ever, and not the methods built on it."""

    def __init__(self, seed: int) -> None:
        self._bits = Random(seed).getrandbits  # noqa: S311  (a story, not a secret)

    def below(self, limit: int) -> int:
        while (drawn := self._bits(limit.bit_length())) >= limit:
            pass
        return drawn

    def between(self, first: int, last: int) -> int:
        return first + self.below(last - first + 1)

    def chance(self, percent: int) -> bool:
        return self.below(100) < percent

    def one_of(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def weighted(self, weights: Mapping[T, int]) -> T:
        left = self.below(sum(weights.values()))
        for choice, weight in weights.items():
            if left < weight:
                return choice
            left -= weight
        raise AssertionError

    def shuffled(self, items: Sequence[T]) -> list[T]:
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed


def digest(path: str) -> bytes:
    return hashlib.sha256(b"gandan demo " + path.encode()).digest()


def key(path: str) -> str:
    """The id of what a path like `household/HC-017` names."""
    return to_text(digest(path)[:8])


def point(path: str) -> bytes:
    """A public key whose private half nobody ever had, so that nobody can speak as an invented phone."""
    for attempt in range(100):
        try:
            half = ec.EllipticCurvePublicKey.from_encoded_point(
                ec.SECP256R1(), b"\x02" + digest(f"{path} {attempt}")
            )
        except ValueError:  # about every second number is not on the curve
            continue
        return half.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    raise AssertionError


class Maker:
    """Collects rows, parents before children, until they are written all at once."""

    def __init__(self, as_of: date) -> None:
        self.dice = Dice(SEED)
        self.commune = key("unit/huu-khuong")
        self.as_of = as_of
        self.rows: dict[type[Row], list[Any]] = {}
        self._moved = as_of - TOLD_ON

    def row(self, table: type[R], path: str, **values: Any) -> R:
        made = table(id=key(path), commune=self.commune, **values)
        self.rows.setdefault(table, []).append(made)
        return made

    def day(self, told: date) -> date:
        """A day of the story, moved with the day on which it is told."""
        return told + self._moved

    def moment(self, told: datetime) -> datetime:
        return told + self._moved


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of the story, by the clocks of the commune."""
    return datetime.combine(day, time(hour, minute), HERE)


def day_between(dice: Dice, first: date, last: date) -> date:
    return first + timedelta(days=dice.below((last - first).days + 1))
