"""Keys and nonces of a simulated world, from a seed: a world that was found can be lived again."""

import random

from sync import seal
from tests.sync.examples import SteadyKey, SteadyOffice, private
from webapp.core.labels import LABELS

_drawn = random.Random(0)  # noqa: S311


def begin(seed: int) -> None:
    """One world at a time; a copied phone draws from here too, so it never says the nonce of the first again."""
    _drawn.seed(seed)


def nonce() -> bytes:
    return _drawn.randbytes(8)


def device_key() -> SteadyKey:
    return SteadyKey(_secret())


def office() -> SteadyOffice:
    return SteadyOffice(LABELS, _secret())


def session(device: bytes, sealed_for: bytes) -> seal.WritingSession:
    return seal.WritingSession(LABELS, device, sealed_for, private=_secret())


def _secret():
    return private(_drawn.randrange(1, 2**255))
