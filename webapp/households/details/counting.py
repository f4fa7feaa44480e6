"""Number of people: corrected numbers plus movements their writers did not know of. If neither writer knew of
the other, both readings are offered until a person who saw both writes the number. Arrival order and clocks
are not used.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sync.envelope import parse_opid
from sync.merge import Change, fold_changes


@dataclass(frozen=True)
class CountedMovement:
    word: Change
    delta: int


@dataclass(frozen=True)
class PeopleCount:
    """`opid`: the one it is chosen by."""

    opid: str
    number: int | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class MergedCount:
    number: int | None
    readings: tuple[PeopleCount, ...] = ()
    frontier: tuple[str, ...] = ()
    """Opids a page sends as base: proof that the next writer saw them."""

    @property
    def contested(self) -> bool:
        return len({one.number for one in self.readings}) > 1


def merge_count(
    first: int | None, changes: Sequence[Change], comings: Sequence[CountedMovement]
) -> MergedCount:
    """`first`: the office's number."""
    past = _Past([*changes, *(one.word for one in comings)])
    live = next(iter(fold_changes(changes).values())).live if changes else ()
    frontier = tuple(sorted([head.opid for head in live] + _last(past, live, comings)))
    if not live:
        return MergedCount(_plus(first, comings), (), frontier)
    readings: list[PeopleCount] = []
    for head in live:
        readings += _readings(past, head, comings, {one.opid for one in readings})
    sure, *rest = readings
    shown = rest[0] if rest and sure.words[0] in rest[0].words else sure
    return MergedCount(shown.number, tuple(readings), frontier)


def _readings(
    past: "_Past", head: Change, comings: Sequence[CountedMovement], taken: set[str]
) -> list[PeopleCount]:
    """Without and with movements unknown to each other's writers."""
    later = [one for one in comings if one.word.opid not in past.of(head)]
    sure = [one for one in later if head.opid in past.of(one.word)]
    unsure = [one for one in later if one not in sure]
    number = _plus(int(str(head.value)) if head.value else None, sure)
    words = (head.opid, *(one.word.opid for one in sure))
    found = [PeopleCount(head.opid, number, words)]
    more = _plus(number, unsure)
    names = [one.word.opid for one in unsure if one.word.opid not in taken]
    if more != number and names:
        found.append(PeopleCount(names[0], more, (*words, *(one.word.opid for one in unsure))))
    return found


def _plus(number: int | None, comings: Iterable[CountedMovement]) -> int | None:
    return None if number is None else max(0, number + sum(one.delta for one in comings))


def _last(past: "_Past", live: Iterable[Change], comings: Sequence[CountedMovement]) -> list[str]:
    """Movements unknown to any other movement or live number."""
    words = [one.word for one in comings]
    known = {opid for word in (*words, *live) for opid in past.of(word) if opid != word.opid}
    return [word.opid for word in words if word.opid not in known]


@dataclass
class _Past:
    """Causal history, transitive: base, earlier edits by that author on that device."""

    words: Sequence[Change]
    _known: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_opid: Mapping[str, Change] = {word.opid: word for word in self.words}
        self._before: dict[str, list[str]] = {}
        written: dict[tuple[str, bytes], dict[int, list[str]]] = {}
        for word in self.words:
            device, seq, _place = parse_opid(word.opid)
            written.setdefault((word.author, device), {}).setdefault(seq, []).append(word.opid)
        for by_seq in written.values():
            last: list[str] = []
            for _seq, opids in sorted(by_seq.items()):
                self._before |= dict.fromkeys(opids, last)
                last = opids

    def of(self, word: Change) -> frozenset[str]:
        if word.opid not in self._known:
            found: set[str] = set()
            edge = self._direct(word)
            while edge:
                found |= edge
                edge = {
                    opid
                    for name in edge
                    if name in self._by_opid
                    for opid in self._direct(self._by_opid[name])
                } - found
            self._known[word.opid] = frozenset(found - {word.opid})
        return self._known[word.opid]

    def _direct(self, word: Change) -> set[str]:
        return {*word.base, *self._before[word.opid]}
