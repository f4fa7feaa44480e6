"""Sets of sequence numbers as ranges: devices count without gaps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain


@dataclass(frozen=True, slots=True)
class Ranges:
    """An immutable set of whole numbers ≥ 1; `pairs` are sorted, disjoint (first, count)."""

    pairs: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, seqs: Iterable[int]) -> "Ranges":
        return cls.joining((seq, 1) for seq in seqs)

    @classmethod
    def joining(cls, pairs: Iterable[tuple[int, int]]) -> "Ranges":
        joined: list[tuple[int, int]] = []
        for first, count in sorted(pairs):
            if joined and first <= sum(joined[-1]):
                start, length = joined[-1]
                joined[-1] = (start, max(length, first + count - start))
            else:
                joined.append((first, count))
        return cls(tuple(joined))

    @classmethod
    def parse(cls, text: str) -> "Ranges":
        """Read back what `str()` wrote: `1-40 42 44-50`."""
        ends = [[int(end) for end in part.split("-")] for part in text.split()]
        return cls.joining((end[0], end[-1] - end[0] + 1) for end in ends)

    def __str__(self) -> str:
        return " ".join(
            str(first) if count == 1 else f"{first}-{first + count - 1}" for first, count in self.pairs
        )

    @property
    def high(self) -> int:
        """The last number before the first gap."""
        return self.pairs[0][1] if self.pairs and self.pairs[0][0] == 1 else 0

    @property
    def last(self) -> int:
        return sum(self.pairs[-1]) - 1 if self.pairs else 0

    @property
    def above(self) -> "Ranges":
        return Ranges(self.pairs[1:]) if self.high else self

    def missing(self, made: int) -> "Ranges":
        return Ranges(((1, made),) if made > 0 else ()) - self

    def __contains__(self, seq: int) -> bool:
        return any(first <= seq < first + count for first, count in self.pairs)

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(range(first, first + count) for first, count in self.pairs)

    def __len__(self) -> int:
        return sum(count for _, count in self.pairs)

    def __or__(self, other: "Ranges") -> "Ranges":
        return Ranges.joining(self.pairs + other.pairs)

    def __sub__(self, other: "Ranges") -> "Ranges":
        left: list[tuple[int, int]] = []
        for first, count in self.pairs:
            end = first + count
            for cut, length in other.pairs:
                if cut < end and cut + length > first:
                    if cut > first:
                        left.append((first, cut - first))
                    first = cut + length
            if first < end:
                left.append((first, end - first))
        return Ranges(tuple(left))
