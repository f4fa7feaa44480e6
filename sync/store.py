"""Stores submissions, applies them and records their outcomes, inside the ledger's transactions."""

import logging
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import count

from sync.envelope import Content, Malformed, Submission
from sync.faults import error_line
from sync.ledger import (
    BYTES_ERASED,
    DISOWNED,
    ERASED,
    JUMPED,
    ROW,
    UNSIGNED,
    Apply,
    Arrival,
    DeviceState,
    Entry,
    Erasure,
    Ledger,
    Outcome,
    Status,
    TakeBack,
    Unavailable,
    Unfit,
)
from sync.ranges import Ranges

_log = logging.getLogger(__name__)
_NONE = Ranges()

Judged = list[tuple[Entry, Outcome]]


class Store:
    """The part of the inbox that does not depend on how submissions came."""

    def __init__(self, ledger: Ledger, apply: Apply) -> None:
        self.ledger, self._apply = ledger, apply

    async def keep(
        self, entries: Sequence[Entry], *, room: int | None = None, unattributed: bool = False
    ) -> list[Entry]:
        """Insert new entries as long as they fit into `room` bytes; return all rows of their seqs.

        Of an erased body only the name is stored. `unattributed` entries do not count as received, because anyone
        may have written them, and none is stored beside the proven body of its number.
        """
        device = entries[0].device
        rows = list(await self.ledger.entries(device, sorted({entry.seq for entry in entries})))
        there = {(row.seq, row.digest): row for row in rows}
        new = [entry for entry in entries if (entry.seq, entry.digest) not in there]
        if unattributed:
            settled = _seqs(row for row in rows if row.proven)
            new = [entry for entry in new if entry.seq not in settled]
        if room is not None:
            new = list(_fitting(new, room))
        if new:
            gone = await self.ledger.erased([row.digest for row in new])
            new = [_emptied(row, BYTES_ERASED) if row.digest in gone else row for row in new]
            await self.ledger.insert_many(new)
        if not unattributed:
            again = [row for entry in entries if (row := there.get((entry.seq, entry.digest)))]
            await self._note(device, add=_seqs(new) | _seqs(row for row in again if not row.disowned))
        return rows + new

    async def judge(self, rows: Sequence[Entry]) -> Judged:
        """Parse and apply. An unreadable body is refused for good, because its author signed it."""
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
        """Record outcomes, with receipt numbers in the order given."""
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
        """The device did not sign these bytes. They no longer count as received, so it sends its own again."""
        if not named:
            return
        rows = await self.ledger.entries(device, sorted({row.seq for row in named}))
        wrong = {(row.seq, row.digest) for row in named}
        bad = [row for row in rows if (row.seq, row.digest) in wrong and not row.proven]
        good = [row for row in rows if row not in bad and not row.disowned]
        if bad:
            status, code = DISOWNED
            await self.ledger.settle_many([replace(row, status=status, code=code) for row in bad])
            await self._note(device, remove=_seqs(bad) - _seqs(good))

    async def drop_rivals(self, stored: Iterable[Entry], proven: Sequence[Entry]) -> None:
        """Delete unproven bodies under numbers whose own body is proven now."""
        numbers, own = {row.seq for row in proven}, {(row.seq, row.digest) for row in proven}
        rivals = [row for row in stored if row.seq in numbers and (row.seq, row.digest) not in own]
        if unproven := [row for row in rivals if not row.proven]:
            await self.ledger.drop_many(unproven)

    async def count_proven(self, device: bytes, seqs: Sequence[int]) -> None:
        async with self.ledger.transaction(device):
            rows = await self.ledger.entries(device, seqs)
            await self._note(device, remove=_seqs(rows) - _seqs(row for row in rows if row.proven))

    async def enter(self, submission: Submission) -> Entry:
        content = Content.parse(submission.body)
        rows = await self.keep([entry_of(submission, UNSIGNED)])
        row = next(row for row in rows if row.digest == submission.digest)
        if row.proven:
            return row
        (outcome,) = await self._apply([Arrival(submission, content)])
        return (await self.settle(submission.device, [(row, outcome)]))[0]

    async def apply_again(
        self, device: bytes, seqs: Sequence[int], digests: Set[bytes] | None = None
    ) -> list[Entry]:
        async with self.ledger.transaction(device):
            rows = await self.ledger.entries(device, seqs)
            done = {row.seq for row in rows if row.status is Status.ACCEPTED or row.number_erased}
            first: dict[int, Entry] = {}
            for row in _waiting(rows, digests):
                if row.seq not in done:
                    first.setdefault(row.seq, row)
            return await self.settle(device, await self.judge([first[seq] for seq in sorted(first)]))

    async def refuse(self, device: bytes, seqs: Sequence[int], digests: Set[bytes], code: str) -> list[Entry]:
        async with self.ledger.transaction(device):
            rows = _waiting(await self.ledger.entries(device, seqs), digests)
            unsigned = [row for row in rows if (row.status, row.code) == UNSIGNED]
            await self.disown(device, unsigned)
            signed = [row for row in rows if row not in unsigned]
            return await self.settle(device, [(row, Outcome(Status.REFUSED, code)) for row in signed])

    async def erase(self, device: bytes, named: Sequence[Erasure], take_back: TakeBack) -> list[Entry]:
        async with self.ledger.transaction(device):
            rows = await self.ledger.entries(device, sorted({one.seq for one in named}))
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
            await self.ledger.insert_many([row for name, row in fates.items() if name not in there])
            await self.ledger.erase_many([row for name, row in fates.items() if name in there])
            await self.drop_rivals(rows, [row for row in fates.values() if row.number_erased])
            await self._note(device, add=_seqs(row for row in fates.values() if row.number_erased))
            return list(fates.values())

    async def _applied(self, arrivals: Sequence[Arrival]) -> Sequence[Outcome]:
        """Apply the batch in one savepoint; if it fails, bisect, so that one bad submission delays no other."""
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
            # Any error of the application: it must neither lose this submission nor block later ones.
            if len(arrivals) == 1:
                return [_failed(arrivals[0].submission, error)]
        half = len(arrivals) // 2
        return [*await self._applied(arrivals[:half]), *await self._applied(arrivals[half:])]

    async def _note(self, device: bytes, *, add: Ranges = _NONE, remove: Ranges = _NONE) -> None:
        state = await self.ledger.device_state(device)
        before, last = state.received, state.believed(add)
        after = (before | Ranges.of(seq for seq in add if seq <= last)) - remove
        if after != before:
            await self.ledger.note_received(device, after)


def jumping(state: DeviceState, rows: Sequence[Entry]) -> Judged:
    """Numbers far beyond all known ones: quarantined, and no gap is counted up to them."""
    last = state.believed(row.seq for row in rows)
    return [(row, JUMPED) for row in rows if row.seq > last]


def entry_of(submission: Submission, outcome: Outcome) -> Entry:
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
        return Outcome.quarantined(error.code)
    _log.error("could not apply %s/%s: %s", submission.device.hex(), submission.seq, error_line(error))
    return Outcome.held("fault")
