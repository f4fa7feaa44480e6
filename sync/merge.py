"""Merge concurrent changes of one field: a change is replaced only by a change whose author saw it.

Neither a clock nor the order of arrival decides which values are live. If two live values differ, a person decides;
until then the newest is shown as contested.
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
    """A new value of one field; `base` names every change that its author could see.

    `author` distinguishes the users of a shared device; a personal device leaves it empty.
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
    """The changes that are not replaced, the newest first."""

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


def fold_changes(changes: Iterable[Change]) -> Mapping[tuple[str, str], Field]:
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
    # Only forged bases form a cycle; then the last change of each author stays visible.
    return _newest_first(live or own)


def _last_of_each_hand(changes: Iterable[Change]) -> list[Change]:
    """An author knows the earlier changes that they made on the same device."""
    last: dict[tuple[bytes, str], tuple[tuple[int, int], Change]] = {}
    for change in changes:
        device, seq, index = parse_opid(change.opid)
        hand = (device, change.author)
        if hand not in last or last[hand][0] < (seq, index):
            last[hand] = ((seq, index), change)
    return [change for _, change in last.values()]


def _same(value: Value) -> Value:
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value
