"""The door: what a phone or a courier brings goes in, receipts come out."""

from collections.abc import AsyncIterable, Iterable, Sequence, Set
from dataclasses import dataclass
from enum import Enum

from sync import frames, seal
from sync.envelope import Malformed, Submission
from sync.frames import FILE, REQUEST, ZERO8, Hello, Origin, Receipt, Welcome
from sync.intake import ExchangeRefused, Intake, batches, speaking
from sync.keeper import Keeper
from sync.ledger import (
    ACCEPTED,
    EQUIVOCATION,
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
from sync.reader import CARRIED, EXCHANGE, Frame, Limits

__all__ = [
    "ACCEPTED",
    "EQUIVOCATION",
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


class Trust(Enum):
    PROVEN = "proven"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    UNPROVEN = "unproven"


@dataclass(frozen=True)
class Answer:
    """What an exchange came to. Send pages only if it is `fresh` and its `trust` is PROVEN."""

    hello: Hello
    trust: Trust
    fresh: bool
    receipts: tuple[Receipt, ...]
    held: Ranges
    made: int
    cut: bool
    refusal: str
    equivocal: tuple[int, ...]
    full: bool

    @property
    def missing(self) -> Ranges:
        return self.held.missing(self.made)

    def head(
        self,
        *,
        incarnation: bytes,
        server_time: int,
        manifest: bytes = ZERO8,
        wipe: bool = False,
        replace: bool = False,
        backoff: int = 0,
        copied: bool = False,
        share: bytes = b"",
    ) -> bytes:
        """The answer without its pages, which `feed.frames` adds."""
        nonce, high = self.hello.nonce, self.held.high
        welcome = Welcome(nonce, incarnation, server_time, high, manifest, wipe, replace, backoff, copied)
        return frames.answer_head(welcome, self.receipts, self.held.above, share)


@dataclass(frozen=True)
class FileReport:
    """What a carried file brought; `damaged` seqs could not be opened, `truncated` says its end is gone.

    `released` seqs were proven by this file: they were not here, or not signed, before. `full` says that a
    stranger's file did not fit into the room for strangers, `refusal` why its rest was not read.
    """

    device: bytes
    created: int
    made: int
    trust: Trust
    count: int
    receipts: tuple[Receipt, ...]
    missing: Ranges
    damaged: tuple[int, ...]
    truncated: bool
    released: frozenset[int]
    refusal: str
    full: bool


class Inbox:
    """`keep_every` bounds what waits in memory while more bytes are awaited, `commit_every` a transaction."""

    def __init__(
        self,
        ledger: Ledger,
        apply: Apply,
        *,
        office: seal.Office | None = None,
        limits: Limits = EXCHANGE,
        keep_every: int = 16,
        commit_every: int = 500,
    ) -> None:
        self._keeper = Keeper(ledger, apply)
        self._office, self._limits = office, limits
        self._keep_every, self._commit_every = keep_every, commit_every

    async def exchange(self, chunks: AsyncIterable[bytes]) -> Answer:
        """Take in one request as it arrives; a broken stream only ends it, and what came whole is kept."""
        intake = _Exchange(self._keeper, self._office, self._limits, self._keep_every, self._commit_every)
        await intake.read(chunks)
        return await intake.answer()

    async def import_file(self, chunks: AsyncIterable[bytes]) -> FileReport:
        intake = _Carried(self._keeper, self._office, CARRIED, self._keep_every, self._commit_every)
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
        """Leave held or quarantined bodies out for good, by a person's ruling."""
        return [
            row.receipt
            for some in batches(sorted(set(seqs)), self._commit_every)
            for row in await self._keeper.refuse(device, some, digests, code)
        ]

    async def erase(self, device: bytes, named: Iterable[Erasure], *, take_back: TakeBack) -> list[Receipt]:
        """Forget what these said, for good; what is not here yet is not kept when it comes.

        The caller has written down elsewhere what is erased: a restored ledger is told again.
        """
        return [
            row.receipt
            for some in batches(sorted(set(named)), self._commit_every)
            for row in await self._keeper.erase(device, some, take_back)
        ]


class _Exchange(Intake):
    """A phone speaks for itself; its signed hello comes before anything is read."""

    magic, prefix = REQUEST, seal.EXCHANGE
    hello: Hello
    fresh: bool | None = None

    async def open(self, frame: Frame) -> None:
        if frame.kind != b"h":
            raise Malformed("format")
        self.hello = Hello.parse(frame.payload)
        self.device, self.opening = self.hello.device, frame.payload
        self.standing = await self.keeper.ledger.standing(self.device)

    def introduce(self, frame: Frame) -> None:
        key = self.standing.key if self.standing else None
        message = seal.attest_message(self.prefix, self.opening, ())
        # A stranger's signature cannot be checked; what it brings waits for a person.
        if frame.kind != b"a" or (key and not seal.verify(key, message, frame.payload)):
            raise ExchangeRefused("signature")
        self.introduced = True

    async def greet(self) -> None:
        if self.fresh is None and self.standing and self.standing.key:
            self.fresh = await self.keeper.ledger.greet(self.hello)

    async def answer(self) -> Answer:
        if self.fresh is None and self.standing and self.standing.key:
            async with self._writing():
                pass
        now = await self.keeper.ledger.standing(self.device)
        trust = Trust.UNKNOWN if now.key is None else Trust.REVOKED if now.revoked else Trust.PROVEN
        return Answer(
            hello=self.hello,
            trust=trust,
            fresh=bool(self.fresh),
            receipts=await self.receipts(),
            held=now.held,
            made=max(now.made, self.hello.made, now.held.last),
            cut=self.cut,
            refusal=self.refusal,
            equivocal=tuple(self.equivocal),
            full=self.full,
        )


class _Carried(Intake):
    """A file speaks for nobody until one of its signatures fits."""

    magic, prefix, items = FILE, seal.CARRIED, (b"s",)
    origin: Origin

    async def open(self, frame: Frame) -> None:
        if frame.kind != b"o":
            raise Malformed("format")
        self.origin = Origin.parse(frame.payload)
        if self.office is None or self.origin.office != self.office.fingerprint:
            raise ExchangeRefused("wrong-node")
        self.device, self.opening = self.origin.device, frame.payload
        self.standing = await self.keeper.ledger.standing(self.device)
        self.introduced = True

    def introduce(self, frame: Frame) -> None:
        raise AssertionError

    async def disown(self, rows: Sequence[Entry]) -> None:
        """Anybody can make a file: a wrong one says nothing about what came by other ways."""
        await super().disown([row for row in rows if row.seq in self.mine])

    async def report(self) -> FileReport:
        now = await self.keeper.ledger.standing(self.device)
        proven = Trust.PROVEN if self.signed else Trust.UNPROVEN
        return FileReport(
            device=self.device,
            created=self.origin.created,
            made=self.origin.made,
            trust=Trust.UNKNOWN if now.key is None else Trust.REVOKED if now.revoked else proven,
            count=len(self.mine),
            receipts=await self.receipts(),
            missing=now.held.missing(self.origin.made),
            damaged=tuple(seq for seq, row in sorted(self.failed.items()) if row.code == "seal"),
            truncated=self.cut,
            released=frozenset(self.released),
            refusal=self.refusal,
            full=self.full,
        )
