"""Receives one incoming stream, an exchange or a carried file, from its first byte to its receipts."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sync import seal, store
from sync.envelope import Malformed, Submission
from sync.frames import Cursor
from sync.labels import Labels
from sync.ledger import (
    EQUIVOCATION,
    ROW,
    STRANGER,
    TOO_LARGE,
    UNSIGNED,
    DeviceState,
    Entry,
    Outcome,
    Proof,
)
from sync.mentions import Mentions
from sync.ranges import Ranges
from sync.reader import ExchangeRefused, Frame, Limits, Reader, until_it_breaks
from sync.select import batches
from sync.store import Judged, Store


@dataclass(frozen=True)
class Setup:
    """What all streams of one inbox share."""

    store: Store
    labels: Labels
    office: seal.OfficeKey | None
    limits: Limits
    keep_every: int
    commit_every: int


@dataclass
class Batch:
    """Bodies that were read and are not committed yet; of those in `large` only the digest is known."""

    session: bytes = b""
    waiting: dict[int, Entry] = field(default_factory=dict)
    large: dict[int, Entry] = field(default_factory=dict)
    damaged: set[int] = field(default_factory=set)
    unsigned: bool = False
    """Bodies came after the last signature, so a stream that ends here was cut."""


@dataclass
class Progress:
    """How far the stream was read, and what it brought."""

    frames: int = 0
    attests: int = 0
    refusal: str = ""
    cut: bool = False
    full: bool = False
    signed: bool = False
    released: set[int] = field(default_factory=set)
    equivocal: list[int] = field(default_factory=list)


class Receiver(ABC):
    """Stores bodies as they come, and releases them to the application when their signature fits."""

    magic = b""
    items: tuple[bytes, ...] = (b"b", b"s")
    unattributed = False
    """Whether bodies count for the device only once a signature of its own names them."""

    def __init__(self, setup: Setup) -> None:
        self.setup, self.store, self.ledger = setup, setup.store, setup.store.ledger
        self.device = self.opening = b""
        self.state: DeviceState | None = None
        self.introduced = False
        self.batch, self.progress = Batch(), Progress()
        self.mentions = Mentions(setup.limits.seqs)

    @property
    @abstractmethod
    def label(self) -> bytes:
        """What its signed messages begin with."""

    @abstractmethod
    async def open(self, frame: Frame) -> None:
        """Read the first frame: whose submissions these are."""

    @abstractmethod
    def introduce(self, frame: Frame) -> None:
        """Authenticate the sender, before anything is stored."""

    @abstractmethod
    async def room(self, *, signed: bool) -> int | None:
        """Bytes that may still be stored; None without a limit."""

    @property
    def stranger(self) -> bool:
        return self.state is None or self.state.key is None

    async def read(self, chunks: AsyncIterable[bytes]) -> None:
        reader = Reader(self.magic, self.setup.limits)
        try:
            async for chunk in until_it_breaks(chunks):
                for frame in reader.feed(chunk):
                    await self.take(frame)
                    self.progress.frames += 1
                if len(self.batch.waiting) >= self.setup.keep_every:
                    await self.keep()
        except Malformed as error:
            self.progress.refusal = error.code
        except asyncio.CancelledError:  # how some servers report a lost connection
            await self.keep()
            raise
        if self.state is None or not self.introduced:
            raise ExchangeRefused(self.progress.refusal or "cut")
        self.progress.cut = self.batch.unsigned or not reader.complete
        await self.keep()

    async def take(self, frame: Frame) -> None:
        if self.state is None:
            await self.open(frame)
            if self.state and self.state.refused_with:
                raise ExchangeRefused(self.state.refused_with)
        elif not self.introduced:
            self.introduce(frame)
        elif frame.kind == b"a":
            await self._attest(frame.payload)
        elif frame.kind == b"q":
            self.mentions.ask(frame.payload)
        elif frame.kind == b"c":
            self.mentions.mark(frame.payload)
        elif frame.kind == b"k":
            self.batch.session = frame.payload
        elif frame.kind in self.items:
            self.batch.unsigned = True
            await self._receive(frame)
        elif frame.kind in b"hobs":
            raise Malformed("format")

    async def keep(self) -> None:
        """Commit what came whole and is not signed yet."""
        waiting = self.batch.waiting
        if not waiting or self.state is None:
            return
        for some in batches(list(waiting.values()), self.setup.commit_every):
            if self.stranger and await self.ledger.room_unsigned(self.device) < ROW:
                self.progress.full = True
                break
            async with self._writing():
                await self._store(some, signed=False)
        waiting.clear()

    async def _store(self, rows: Sequence[Entry], *, signed: bool) -> list[Entry]:
        """All rows of these numbers; `progress.full` when there was no room for some of them."""
        unattributed = self.unattributed and not signed
        room = await self.room(signed=signed)
        stored = await self.store.keep(rows, room=room, unattributed=unattributed)
        kept = {(row.seq, row.digest) for row in stored}
        settled = {row.seq for row in stored if row.proven}
        for row in rows:
            if (row.seq, row.digest) in kept:
                continue
            if unattributed and row.seq in settled:
                self.mentions.fail(row.seq)
            else:
                self.progress.full = True
        return stored

    async def _receive(self, frame: Frame) -> None:
        cursor = Cursor(frame.payload)
        seq = cursor.varint()
        self.mentions.add(Ranges.of([seq]))
        if seq < 1:
            raise Malformed("format")
        if frame.digest:
            self.batch.large[seq] = Entry(self.device, seq, frame.digest, None, *TOO_LARGE)
            self.mentions.fail(seq)  # until its author's signature says that it is so large
            return
        body = cursor.rest()
        if frame.kind == b"s":
            try:
                body = self._opened(seq, body)
            except seal.Damaged:
                # Its digest is unknown, so no signature can name it and nothing is settled by it.
                self.batch.damaged.add(seq)
                self.mentions.fail(seq)
                return
        submission = Submission(self.device, seq, body)
        if seq in self.batch.waiting and self.mentions.sent[seq] != submission.digest:
            await self.keep()
        self.mentions.send(seq, submission.digest)
        self.batch.waiting[seq] = store.entry_of(submission, STRANGER if self.stranger else UNSIGNED)

    def _opened(self, seq: int, sealed: bytes) -> bytes:
        if self.setup.office is None:
            raise seal.Damaged
        return self.setup.office.open(self.device, self.batch.session, seq, sealed)

    async def _attest(self, payload: bytes) -> None:
        self.progress.attests += 1
        self.batch.unsigned = False
        if self.progress.attests > self.setup.limits.attests:
            raise Malformed("size")
        cursor = Cursor(payload)
        signature = cursor.take(64)
        named = cursor.ranges(most=self.setup.limits.seqs)
        self.mentions.add(named)
        key = self.state.key if self.state else None
        if key is None or not named:
            return
        rows = await self._named(named)
        if len(rows) < len(named):
            self.mentions.unchecked |= set(named)
            return  # a named body never came, so the signed message is unknown
        self.mentions.unchecked -= set(named)
        digests = [(seq, row.digest) for seq, row in rows.items()]
        if not seal.verify_signature(key, seal.attest_message(self.label, self.opening, digests), signature):
            await self.disown(list(rows.values()))
            self.mentions.misnamed |= set(named)
            return
        self.progress.signed = True
        if large := [row for row in rows.values() if row.body is None and row.seq in self.batch.large]:
            self.mentions.failed |= {row.seq: row.receipt for row in large}
            return  # without these bodies the signature could not be verified again: nothing it names is stored
        proof = Proof(self.device, self.label, self.opening, named, signature)
        await self._release([rows[seq] for seq in named], proof)

    async def _named(self, seqs: Ranges) -> dict[int, Entry]:
        here = self.batch.large | self.batch.waiting
        rows = {seq: here[seq] for seq in seqs if seq in here}
        if len(rows) < len(seqs):
            rows |= await self.mentions.rows(self.ledger, self.device, seqs - Ranges.of(rows))
        return rows

    async def _release(self, rows: Sequence[Entry], proof: Proof) -> None:
        for at, some in enumerate(batches(rows, self.setup.commit_every)):
            async with self._writing() as state:
                if at == 0:  # a signature can be verified again only beside every body that it names
                    stored = await self._store(rows, signed=True)
                    if {(row.seq, row.digest) for row in rows} - {(row.seq, row.digest) for row in stored}:
                        return
                    await self.ledger.keep_proof(proof)
                else:
                    stored = await self.store.keep(some)
                fit, unfit = self._sort(some, stored, revoked=state.revoked)
                self.progress.released |= {row.seq for row in fit}
                unfit += (far := store.jumping(state, fit))
                near = [row for row in fit if row.seq not in {row.seq for row, _ in far}]
                await self.store.settle(self.device, unfit + await self.store.judge(near))
                await self.store.drop_rivals(stored, fit + [row for row, _ in unfit])
            for row in some:
                self.batch.waiting.pop(row.seq, None)

    def _sort(
        self, rows: Iterable[Entry], stored: Sequence[Entry], *, revoked: bool
    ) -> tuple[list[Entry], Judged]:
        """Those to apply now and those to quarantine; those settled before are in neither."""
        current = {(row.seq, row.digest): row for row in stored}
        rivals = {row.seq for row in stored if row.proven and not row.bytes_erased}
        fit: list[Entry] = []
        unfit: Judged = []
        for row in (current[row.seq, row.digest] for row in rows):
            if row.proven:
                continue
            if revoked:
                unfit.append((row, Outcome.quarantined("revoked")))
            elif row.seq in rivals:
                unfit.append((row, EQUIVOCATION))
                self.progress.equivocal.append(row.seq)
            else:
                fit.append(row)
        return fit, unfit

    async def disown(self, rows: Sequence[Entry]) -> None:
        """These bodies came under a signature that does not fit."""
        for row in rows:
            if self.batch.waiting.pop(row.seq, None):
                self.mentions.fail(row.seq)
        if stored := [row for row in rows if row.seq not in self.mentions.failed]:
            async with self._writing():
                await self.store.disown(self.device, stored)

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[DeviceState]:
        async with self.ledger.transaction(self.device):
            state = await self.ledger.device_state(self.device)
            await self.greet()
            yield state

    async def greet(self) -> None:  # noqa: B027
        """Note the contact, once, in the first transaction."""
