"""The serial of a printed form: eight letters that nobody can guess, and that are hard to misread."""

import hmac
import re
from hashlib import sha256

FIRST = 1000
"""The first form's running number, by which the office speaks of it; it opens nothing."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 8
ALIKE = str.maketrans("OIL", "011")
"""What the alphabet leaves out is read as the sign it looks like."""


def serial_of(key: bytes, commune: str, number: int) -> str:
    """40 bits that follow from the office's key, so that a restored office knows forms printed after its backup.

    There is no check digit: of a million million serials an office gives some thousand, so a mistyped one fits none.
    """
    bits = int.from_bytes(hmac.digest(key, f"{commune} {number}".encode(), sha256)[:5], "big")
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(35, -5, -5))


def as_printed(serial: str) -> str:
    return f"{serial[:4]}-{serial[4:]}"


def read_serial(typed: str) -> str:
    """Without what people write between the letters; "" when it is no serial."""
    letters = re.sub(r"[\s.\-–/]", "", typed).upper().translate(ALIKE)
    return letters if re.fullmatch(f"[{ALPHABET}]{{{LETTERS}}}", letters) else ""
