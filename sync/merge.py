"""Fold changes of the same field: nothing is hidden unless somebody who saw it said so.

What is live depends only on who named what, never on a clock or on the order of arrival.
Where two live values differ, a person decides; until then the newest is shown, labelled.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sync.envelope import parse_opid


class Stamp(NamedTuple):
    """When a device wrote, by its own clock; the device id breaks ties. Other devices' stamps never move this clock."""

    wall: int
    counter: int
    device: str


Value = None | int | str | tuple[int | str, ...]


@dataclass(frozen=True)
class Change:
    """One person's word on one field; `base` names every change they could see when they wrote.

    `author` tells people apart who share a device; a phone has one owner and leaves it empty.
    """

    opid: str
    entity: str
    field: str
    value: Value
    base: frozenset[str]
    stamp: Stamp
    author: str = ""


@dataclass(frozen=True)
class Field:
    """The changes nobody has replaced, the one to show first."""

    live: tuple[Change, ...]

    @property
    def shown(self) -> Change:
        return self.live[0]

    @property
    def values(self) -> tuple[Value, ...]:
        distinct: dict[Value, Value] = {}
        for change in self.live:
            distinct.setdefault(_same(change.value), change.value)
        return tuple(distinct.values())

    @property
    def contested(self) -> bool:
        return len(self.values) > 1


def fold(changes: Iterable[Change]) -> Mapping[tuple[str, str], Field]:
    by_field: dict[tuple[str, str], dict[str, Change]] = {}
    for change in changes:
        by_field.setdefault((change.entity, change.field), {})[change.opid] = change
    return {place: Field(_live(tuple(known.values()))) for place, known in by_field.items()}


def _newest_first(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda change: (change.stamp, change.opid), reverse=True))


def _live(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    named = {opid for change in changes for opid in change.base if opid != change.opid}
    own = _last_of_each_hand(changes)
    live = [change for change in own if change.opid not in named]
    # Only forged bases can name each other in a circle; then everybody's last word stays visible.
    return _newest_first(live or own)


def _last_of_each_hand(changes: Iterable[Change]) -> list[Change]:
    """The same person on the same device knows what they wrote before."""
    last: dict[tuple[bytes, str], tuple[tuple[int, int], Change]] = {}
    for change in changes:
        device, seq, index = parse_opid(change.opid)
        hand = (device, change.author)
        if hand not in last or last[hand][0] < (seq, index):
            last[hand] = ((seq, index), change)
    return [change for _, change in last.values()]


def _same(value: Value) -> Value:
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value
