"""Public keys and PIN proof of an enrolment."""

from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync import seal
from sync.frames import PIN_VALUE


class UnfitKeys(Exception):
    """Bad P-256 point or PIN proof, or a key used twice."""


@dataclass(frozen=True)
class PhoneKeys:
    """The private halves of `reading` and `receive` are encrypted under the PIN."""

    sign: bytes
    reading: bytes
    receive: bytes
    pin: bytes
    """Derived from the PIN; stored as a slow hash."""

    @classmethod
    def read(cls, sent: Mapping[str, Any]) -> "PhoneKeys":
        keys = cls(*(_unpacked(sent.get(name)) for name in ("sign", "read", "receive", "pin")))
        points = {keys.sign, keys.reading, keys.receive}
        if len(points) < 3 or not all(map(seal.is_point, points)) or len(keys.pin) != PIN_VALUE:
            raise UnfitKeys
        return keys


def _unpacked(told: object) -> bytes:
    try:
        return urlsafe_b64decode(told + "=" * (-len(told) % 4)) if isinstance(told, str) else b""
    except ValueError:
        return b""
