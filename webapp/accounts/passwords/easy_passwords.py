"""Weak passwords: common ones, keyboard rows, known names."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from webapp.core.vi_text import fold_text

SHORTEST, LONGEST = 8, 128
OWN_PART = 5
"""Letters left without common words, names and digits."""
PLACES = (
    "huukhuong",
    "dangvien",
    "gandan",
    "matkhau",
    "tuongduong",
    "nghean",
    "vanphong",
    "danguy",
    "chibo",
    "bithu",
    "canbo",
)
WRITTEN_AS = str.maketrans("0134578@$!€", "oieastbasie")
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertyuiopasdfghjklzxcvbnm",
)
COLUMNS = "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p"
WALKS = tuple(walk for row in (*ROWS, COLUMNS, COLUMNS[::-1]) for walk in (row * 2, row[::-1] * 2))
FEW_LETTERS = 4  # distinct: aaaaaaaa, 12121212


def is_easy_password(password: str, about: Iterable[str] = ()) -> bool:
    """`about`: names an attacker knows."""
    if not SHORTEST <= len(password) <= LONGEST:
        return True
    plain = re.sub(r"[\W_]", "", fold_text(password))
    names = sorted({*PLACES, *_spellings(about)}, key=len, reverse=True)
    signs = fold_text(password)
    # Trailing digits are often a year, not letters.
    written = {
        plain,
        *(word.translate(WRITTEN_AS) for word in (plain, signs, re.sub(r"[\W\d_]+$", "", signs))),
    }
    return any(_is_known(spelt, names) for spelt in written)


def _is_known(plain: str, names: list[str]) -> bool:
    common = _common()
    core = plain.strip("0123456789")
    if len(set(plain)) <= FEW_LETTERS or plain in common or core in common or _walks(plain):
        return True
    if _doubled(plain) in common:
        return True
    rest = plain
    for name in names:
        rest = rest.replace(name, " ")
    words = [word for word in re.split(r"[\d\W_]+", rest) if word not in common]
    return sum(map(len, words)) < OWN_PART


def _spellings(about: Iterable[str]) -> set[str]:
    """Whole name, longer words, adjacent pairs; also reversed."""
    found = set()
    for name in about:
        words = re.sub(r"[\W_]", " ", fold_text(name)).split()
        found |= {"".join(words), *("".join(pair) for pair in zip(words, words[1:], strict=False))}
        found |= {word for word in words if len(word) > 3}  # shorter: in many words
    found = {name for name in found if len(name) > 2}
    return found | {name[::-1] for name in found}


def _walks(plain: str) -> bool:
    """qwerty1234, abcd1234, aaaa2026."""
    runs = re.findall(r"[a-z]+|\d+", plain)
    return all(_is_walk(run) for run in runs) or any(plain in walk for walk in WALKS)


def _is_walk(run: str) -> bool:
    year = len(run) == 4 and run[:2] in ("19", "20")
    return len(set(run)) == 1 or year or any(run in walk for walk in WALKS)


def _doubled(plain: str) -> str:
    """Half of a doubled word, else reversed."""
    half = plain[: len(plain) // 2]
    return half if half * 2 == plain else plain[::-1]


@cache
def _common() -> frozenset[str]:
    lines = Path(__file__).with_name("common_passwords.txt").read_text().splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
