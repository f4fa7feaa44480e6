"""One incoming stream, an exchange or a carried file: from its first byte to its receipts."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

from sync import keeper, seal
from sync.envelope import Malformed, Submission
from sync.frames import MARK, Cursor, Receipt
from sync.keeper import Judged, Keeper
from sync.labels import Labels
from sync.ledger import (
    DISOWNED,
    EQUIVOCATION,
    ROW,
    STRANGER,
    TOO_LARGE,
    UNSIGNED,
    Entry,
    Proof,
    Standing,
    Status,
    quarantined,
)
from sync.ranges import Ranges
from sync.reader import ExchangeRefused, Frame, Limits, Reader, until_it_breaks
from sync.rows import ambiguous, batches, speaking


class Intake(ABC):
    """What both wrappings share: keep bodies as they come, release them when their signature does."""

    magic = prefix = b""
    items: tuple[bytes, ...] = (b"b", b"s")
    loose = False
    """Whether what it brings says nothing of the device until its signature comes."""

    def __init__(
        self, keep: Keeper, labels: Labels, office: seal.Office | None, limits: Limits, every: tuple[int, int]
    ) -> None:
        self.keeper, self.labels, self.office, self.limits = keep, labels, office, limits
        self.keep_every, self.commit_every = every
        self.device = self.opening = self.session = b""
        self.standing: Standing | None = None
        self.introduced = self.cut = self.full = self.signed = self.open_end = False
        self.refusal = ""
        self.attests = self.taken = 0
        self.waiting: dict[int, Entry] = {}
        self.mine: dict[int, bytes] = {}
        self.told = self.asked = Ranges()
        self.marks: dict[int, bytes] = {}
        self.misnamed, self.unheard, self.damaged = set[int](), set[int](), set[int]()
        self.large: dict[int, Entry] = {}
        self.failed: dict[int, Receipt] = {}
        self.equivocal: list[int] = []
        self.released: set[int] = set()

    async def read(self, chunks: AsyncIterable[bytes]) -> None:
        reader = Reader(self.magic, self.limits)
        try:
            async for chunk in until_it_breaks(chunks):
                for frame in reader.feed(chunk):
                    await self.take(frame)
                    self.taken += 1
                if len(self.waiting) >= self.keep_every:
                    await self.keep()
        except Malformed as error:
            self.refusal = error.code
        except asyncio.CancelledError:  # how some servers say that the phone is gone
            await self.keep()
            raise
        if self.standing is None or not self.introduced:
            raise ExchangeRefused(self.refusal or "cut")
        self.cut = self.open_end or not reader.complete
        await self.keep()

    async def take(self, frame: Frame) -> None:
        if self.standing is None:
            await self.open(frame)
            if self.standing and self.standing.barred:
                raise ExchangeRefused(self.standing.barred)
        elif not self.introduced:
            self.introduce(frame)
        elif frame.kind == b"a":
            await self._attest(frame.payload)
        elif frame.kind == b"q":
            self.asked = Cursor(frame.payload).ranges(most=self.limits.seqs)
            self._tell(self.asked)
        elif frame.kind == b"c":
            self._mark(frame.payload)
        elif frame.kind == b"k":
            self.session = frame.payload
        elif frame.kind in self.items:
            self.open_end = True  # items end with a signature, so one without was cut between frames
            await self._receive(frame)
        elif frame.kind in b"hobs":
            raise Malformed("format")

    @abstractmethod
    async def open(self, frame: Frame) -> None:
        """Read the first frame: whose submissions these are."""

    @abstractmethod
    def introduce(self, frame: Frame) -> None:
        """Check who speaks, before anything is kept."""

    async def keep(self) -> None:
        """Commit what came whole but is not signed yet."""
        if not self.waiting or self.standing is None:
            return
        for some in batches(list(self.waiting.values()), self.commit_every):
            if self.stranger and await self.keeper.ledger.room_unsigned(self.device) < ROW:
                self.full = True  # nothing is kept of it, not even its name
                break
            async with self._writing():
                await self._store(some, signed=False)
        self.waiting.clear()

    @property
    def stranger(self) -> bool:
        return self.standing is None or self.standing.key is None

    @abstractmethod
    async def room(self, *, signed: bool) -> int | None:
        """Bytes that may still be kept; None without a measure."""

    async def _store(self, rows: Sequence[Entry], *, signed: bool) -> list[Entry]:
        """All rows of these numbers; `full` says that some of these are not among them."""
        loose = self.loose and not signed
        stored = await self.keeper.store(rows, room=await self.room(signed=signed), loose=loose)
        kept = {(row.seq, row.digest) for row in stored}
        settled = {row.seq for row in stored if row.proven}
        for row in rows:
            if (row.seq, row.digest) in kept:
                continue
            if loose and row.seq in settled:
                self.failed[row.seq] = Receipt(row.seq, *DISOWNED)
            else:
                self.full = True
        return stored

    async def receipts(self) -> tuple[Receipt, ...]:
        rows = await self._rows(self.told)
        by_number = self.asked - Ranges.of((*self.mine, *self.marks))
        for seq in await ambiguous(self.keeper.ledger, self.device, by_number):
            rows.pop(seq)
        found = [self._receipt(seq, rows.get(seq)) for seq in self.told]
        return tuple(receipt for receipt in found if receipt)

    def _receipt(self, seq: int, row: Entry | None) -> Receipt | None:
        """Of the body the phone means: a copy of its storage may have given the same number to another."""
        meant = self._meant(seq)
        if row is None or not row.digest.startswith(meant) or (seq in self.unheard and not meant):
            return self.failed.get(seq)
        if seq in self.misnamed and seq not in self.mine:
            return Receipt(seq, Status.REFUSED, "signature")
        return row.receipt

    def _meant(self, seq: int) -> bytes:
        """How the digest of the body begins that this request speaks of."""
        return self.mine.get(seq) or self.marks.get(seq, b"")

    async def _receive(self, frame: Frame) -> None:
        cursor = Cursor(frame.payload)
        seq = cursor.varint()
        self._tell(Ranges.of([seq]))
        if seq < 1:
            raise Malformed("format")
        if frame.digest:
            self.large[seq] = Entry(self.device, seq, frame.digest, None, *TOO_LARGE)
            # Until its author's signature says that it is so large.
            self.failed[seq] = Receipt(seq, *DISOWNED)
            return
        body = cursor.rest()
        if frame.kind == b"s":
            try:
                body = self._opened(seq, body)
            except seal.Damaged:
                # Its digest is not known, so no signature can stand by these bytes: nothing is settled by them.
                self.damaged.add(seq)
                self.failed[seq] = Receipt(seq, *DISOWNED)
                return
        submission = Submission(self.device, seq, body)
        if seq in self.waiting and self.mine[seq] != submission.digest:
            await self.keep()
        self.mine[seq] = submission.digest
        if len(self.mine) > self.limits.seqs:
            raise Malformed("size")
        self.waiting[seq] = keeper.entry(submission, STRANGER if self.stranger else UNSIGNED)

    def _opened(self, seq: int, sealed: bytes) -> bytes:
        if self.office is None:
            raise seal.Damaged
        return self.office.open(self.device, self.session, seq, sealed)

    async def _attest(self, payload: bytes) -> None:
        self.attests += 1
        self.open_end = False
        if self.attests > self.limits.attests:
            raise Malformed("size")
        cursor = Cursor(payload)
        signature = cursor.take(64)
        named = cursor.ranges(most=self.limits.seqs)
        self._tell(named)
        key = self.standing.key if self.standing else None
        if key is None or not named:
            return
        here = self.large | self.waiting
        rows = {seq: here[seq] for seq in named if seq in here}
        if len(rows) < len(named):
            rows |= await self._rows(named - Ranges.of(rows))
        if len(rows) < len(named):
            self.unheard |= set(named)
            return  # something named never came, so nobody can know what was signed
        self.unheard -= set(named)
        digests = [(seq, row.digest) for seq, row in rows.items()]
        message = seal.attest_message(self.prefix, self.opening, digests)
        if seal.verify(key, message, signature):
            self.signed = True
            if large := [row for row in rows.values() if row.body is None and row.seq in self.large]:
                self.failed |= {row.seq: row.receipt for row in large}
                return  # this signature could not be checked again: what it names is not kept
            proof = Proof(self.device, self.prefix, self.opening, named, signature)
            await self._release([rows[seq] for seq in named], proof)
        else:
            await self.disown(list(rows.values()))
            self.misnamed |= set(named)

    async def _release(self, rows: Sequence[Entry], proof: Proof) -> None:
        for at, some in enumerate(batches(rows, self.commit_every)):
            async with self._writing() as standing:
                if at == 0:  # a signature can be checked again only beside all that it names
                    stored = await self._store(rows, signed=True)
                    if {(row.seq, row.digest) for row in rows} - {(row.seq, row.digest) for row in stored}:
                        return
                    await self.keeper.ledger.keep_proof(proof)
                else:
                    stored = await self.keeper.store(some)
                fit, unfit = self._sort(some, stored, revoked=standing.revoked)
                self.released |= {row.seq for row in fit}
                unfit += (far := keeper.jumping(standing, fit))
                near = [row for row in fit if row.seq not in {row.seq for row, _ in far}]
                await self.keeper.settle(self.device, unfit + await self.keeper.judge(near))
                await self.keeper.drop_rivals(stored, fit + [row for row, _ in unfit])
            for row in some:
                self.waiting.pop(row.seq, None)

    def _sort(
        self, rows: Iterable[Entry], stored: Sequence[Entry], *, revoked: bool
    ) -> tuple[list[Entry], Judged]:
        """Who may be applied now, and who is put aside; what was settled before is in neither."""
        current = {(row.seq, row.digest): row for row in stored}
        rivals = {row.seq for row in stored if row.proven and not row.bytes_erased}
        fit: list[Entry] = []
        unfit: Judged = []
        for row in (current[row.seq, row.digest] for row in rows):
            if row.proven:
                continue
            if revoked:
                unfit.append((row, quarantined("revoked")))
            elif row.seq in rivals:
                unfit.append((row, EQUIVOCATION))
                self.equivocal.append(row.seq)
            else:
                fit.append(row)
        return fit, unfit

    async def disown(self, rows: Sequence[Entry]) -> None:
        for row in rows:
            if self.waiting.pop(row.seq, None):
                self.failed[row.seq] = Receipt(row.seq, Status.REFUSED, "signature")
        if stored := [row for row in rows if row.seq not in self.failed]:
            async with self._writing():
                await self.keeper.disown(self.device, stored)

    async def _rows(self, seqs: Ranges) -> dict[int, Entry]:
        return await speaking(self.keeper.ledger, self.device, seqs, self.marks | self.mine)

    def _mark(self, payload: bytes) -> None:
        """The beginnings of the digests of what was just asked for."""
        cursor = Cursor(payload)
        self.marks |= {seq: cursor.take(MARK) for seq in self.asked}
        if cursor.more:
            raise Malformed("format")

    def _tell(self, seqs: Ranges) -> None:
        self.told |= seqs
        if len(self.told) > 4 * self.limits.seqs:
            raise Malformed("size")

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[Standing]:
        async with self.keeper.ledger.transaction(self.device):
            standing = await self.keeper.ledger.standing(self.device)
            await self.greet()
            yield standing

    async def greet(self) -> None:  # noqa: B027
        """Whatever is to be noted once, together with the first thing written."""
