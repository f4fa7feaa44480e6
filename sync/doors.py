"""The two ways in: a phone that speaks for itself, and a file that somebody carries; and what each came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from sync import frames, seal
from sync.envelope import Malformed
from sync.frames import FILE, REQUEST, ZERO8, Broken, Claim, Hello, Origin, Receipt, Welcome
from sync.intake import Intake
from sync.ledger import STRANGER, UNSIGNED, Entry, Standing
from sync.ranges import Ranges
from sync.reader import ExchangeRefused, Frame


class Trust(Enum):
    PROVEN = "proven"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    UNPROVEN = "unproven"


@dataclass(frozen=True)
class Answer:
    """What an exchange came to. Send pages and the share only if it is `fresh`, its `trust` PROVEN, and it `reads`.

    `pin`: the value that proves a PIN; if it `reads`, a new one to keep, else one to compare.
    """

    hello: Hello
    trust: Trust
    fresh: bool
    receipts: tuple[Receipt, ...]
    held: Ranges
    made: int
    cut: bool
    broken: Broken | None
    """Where the request broke; what came whole before is kept."""
    equivocal: tuple[int, ...]
    full: bool
    reads: bool = False
    pin: bytes = b""
    last_turn: int | None = None
    """Of a proof that fits and was passed over for its turn: the last one that was believed."""

    @property
    def missing(self) -> Ranges:
        return self.held.missing(self.made)

    @property
    def refusal(self) -> str:
        return self.broken.code if self.broken else ""

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
        tries: tuple[int, int] | None = None,
    ) -> bytes:
        """The answer without its pages, which `feed.frames` adds."""
        nonce, high = self.hello.nonce, self.held.high
        welcome = Welcome(nonce, incarnation, server_time, high, manifest, wipe, replace, backoff, copied)
        return frames.answer_head(
            welcome, self.receipts, self.held.above, share, tries, self.broken, self.last_turn
        )


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


class Exchange(Intake):
    """A phone speaks for itself; its signed hello comes before anything is read."""

    magic = REQUEST
    hello: Hello
    fresh: bool | None = None
    reads, pin = False, b""
    last_turn: int | None = None

    async def take(self, frame: Frame) -> None:
        """Proofs of the reading key and the PIN come before anything is written; a later one is skipped."""
        if self.introduced and self.fresh is None and frame.kind in (b"v", b"x"):
            self.claims[frame.kind] = frame.payload
        else:
            await super().take(frame)

    async def open(self, frame: Frame) -> None:
        if frame.kind != b"h":
            raise Malformed("format")
        self.hello = Hello.parse(frame.payload)
        self.prefix = self.labels.exchange
        self.device, self.opening = self.hello.device, frame.payload
        self.claims: dict[bytes, bytes] = {}
        self.standing = await self.keeper.ledger.standing(self.device)

    def introduce(self, frame: Frame) -> None:
        key = self.standing.key if self.standing else None
        message = seal.attest_message(self.prefix, self.opening, ())
        # A stranger's signature cannot be checked; what it brings waits for a person.
        if frame.kind != b"a" or (key and not seal.verify(key, message, frame.payload)):
            raise ExchangeRefused("signature")
        self.introduced = True

    async def room(self, *, signed: bool) -> int | None:
        ledger = self.keeper.ledger
        return await (ledger.room_unsigned(self.device) if self.stranger else ledger.room_today(self.device))

    async def greet(self) -> None:
        if self.fresh is None and self.standing and self.standing.key:
            self.fresh = await self.keeper.ledger.greet(self.hello)
            if self.fresh:
                await self._hear_proofs(self.standing)

    async def _hear_proofs(self, standing: Standing) -> None:
        reading = self._claim(b"v", self.labels.reading, standing.reading)
        claim = reading or self._claim(b"x", self.labels.pin, standing.key)
        if claim is None:
            return
        self.last_turn = await self.keeper.ledger.prove(self.device, claim.turn, reads=bool(reading))
        if self.last_turn is None:
            self.reads, self.pin = bool(reading), claim.value

    def _claim(self, kind: bytes, prefix: bytes, key: bytes | None) -> Claim | None:
        """What does not fit counts as not said: it must not stand in the way of what a person wrote."""
        try:
            claim = Claim.parse(self.claims[kind])
        except (KeyError, Malformed):
            return None
        message = seal.claim_message(prefix, self.opening, claim.turn, claim.value)
        return claim if key and seal.verify(key, message, claim.signature) else None

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
            made=now.believed([self.hello.made]),
            cut=self.cut,
            broken=Broken(self.taken, self.refusal) if self.refusal else None,
            equivocal=tuple(self.equivocal),
            full=self.full,
            reads=self.reads,
            pin=self.pin,
            last_turn=self.last_turn,
        )


class Carried(Intake):
    """A file speaks for nobody until one of its signatures fits."""

    magic, items, loose = FILE, (b"s",), True
    origin: Origin

    async def open(self, frame: Frame) -> None:
        if frame.kind != b"o":
            raise Malformed("format")
        self.origin = Origin.parse(frame.payload)
        if self.office is None or self.origin.office != self.office.fingerprint:
            raise ExchangeRefused("wrong-node")
        self.prefix = self.labels.file
        self.device, self.opening = self.origin.device, frame.payload
        self.standing = await self.keeper.ledger.standing(self.device)
        self.introduced = True

    def introduce(self, frame: Frame) -> None:
        raise AssertionError

    async def room(self, *, signed: bool) -> int | None:
        return None if signed else await self.keeper.ledger.room_unsigned(self.device)

    async def disown(self, rows: Sequence[Entry]) -> None:
        """Anybody can make a file: a wrong one says nothing about what came by other ways."""
        await super().disown([row for row in rows if row.seq in self.mine])

    async def report(self) -> FileReport:
        now = await self.keeper.ledger.standing(self.device)
        proven, receipts = Trust.PROVEN if self.signed else Trust.UNPROVEN, await self.receipts()
        waiting = [one.seq for one in receipts if (one.status, one.code) in (UNSIGNED, STRANGER)]
        return FileReport(
            device=self.device,
            created=self.origin.created,
            made=now.believed([self.origin.made]),
            trust=Trust.UNKNOWN if now.key is None else Trust.REVOKED if now.revoked else proven,
            count=len(self.mine),
            receipts=receipts,
            missing=now.held.missing(min(self.origin.made, now.believed([self.origin.made])))
            - Ranges.of(waiting),
            damaged=tuple(sorted(self.damaged)),
            truncated=self.cut,
            released=frozenset(self.released),
            refusal=self.refusal,
            full=self.full,
        )
