"""Select among several rows of one number, and split long lists into batches."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from sync.ledger import Entry, Ledger
from sync.ranges import Ranges

T = TypeVar("T")


async def current_rows(
    ledger: Ledger, device: bytes, seqs: Ranges, meant: Mapping[int, bytes]
) -> dict[int, Entry]:
    """One row a seq: the one whose digest begins as `meant` says, else the newest that was not disowned."""
    found: dict[int, Entry] = {}
    for some in batches(list(seqs), 500):
        for row in await ledger.entries(device, some):
            before, begins = found.get(row.seq), meant.get(row.seq)
            sure = begins is not None and row.digest.startswith(begins)
            settled = before is not None and begins is not None and before.digest.startswith(begins)
            if before is None or sure or not (settled or row.disowned):
                found[row.seq] = row
    return found


async def ambiguous_seqs(ledger: Ledger, device: bytes, seqs: Ranges) -> set[int]:
    """Numbers with several bodies, of which the number alone names none."""
    times: Counter[int] = Counter()
    for some in batches(list(seqs), 500):
        times.update(row.seq for row in await ledger.entries(device, some) if not row.disowned)
    return {seq for seq, count in times.items() if count > 1}


def batches(rows: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    return (rows[at : at + most] for at in range(0, len(rows), most))
