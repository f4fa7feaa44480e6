"""The two kinds of incoming stream: an exchange with a device, and a file that another device or a person carried."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from sync import frames, seal
from sync.envelope import Malformed
from sync.frames import FILE, REQUEST, ZERO8, Broken, Claim, Hello, Origin, Receipt, Welcome
from sync.ledger import STRANGER, UNSIGNED, DeviceState, Entry
from sync.ranges import Ranges
from sync.reader import ExchangeRefused, Frame
from sync.receiver import Receiver


class Trust(Enum):
    PROVEN = "proven"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    UNPROVEN = "unproven"


@dataclass(frozen=True)
class Proofs:
    """Of the reading key (`reads`) or of the PIN.

    `pin`: the value that proves a PIN; if the device `reads`, a new one to keep, else one to compare.
    `last_turn`: set when a valid proof was ignored for its turn: the last turn that was believed.
    """

    reads: bool = False
    pin: bytes = b""
    last_turn: int | None = None


@dataclass(frozen=True)
class Answer:
    """The result of an exchange. Send pages and the share only if `fresh`, `trust` is PROVEN, and it `reads`."""

    hello: Hello
    trust: Trust
    fresh: bool
    receipts: tuple[Receipt, ...]
    received: Ranges
    issued: int
    cut: bool
    broken: Broken | None
    """Where the request broke; what came whole before is stored."""
    equivocal: tuple[int, ...]
    full: bool
    proofs: Proofs = Proofs()

    @property
    def reads(self) -> bool:
        return self.proofs.reads

    @property
    def pin(self) -> bytes:
        return self.proofs.pin

    @property
    def last_turn(self) -> int | None:
        return self.proofs.last_turn

    @property
    def missing(self) -> Ranges:
        return self.received.missing(self.issued)

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
        """The answer without its pages, which `feed.page_frames` adds."""
        nonce, high = self.hello.nonce, self.received.high
        welcome = Welcome(nonce, incarnation, server_time, high, manifest, wipe, replace, backoff, copied)
        above = self.received.above
        return frames.answer_head(welcome, self.receipts, above, share, tries, self.broken, self.last_turn)


@dataclass(frozen=True)
class FileReport:
    """What a carried file brought.

    `damaged` seqs could not be opened. `truncated`: the end is missing. `released`: seqs that a signature in this
    file proved first. `full`: an unknown device's file did not fit into its room. `refusal`: why the rest was not read.
    """

    device: bytes
    created: int
    issued: int
    trust: Trust
    count: int
    receipts: tuple[Receipt, ...]
    missing: Ranges
    damaged: tuple[int, ...]
    truncated: bool
    released: frozenset[int]
    refusal: str
    full: bool


class Exchange(Receiver):
    """A request of the device itself, which begins with a signed hello."""

    magic = REQUEST
    hello: Hello
    fresh: bool | None = None
    """Whether the nonce of the hello is new; None until the contact is noted."""
    proofs = Proofs()

    @property
    def label(self) -> bytes:
        return self.setup.labels.exchange

    async def take(self, frame: Frame) -> None:
        """Proofs of the reading key and the PIN count only before the first transaction."""
        if self.introduced and self.fresh is None and frame.kind in (b"v", b"x"):
            self.claims[frame.kind] = frame.payload
        else:
            await super().take(frame)

    async def open(self, frame: Frame) -> None:
        if frame.kind != b"h":
            raise Malformed("format")
        self.hello = Hello.parse(frame.payload)
        self.device, self.opening = self.hello.device, frame.payload
        self.claims: dict[bytes, bytes] = {}
        self.state = await self.ledger.device_state(self.device)

    def introduce(self, frame: Frame) -> None:
        key = self.state.key if self.state else None
        message = seal.attest_message(self.label, self.opening, ())
        # The signature of an unknown device cannot be verified; its submissions are quarantined.
        if frame.kind != b"a" or (key and not seal.verify_signature(key, message, frame.payload)):
            raise ExchangeRefused("signature")
        self.introduced = True

    async def room(self, *, signed: bool) -> int | None:
        if self.stranger:
            return await self.ledger.room_unsigned(self.device)
        return await self.ledger.room_today(self.device)

    async def greet(self) -> None:
        if self.fresh is None and self.state and self.state.key:
            self.fresh = await self.ledger.greet(self.hello)
            if self.fresh:
                self.proofs = await self._proofs(self.state)

    async def _proofs(self, state: DeviceState) -> Proofs:
        labels = self.setup.labels
        reading = self._claim(b"v", labels.reading, state.reading)
        claim = reading or self._claim(b"x", labels.pin, state.key)
        if claim is None:
            return Proofs()
        last_turn = await self.ledger.prove(self.device, claim.turn, reads=bool(reading))
        return Proofs(bool(reading), claim.value) if last_turn is None else Proofs(last_turn=last_turn)

    def _claim(self, kind: bytes, label: bytes, key: bytes | None) -> Claim | None:
        """An invalid proof is ignored: it must not keep the submissions from being stored."""
        try:
            claim = Claim.parse(self.claims[kind])
        except (KeyError, Malformed):
            return None
        message = seal.claim_message(label, self.opening, claim.turn, claim.value)
        return claim if key and seal.verify_signature(key, message, claim.signature) else None

    async def answer(self) -> Answer:
        if self.fresh is None and self.state and self.state.key:
            async with self._writing():
                pass
        now = await self.ledger.device_state(self.device)
        trust = Trust.UNKNOWN if now.key is None else Trust.REVOKED if now.revoked else Trust.PROVEN
        progress = self.progress
        return Answer(
            hello=self.hello,
            trust=trust,
            fresh=bool(self.fresh),
            receipts=await self.mentions.receipts(self.ledger, self.device),
            received=now.received,
            issued=now.believed([self.hello.made]),
            cut=progress.cut,
            broken=Broken(progress.frames, progress.refusal) if progress.refusal else None,
            equivocal=tuple(progress.equivocal),
            full=progress.full,
            proofs=self.proofs,
        )


class Carried(Receiver):
    """A file proves nothing about its device until one of its signatures fits: anyone can make a file."""

    magic, items, unattributed = FILE, (b"s",), True
    origin: Origin

    @property
    def label(self) -> bytes:
        return self.setup.labels.file

    async def open(self, frame: Frame) -> None:
        if frame.kind != b"o":
            raise Malformed("format")
        self.origin = Origin.parse(frame.payload)
        if self.setup.office is None or self.origin.office != self.setup.office.fingerprint:
            raise ExchangeRefused("wrong-node")
        self.device, self.opening = self.origin.device, frame.payload
        self.state = await self.ledger.device_state(self.device)
        self.introduced = True

    def introduce(self, frame: Frame) -> None:
        raise AssertionError

    async def room(self, *, signed: bool) -> int | None:
        return None if signed else await self.ledger.room_unsigned(self.device)

    async def disown(self, rows: Sequence[Entry]) -> None:
        """A wrong file says nothing about bodies that came another way."""
        await super().disown([row for row in rows if row.seq in self.mentions.sent])

    async def report(self) -> FileReport:
        now = await self.ledger.device_state(self.device)
        receipts = await self.mentions.receipts(self.ledger, self.device)
        proven = Trust.PROVEN if self.progress.signed else Trust.UNPROVEN
        issued = now.believed([self.origin.made])
        waiting = [one.seq for one in receipts if (one.status, one.code) in (UNSIGNED, STRANGER)]
        return FileReport(
            device=self.device,
            created=self.origin.created,
            issued=issued,
            trust=Trust.UNKNOWN if now.key is None else Trust.REVOKED if now.revoked else proven,
            count=len(self.mentions.sent),
            receipts=receipts,
            missing=now.received.missing(min(self.origin.made, issued)) - Ranges.of(waiting),
            damaged=tuple(sorted(self.batch.damaged)),
            truncated=self.progress.cut,
            released=frozenset(self.progress.released),
            refusal=self.progress.refusal,
            full=self.progress.full,
        )
