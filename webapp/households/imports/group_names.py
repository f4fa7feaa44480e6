"""Parses neighbour groups (tổ liên gia): number, name, or both."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from webapp.core.vi_text import fold_text

LABEL = {"to", "nhom", "lien", "gia", "tu", "quan", "so"}
NUMBER = re.compile(r"(\d{1,2})(?:[.,]0+)?[.:]?")
BETWEEN = " .,:;-–·()"
LAST = 99


class NamedGroup(NamedTuple):
    """Without a number it gets the hamlet's next free one."""

    number: int
    name: str = ""

    @property
    def known_by(self) -> str:
        return str(self.number) if self.number else self.name

    @property
    def given(self) -> bool:
        return bool(self.number or self.name)


NONE = NamedGroup(0)


def read_group(typed: str) -> NamedGroup:
    """ "Tổ liên gia số 2 – Khe trên": number 2, named Khe trên."""
    words = re.sub(r"([^\W\d])(\d)", r"\1 \2", typed).split()
    while words and fold_text(words[0]).strip(BETWEEN) in LABEL:
        words.pop(0)
    number = NUMBER.fullmatch(words[0].strip("()")) if words else None
    name = " ".join(words[1:] if number else words).strip(BETWEEN)
    return NamedGroup(int(number[1]) if number else 0, name)


def group_among(known: Iterable[NamedGroup], read: NamedGroup) -> NamedGroup:
    """By number, else by name; else `read`."""
    for group in known:
        if group.number == read.number if read.number else fold_text(group.name) == fold_text(read.name):
            return group
    return read
