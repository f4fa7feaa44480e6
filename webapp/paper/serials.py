"""Form serials: eight characters, unguessable, hard to misread."""

import hmac
import re
from hashlib import sha256

FIRST = 1000
"""First running number; not secret."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 8
ALIKE = str.maketrans("OIL", "011")
"""Excluded letters read as similar digits."""


def serial_of(key: bytes, commune: str, number: int) -> str:
    """40-bit HMAC: after a restore the office recognises forms printed since its backup. No check digit: with
    some thousand of 2^40 used, typing errors match none.
    """
    bits = int.from_bytes(hmac.digest(key, f"{commune} {number}".encode(), sha256)[:5], "big")
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(35, -5, -5))


def as_printed(serial: str) -> str:
    return f"{serial[:4]}-{serial[4:]}"


def read_serial(typed: str) -> str:
    """Ignores separators; "" if invalid."""
    letters = re.sub(r"[\s.\-–/]", "", typed).upper().translate(ALIKE)
    return letters if re.fullmatch(f"[{ALPHABET}]{{{LETTERS}}}", letters) else ""
