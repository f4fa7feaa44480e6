"""Keep rows, apply them, settle what became of them: all inside the ledger's transactions."""

import logging
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import count

from sync.envelope import Content, Malformed, Submission
from sync.faults import told
from sync.ledger import (
    BYTES_ERASED,
    DISOWNED,
    ERASED,
    JUMPED,
    ROW,
    UNSIGNED,
    Apply,
    Arrival,
    Entry,
    Erasure,
    Ledger,
    Outcome,
    Standing,
    Status,
    TakeBack,
    Unavailable,
    Unfit,
    held,
    quarantined,
)
from sync.ranges import Ranges

_log = logging.getLogger(__name__)
_NONE = Ranges()

Judged = list[tuple[Entry, Outcome]]


class Keeper:
    """The part of the inbox that does not care how submissions came."""

    def __init__(self, ledger: Ledger, apply: Apply) -> None:
        self.ledger, self._apply = ledger, apply

    async def store(
        self, entries: Sequence[Entry], *, room: int | None = None, loose: bool = False
    ) -> list[Entry]:
        """Keep the new ones, as far as there is `room` (bytes); return all rows of their seqs.

        Of what was erased before only the name is kept, so that it is answered like any other. `loose`: nobody
        stands by these, so they do not count as held, and none is kept beside the proven bytes of its number.
        """
        device = entries[0].device
        rows = list(await self.ledger.held(device, sorted({entry.seq for entry in entries})))
        there = {(row.seq, row.digest): row for row in rows}
        new = [entry for entry in entries if (entry.seq, entry.digest) not in there]
        if loose:
            settled = _seqs(row for row in rows if row.proven)
            new = [entry for entry in new if entry.seq not in settled]
        if room is not None:
            new = list(_fitting(new, room))
        if new:
            gone = await self.ledger.erased([row.digest for row in new])
            new = [_emptied(row, BYTES_ERASED) if row.digest in gone else row for row in new]
            await self.ledger.hold_many(new)
        if not loose:
            again = [row for entry in entries if (row := there.get((entry.seq, entry.digest)))]
            await self._note(device, add=_seqs(new) | _seqs(row for row in again if not row.disowned))
        return rows + new

    async def judge(self, rows: Sequence[Entry]) -> Judged:
        """Read and apply; what cannot be read is refused for good, for its author stands by it."""
        judged: Judged = []
        arrivals: list[Arrival] = []
        readable: list[Entry] = []
        for row in rows:
            submission = Submission(row.device, row.seq, row.body or b"")
            try:
                arrivals.append(Arrival(submission, Content.parse(submission.body)))
                readable.append(row)
            except Malformed as error:
                judged.append((row, Outcome(Status.REFUSED, error.code)))
        return judged + list(zip(readable, await self._applied(arrivals), strict=True))

    async def settle(self, device: bytes, judged: Judged) -> list[Entry]:
        """Write down what became of each, with receipt numbers in the order given."""
        if not judged:
            return []
        accepted = sum(outcome.status is Status.ACCEPTED for _, outcome in judged)
        numbers = count(await self.ledger.numbers(accepted) if accepted else 0)
        settled = [
            replace(
                row,
                status=outcome.status,
                code=outcome.code,
                number=next(numbers) if outcome.status is Status.ACCEPTED else None,
            )
            for row, outcome in judged
        ]
        await self.ledger.settle_many(settled)
        await self._note(device, add=_seqs(settled))
        return settled

    async def disown(self, device: bytes, named: Sequence[Entry]) -> None:
        """These bytes are not what the device signed: it will send its own again."""
        if not named:
            return
        rows = await self.ledger.held(device, sorted({row.seq for row in named}))
        wrong = {(row.seq, row.digest) for row in named}
        bad = [row for row in rows if (row.seq, row.digest) in wrong and not row.proven]
        good = [row for row in rows if row not in bad and not row.disowned]
        if bad:
            status, code = DISOWNED
            await self.ledger.settle_many([replace(row, status=status, code=code) for row in bad])
            await self._note(device, remove=_seqs(bad) - _seqs(good))

    async def drop_rivals(self, stored: Iterable[Entry], proven: Sequence[Entry]) -> None:
        """Whatever else was left under these numbers and nobody stands by goes, now that they have their own."""
        numbers, own = {row.seq for row in proven}, {(row.seq, row.digest) for row in proven}
        rivals = [row for row in stored if row.seq in numbers and (row.seq, row.digest) not in own]
        if loose := [row for row in rivals if not row.proven]:
            await self.ledger.drop_many(loose)

    async def count_proven(self, device: bytes, seqs: Sequence[int]) -> None:
        async with self.ledger.transaction(device):
            rows = await self.ledger.held(device, seqs)
            await self._note(device, remove=_seqs(rows) - _seqs(row for row in rows if row.proven))

    async def enter(self, submission: Submission) -> Entry:
        content = Content.parse(submission.body)
        rows = await self.store([entry(submission, UNSIGNED)])
        row = next(row for row in rows if row.digest == submission.digest)
        if row.proven:
            return row
        (outcome,) = await self._apply([Arrival(submission, content)])
        return (await self.settle(submission.device, [(row, outcome)]))[0]

    async def apply_again(
        self, device: bytes, seqs: Sequence[int], digests: Set[bytes] | None = None
    ) -> list[Entry]:
        async with self.ledger.transaction(device):
            rows = await self.ledger.held(device, seqs)
            done = {row.seq for row in rows if row.status is Status.ACCEPTED or row.number_erased}
            first: dict[int, Entry] = {}
            for row in _waiting(rows, digests):
                if row.seq not in done:
                    first.setdefault(row.seq, row)
            return await self.settle(device, await self.judge([first[seq] for seq in sorted(first)]))

    async def refuse(self, device: bytes, seqs: Sequence[int], digests: Set[bytes], code: str) -> list[Entry]:
        async with self.ledger.transaction(device):
            rows = _waiting(await self.ledger.held(device, seqs), digests)
            loose = [row for row in rows if (row.status, row.code) == UNSIGNED]
            await self.disown(device, loose)
            signed = [row for row in rows if row not in loose]
            return await self.settle(device, [(row, Outcome(Status.REFUSED, code)) for row in signed])

    async def erase(self, device: bytes, named: Sequence[Erasure], take_back: TakeBack) -> list[Entry]:
        async with self.ledger.transaction(device):
            rows = await self.ledger.held(device, sorted({one.seq for one in named}))
            there = {(row.seq, row.digest): row for row in rows}
            here = [row for one in named if (row := there.get((one.seq, one.digest)))]
            await take_back([row for row in here if row.status is Status.ACCEPTED])
            fates = {
                (one.seq, one.digest): _emptied(
                    there.get((one.seq, one.digest)) or Entry(device, one.seq, one.digest, None, *ERASED),
                    BYTES_ERASED if one.rival else ERASED,
                )
                for one in named
            }
            await self.ledger.hold_many([row for name, row in fates.items() if name not in there])
            await self.ledger.erase_many([row for name, row in fates.items() if name in there])
            await self.drop_rivals(rows, [row for row in fates.values() if row.number_erased])
            await self._note(device, add=_seqs(row for row in fates.values() if row.number_erased))
            return list(fates.values())

    async def _applied(self, arrivals: Sequence[Arrival]) -> Sequence[Outcome]:
        """All at once; if that fails, in halves, down to the poisoned one, which delays no other."""
        if not arrivals:
            return []
        try:
            async with self.ledger.savepoint():
                outcomes = await self._apply(arrivals)
                if len(outcomes) != len(arrivals):
                    raise ValueError("not one outcome for each arrival")
                return outcomes
        except Unavailable:
            raise
        except Exception as error:
            # Whatever it was, it must neither lose what somebody wrote nor block what comes after.
            if len(arrivals) == 1:
                return [_failed(arrivals[0].submission, error)]
        half = len(arrivals) // 2
        return [*await self._applied(arrivals[:half]), *await self._applied(arrivals[half:])]

    async def _note(self, device: bytes, *, add: Ranges = _NONE, remove: Ranges = _NONE) -> None:
        standing = await self.ledger.standing(device)
        before, last = standing.held, standing.believed(add)
        after = (before | Ranges.of(seq for seq in add if seq <= last)) - remove
        if after != before:
            await self.ledger.note_held(device, after)


def jumping(standing: Standing, rows: Sequence[Entry]) -> Judged:
    """Those whose number is far beyond all that are known: kept for a person, and no gap is counted up to them."""
    last = standing.believed(row.seq for row in rows)
    return [(row, JUMPED) for row in rows if row.seq > last]


def entry(submission: Submission, outcome: Outcome) -> Entry:
    return Entry(submission.device, submission.seq, submission.digest, submission.body, *outcome)


def _emptied(row: Entry, outcome: Outcome) -> Entry:
    return replace(row, body=None, status=outcome.status, code=outcome.code)


def _waiting(rows: Iterable[Entry], digests: Set[bytes] | None) -> list[Entry]:
    waiting = (Status.HELD, Status.QUARANTINED)
    return [row for row in rows if row.status in waiting and (digests is None or row.digest in digests)]


def _seqs(rows: Iterable[Entry]) -> Ranges:
    return Ranges.of(row.seq for row in rows)


def _fitting(entries: Iterable[Entry], room: int) -> Iterator[Entry]:
    for one in entries:
        room -= len(one.body or b"") + ROW
        if room < 0:
            return
        yield one


def _failed(submission: Submission, error: Exception) -> Outcome:
    if isinstance(error, Unfit):
        return quarantined(error.code)
    _log.error("could not apply %s/%s: %s", submission.device.hex(), submission.seq, told(error))
    return held("fault")
