"""Codes of slips: short for a screen that two people look at, long for paper that lies about for days."""

import hashlib
import secrets
import unicodedata

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ON_SCREEN, ON_PAPER = 8, 10
"""Digits, and letters of 5 bits each: 50 bits cannot be tried out within the days that a paper is good."""
LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
TWO_KEYS = str.maketrans({"Đ": "DD", "Ð": "DD", "Ư": "W"})
MARKS = {
    "\u0302": "",  # the letter once more: see `_keys`
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
    """However it was typed: in any case, with spaces or dashes, an O for a 0, or on a Vietnamese keyboard."""
    plain = unicodedata.normalize("NFKD", typed[:LONGEST].upper().translate(TWO_KEYS))
    return "".join(key for key in _keys(plain).translate(LOOK_ALIKE) if key in LETTERS)


def _keys(plain: str) -> str:
    """A keyboard with Telex makes Â of AA and Á of AS: back to the keys that were pressed."""
    keys, letter = "", ""
    for sign in plain:
        if sign in MARKS:
            keys += MARKS[sign] or letter
        else:
            keys, letter = keys + sign, sign
    return keys


def is_whole(code: str) -> bool:
    return len(code) == ON_PAPER or (len(code) == ON_SCREEN and code.isdigit())


def can_be_guessed(code: str) -> bool:
    """Only those of a screen: what is as long as a paper's needs no limit, so that the limit stops no paper."""
    return len(code) != ON_PAPER


def shown_code(code: str) -> str:
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


def code_hash(code: str) -> str:
    """Who reads the database finds no code of a paper; the few digits of a screen are found, and good for minutes."""
    return hashlib.sha256(b"slip " + code.encode()).hexdigest()
