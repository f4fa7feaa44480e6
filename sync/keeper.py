"""Keep rows, apply them, settle what became of them: all inside the ledger's transactions."""

import logging
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from sync.envelope import Content, Malformed, Submission
from sync.ledger import (
    DISOWNED,
    UNSIGNED,
    Apply,
    Arrival,
    Entry,
    Ledger,
    Outcome,
    Status,
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

    async def store(self, entries: Sequence[Entry], *, room: int | None = None) -> list[Entry]:
        """Keep the new ones, as far as there is `room` (bytes); return all rows of their seqs."""
        device = entries[0].device
        rows = list(await self.ledger.held(device, sorted({entry.seq for entry in entries})))
        there = {(row.seq, row.digest) for row in rows}
        new = [entry for entry in entries if (entry.seq, entry.digest) not in there]
        if room is not None:
            new = list(_fitting(new, room))
        if new:
            await self.ledger.hold_many(new)
            await self._note(device, add=_seqs(new))
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
        rows = await self.ledger.held(device, sorted({row.seq for row in named}))
        wrong = {(row.seq, row.digest) for row in named}
        bad = [row for row in rows if (row.seq, row.digest) in wrong and not row.proven]
        good = [row for row in rows if row not in bad and not row.disowned]
        if bad:
            status, code = DISOWNED
            await self.ledger.settle_many([replace(row, status=status, code=code) for row in bad])
            await self._note(device, remove=_seqs(bad) - _seqs(good))

    async def enter(self, submission: Submission) -> Entry:
        content = Content.parse(submission.body)
        rows = await self.store([entry(submission, UNSIGNED)])
        row = next(row for row in rows if row.digest == submission.digest)
        if row.proven:
            return row
        (outcome,) = await self._apply([Arrival(submission, content)])
        return (await self.settle(submission.device, [(row, outcome)]))[0]

    async def apply_again(self, device: bytes, seqs: Sequence[int]) -> list[Entry]:
        async with self.ledger.transaction(device):
            return await self._apply_again(device, seqs)

    async def _apply_again(self, device: bytes, seqs: Sequence[int]) -> list[Entry]:
        rows = await self.ledger.held(device, seqs)
        done = {row.seq for row in rows if row.status in (Status.ACCEPTED, Status.ERASED)}
        waiting = (Status.HELD, Status.QUARANTINED)
        first: dict[int, Entry] = {}
        for row in rows:
            if row.status in waiting and row.seq not in done:
                first.setdefault(row.seq, row)
        return await self.settle(device, await self.judge([first[seq] for seq in sorted(first)]))

    async def _applied(self, arrivals: Sequence[Arrival]) -> Sequence[Outcome]:
        """All at once; if that fails, one by one, so that a poisoned one delays no other."""
        if not arrivals:
            return []
        try:
            async with self.ledger.savepoint():
                outcomes = await self._apply(arrivals)
                if len(outcomes) != len(arrivals):
                    raise ValueError("not one outcome for each arrival")
                return outcomes
        except Exception as error:
            # Whatever it was, it must neither lose what somebody wrote nor block what comes after.
            if len(arrivals) == 1:
                return [_failed(arrivals[0].submission, error)]
        return [outcome for arrival in arrivals for outcome in await self._applied([arrival])]

    async def _note(self, device: bytes, *, add: Ranges = _NONE, remove: Ranges = _NONE) -> None:
        before = (await self.ledger.standing(device)).held
        after = (before | add) - remove
        if after != before:
            await self.ledger.note_held(device, after)


def entry(submission: Submission, outcome: Outcome) -> Entry:
    return Entry(submission.device, submission.seq, submission.digest, submission.body, *outcome)


def _seqs(rows: Iterable[Entry]) -> Ranges:
    return Ranges.of(row.seq for row in rows)


def _fitting(entries: Iterable[Entry], room: int) -> Iterator[Entry]:
    for one in entries:
        room -= len(one.body or b"")
        if room < 0:
            return
        yield one


def _failed(submission: Submission, error: Exception) -> Outcome:
    if isinstance(error, Unfit):
        return quarantined(error.code)
    # Frames without the message: a database puts people's words into it.
    where = "".join(traceback.format_tb(error.__traceback__))
    name = f"{submission.device.hex()}/{submission.seq}"
    _log.error("could not apply %s: %s\n%s", name, type(error).__name__, where)
    return held("fault")
