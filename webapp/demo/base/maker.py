"""Deterministic random draws, ids and dates of the demo."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, TypeVar

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sync.envelope import to_text
from webapp.core.database.db import Row
from webapp.core.i18n import HERE

SEED = 20181010
TOLD_ON = date(2018, 10, 10)
"""Conference day that the figures describe; all dates are relative to it."""

T = TypeVar("T")
R = TypeVar("R", bound=Row)


class Dice:
    """`getrandbits` only: Python does not guarantee the sequences of other methods."""

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


def demo_digest(path: str) -> bytes:
    return hashlib.sha256(b"gandan demo " + path.encode()).digest()


def demo_id(path: str) -> str:
    """Id of a path such as `household/HC-017`."""
    return to_text(demo_digest(path)[:8])


def demo_point(path: str) -> bytes:
    """Public key without a private one: nothing can be signed for it."""
    for attempt in range(100):
        try:
            half = ec.EllipticCurvePublicKey.from_encoded_point(
                ec.SECP256R1(), b"\x02" + demo_digest(f"{path} {attempt}")
            )
        except ValueError:  # about half of all x are not on the curve
            continue
        return half.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    raise AssertionError


class Maker:
    """Collects rows, parents first."""

    def __init__(self, as_of: date) -> None:
        self.dice = Dice(SEED)
        self.commune = demo_id("unit/huu-khuong")
        self.as_of = as_of
        self.rows: dict[type[Row], list[Any]] = {}
        self._moved = as_of - TOLD_ON

    def row(self, table: type[R], path: str, **values: Any) -> R:
        made = table(id=demo_id(path), commune=self.commune, **values)
        self.rows.setdefault(table, []).append(made)
        return made

    def day(self, told: date) -> date:
        """Shift from story to demo."""
        return told + self._moved

    def moment(self, told: datetime) -> datetime:
        return told + self._moved


def commune_time(day: date, hour: int, minute: int = 0) -> datetime:
    """In the commune's time zone."""
    return datetime.combine(day, time(hour, minute), HERE)


def day_between(dice: Dice, first: date, last: date) -> date:
    return first + timedelta(days=dice.below((last - first).days + 1))
