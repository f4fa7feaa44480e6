"""The door: what a phone or a courier brings goes in, receipts come out."""

from collections.abc import AsyncIterable, Iterable, Set

from sync import seal
from sync.doors import Answer, Carried, Exchange, FileReport, Trust
from sync.envelope import Submission
from sync.frames import Receipt
from sync.keeper import Keeper
from sync.labels import Labels
from sync.ledger import (
    ACCEPTED,
    EQUIVOCATION,
    JUMPED,
    Apply,
    Arrival,
    Entry,
    Erasure,
    Ledger,
    Outcome,
    Proof,
    Standing,
    Status,
    TakeBack,
    Unavailable,
    Unfit,
    held,
    quarantined,
)
from sync.ranges import Ranges
from sync.reader import CARRIED, EXCHANGE, ExchangeRefused, Limits
from sync.rows import batches, speaking

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
    "Standing",
    "Status",
    "TakeBack",
    "Trust",
    "Unavailable",
    "Unfit",
    "held",
    "quarantined",
]


class Inbox:
    """`keep_every` bounds what of an exchange waits in memory while more is awaited, `commit_every` a transaction."""

    def __init__(
        self,
        ledger: Ledger,
        apply: Apply,
        labels: Labels,
        *,
        office: seal.Office | None = None,
        limits: Limits = EXCHANGE,
        keep_every: int = 16,
        commit_every: int = 500,
    ) -> None:
        self._keeper = Keeper(ledger, apply)
        self._labels, self._office, self._limits = labels, office, limits
        self._every, self._commit_every = (keep_every, commit_every), commit_every

    async def exchange(self, chunks: AsyncIterable[bytes]) -> Answer:
        """Take in one request as it arrives; a broken stream only ends it, and what came whole is kept."""
        intake = Exchange(self._keeper, self._labels, self._office, self._limits, self._every)
        await intake.read(chunks)
        return await intake.answer()

    async def import_file(self, chunks: AsyncIterable[bytes]) -> FileReport:
        # All of it waits for its signature: unsigned, only a little is kept.
        intake = Carried(
            self._keeper, self._labels, self._office, CARRIED, (CARRIED.seqs, self._commit_every)
        )
        await intake.read(chunks)
        return await intake.report()

    async def speaking(self, device: bytes, seqs: Ranges) -> tuple[Entry, ...]:
        """The rows that an exchange which asks for these would be told of."""
        rows = await speaking(self._keeper.ledger, device, seqs, {})
        return tuple(rows[seq] for seq in seqs if seq in rows)

    async def enter(self, submission: Submission) -> Receipt:
        """Take one whose author the caller vouches for, inside the caller's own `ledger.transaction`.

        `Unfit` and `Malformed` go through; leaving the transaction with them undoes everything.
        """
        return (await self._keeper.enter(submission)).receipt

    async def apply_again(
        self, device: bytes, seqs: Iterable[int], *, digests: Set[bytes] | None = None
    ) -> list[Receipt]:
        """Apply what is held or quarantined, the caller vouching: after an upgrade or a person's ruling.

        `digests` picks among several bodies under one number; without it the first kept one is meant.
        """
        return [
            row.receipt
            for some in batches(sorted(set(seqs)), self._commit_every)
            for row in await self._keeper.apply_again(device, some, digests)
        ]

    async def refuse(
        self, device: bytes, seqs: Iterable[int], *, digests: Set[bytes], code: str
    ) -> list[Receipt]:
        """Leave held or quarantined bodies out for good, by a person's ruling.

        Of those that nobody signed only this transmission is: the device may still send and sign them.
        """
        return [
            row.receipt
            for some in batches(sorted(set(seqs)), self._commit_every)
            for row in await self._keeper.refuse(device, some, digests, code)
        ]

    async def count_proven(self, device: bytes, seqs: Iterable[int]) -> None:
        """In a ledger put back from a backup: of these, what nobody had signed by then counts as held no more.

        The device may have heard since that it was accepted. It offers again what we do not say we have.
        """
        for some in batches(sorted(set(seqs)), self._commit_every):
            await self._keeper.count_proven(device, some)

    async def erase(self, device: bytes, named: Iterable[Erasure], *, take_back: TakeBack) -> list[Receipt]:
        """Forget what these said, for good; what is not here yet is not kept when it comes.

        The caller has written down elsewhere what is erased: a restored ledger is told again.
        """
        return [
            row.receipt
            for some in batches(sorted(set(named)), self._commit_every)
            for row in await self._keeper.erase(device, some, take_back)
        ]
