"""Enrolment codes: short for a screen, long for paper."""

import hashlib
import secrets
import unicodedata

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ON_SCREEN, ON_PAPER = 8, 10
"""Decimal digits; letters of 5 bits, as 50 bits resist days of guessing."""
LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
TWO_KEYS = str.maketrans({"Đ": "DD", "Ð": "DD", "Ư": "W"})
MARKS = {
    "\u0302": "",  # doubles the letter: see `_keys`
    "\u0306": "W",
    "\u031b": "W",
    "\u0301": "S",
    "\u0300": "F",
    "\u0309": "R",
    "\u0303": "X",
    "\u0323": "J",
}
LONGEST = 60


def new_code(*, paper: bool) -> str:
    if paper:
        return "".join(secrets.choice(LETTERS) for _ in range(ON_PAPER))
    return f"{secrets.randbelow(10**ON_SCREEN):0{ON_SCREEN}d}"


def tidy_code(typed: str) -> str:
    """Ignores case, spaces, dashes, look-alikes, Telex."""
    plain = unicodedata.normalize("NFKD", typed[:LONGEST].upper().translate(TWO_KEYS))
    return "".join(key for key in _keys(plain).translate(LOOK_ALIKE) if key in LETTERS)


def _keys(plain: str) -> str:
    """Undoes Telex: Â from AA, Á from AS."""
    keys, letter = "", ""
    for sign in plain:
        if sign in MARKS:
            keys += MARKS[sign] or letter
        else:
            keys, letter = keys + sign, sign
    return keys


def is_whole_code(code: str) -> bool:
    return len(code) == ON_PAPER or (len(code) == ON_SCREEN and code.isdigit())


def can_be_guessed(code: str) -> bool:
    """The rate limit never blocks paper slips."""
    return len(code) != ON_PAPER


def shown_code(code: str) -> str:
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


def code_hash(code: str) -> str:
    """Protects paper codes only; screen codes expire in minutes."""
    return hashlib.sha256(b"slip " + code.encode()).hexdigest()
