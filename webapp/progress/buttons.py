"""Which rows of a list have a radio button."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar


@dataclass(frozen=True, kw_only=True)
class Selectable:
    button: str = ""
    """Id of its radio button; "": not to be chosen here."""


Row = TypeVar("Row", bound=Selectable)


def with_buttons(rows: Sequence[Row], name: str, may: Callable[[Row], bool]) -> list[Row]:
    """The first has the field's own id: messages about the field lead there."""
    button, found = name, []
    for place, row in enumerate(rows, start=1):
        if may(row):
            row, button = replace(row, button=button), f"{name[0]}{place}"
        found.append(row)
    return found
