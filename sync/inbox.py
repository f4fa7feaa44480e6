"""`Inbox`: what a device or a courier sends goes in, receipts come out."""

from collections.abc import AsyncIterable, Iterable, Set
from dataclasses import replace

from sync import seal
from sync.envelope import Submission
from sync.frames import Receipt
from sync.incoming import Answer, Carried, Exchange, FileReport, Trust
from sync.labels import Labels
from sync.ledger import (
    ACCEPTED,
    EQUIVOCATION,
    JUMPED,
    Apply,
    Arrival,
    DeviceState,
    Entry,
    Erasure,
    Ledger,
    Outcome,
    Proof,
    Status,
    TakeBack,
    Unavailable,
    Unfit,
)
from sync.ranges import Ranges
from sync.reader import CARRIED, EXCHANGE, ExchangeRefused, Limits
from sync.receiver import Setup
from sync.select import batches, current_rows
from sync.store import Store

__all__ = [
    "ACCEPTED",
    "EQUIVOCATION",
    "JUMPED",
    "Answer",
    "Apply",
    "Arrival",
    "Entry",
    "Erasure",
    "ExchangeRefused",
    "FileReport",
    "Inbox",
    "Ledger",
    "Outcome",
    "Proof",
    "Receipt",
    "DeviceState",
    "Status",
    "TakeBack",
    "Trust",
    "Unavailable",
    "Unfit",
]


class Inbox:
    """`keep_every` limits the bodies of an exchange that wait in memory, `commit_every` those of one transaction."""

    def __init__(
        self,
        ledger: Ledger,
        apply: Apply,
        labels: Labels,
        *,
        office: seal.OfficeKey | None = None,
        limits: Limits = EXCHANGE,
        keep_every: int = 16,
        commit_every: int = 500,
    ) -> None:
        self._store, self._commit_every = Store(ledger, apply), commit_every
        self._setup = Setup(self._store, labels, office, limits, keep_every, commit_every)

    async def exchange(self, chunks: AsyncIterable[bytes]) -> Answer:
        """Receive one request as it arrives. A stream that breaks only ends; what came whole is stored."""
        receiver = Exchange(self._setup)
        await receiver.read(chunks)
        return await receiver.answer()

    async def import_file(self, chunks: AsyncIterable[bytes]) -> FileReport:
        # Bodies wait in memory for their signature: unsigned, there is room for few.
        receiver = Carried(replace(self._setup, limits=CARRIED, keep_every=CARRIED.seqs))
        await receiver.read(chunks)
        return await receiver.report()

    async def current_rows(self, device: bytes, seqs: Ranges) -> tuple[Entry, ...]:
        """The rows that an exchange would answer with if it asked for these numbers."""
        rows = await current_rows(self._store.ledger, device, seqs, {})
        return tuple(rows[seq] for seq in seqs if seq in rows)

    async def enter(self, submission: Submission) -> Receipt:
        """Apply one submission that the caller vouches for, inside the caller's own `ledger.transaction`.

        Raises what `apply` raises, and `Malformed`; the caller's transaction then rolls back.
        """
        return (await self._store.enter(submission)).receipt

    async def apply_again(
        self, device: bytes, seqs: Iterable[int], *, digests: Set[bytes] | None = None
    ) -> list[Receipt]:
        """Apply held or quarantined submissions that the caller vouches for: after an upgrade or a person's decision.

        `digests` selects among several bodies under one number; the default is the first one stored.
        """
        return [
            row.receipt
            for some in batches(sorted(set(seqs)), self._commit_every)
            for row in await self._store.apply_again(device, some, digests)
        ]

    async def refuse(
        self, device: bytes, seqs: Iterable[int], *, digests: Set[bytes], code: str
    ) -> list[Receipt]:
        """Refuse held or quarantined bodies for good, by a person's decision.

        An unsigned body is refused only as it came: the device may still send and sign it.
        """
        return [
            row.receipt
            for some in batches(sorted(set(seqs)), self._commit_every)
            for row in await self._store.refuse(device, some, digests, code)
        ]

    async def count_proven(self, device: bytes, seqs: Iterable[int]) -> None:
        """After a restore: bodies that were unsigned in the backup no longer count as received.

        The device may have had them accepted since the backup. It sends again what the office does not list.
        """
        for some in batches(sorted(set(seqs)), self._commit_every):
            await self._store.count_proven(device, some)

    async def erase(self, device: bytes, named: Iterable[Erasure], *, take_back: TakeBack) -> list[Receipt]:
        """Delete these bodies for good; one that comes later is not stored.

        Keep the list of erasures outside of the ledger, and call this with all of it after a restore.
        """
        return [
            row.receipt
            for some in batches(sorted(set(named)), self._commit_every)
            for row in await self._store.erase(device, some, take_back)
        ]
