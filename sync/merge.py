"""Fold changes of the same field: nothing is hidden unless somebody who saw it said so.

What is live depends only on who named what, never on a clock or on the order of arrival.
Where two live values differ, a person decides; until then the newest is shown, labelled.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from sync.clock import Stamp
from sync.envelope import parse_opid

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


_BEGINNING = Change("", "", "", None, frozenset(), Stamp(0, 0, ""))


def fold(changes: Iterable[Change]) -> Mapping[tuple[str, str], Field]:
    by_field: dict[tuple[str, str], dict[str, Change]] = {}
    for change in changes:
        by_field.setdefault((change.entity, change.field), {})[change.opid] = change
    return {place: Field(_live(tuple(known.values()))) for place, known in by_field.items()}


def fold_set(changes: Iterable[Change]) -> frozenset[Value]:
    """One field that holds many: what somebody put in stays until somebody who saw it takes it out.

    Taking out is a change with the value None; `base` names what it takes out, so that the same thing put in
    elsewhere at the same time stays.
    """
    known = {change.opid: change for change in changes}.values()
    out = {opid for change in known if change.value is None for opid in change.base}
    return frozenset(
        _same(change.value) for change in known if change.value is not None and change.opid not in out
    )


@dataclass(frozen=True)
class Steps:
    """Where a piece of work stands: usually one live step. `astray` are steps that no rule leads to."""

    live: tuple[Change, ...]
    astray: tuple[Change, ...]

    @property
    def contested(self) -> bool:
        return len({change.value for change in self.live}) > 1 or bool(self.astray)


def fold_steps(changes: Iterable[Change], leads_to: Mapping[Value, Set[Value]]) -> Steps:
    """One field that moves from state to state; `leads_to[None]` are the states to begin with.

    A step that is not allowed from what its writer saw is kept and shown, never dropped.
    """
    known = {change.opid: change for change in changes}
    astray = [change for change in known.values() if not _allowed(change, known, leads_to)]
    return Steps(_live(tuple(known.values())), _newest_first(astray))


def _allowed(change: Change, known: Mapping[str, Change], leads_to: Mapping[Value, Set[Value]]) -> bool:
    """From at least one of the steps it names; one that has not arrived yet may be anything."""
    seen = [known.get(opid) for opid in change.base] or [_BEGINNING]
    return any(step is None or change.value in leads_to.get(step.value, ()) for step in seen)


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
