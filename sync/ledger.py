"""The `Ledger` protocol that an application implements, and its values: entries, outcomes, the state of a device."""

from collections.abc import Awaitable, Callable, Iterable, Sequence, Set
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple, Protocol

from sync.envelope import Content, Submission
from sync.frames import Hello, Receipt
from sync.ranges import Ranges


class Status(IntEnum):
    ACCEPTED = 1
    HELD = 2
    QUARANTINED = 3
    REFUSED = 4
    ERASED = 5


class Outcome(NamedTuple):
    """The application's result for one submission."""

    status: Status
    code: str = ""

    @classmethod
    def held(cls, code: str) -> "Outcome":
        """Stored without effect, to be applied later by `Inbox.apply_again`."""
        return cls(Status.HELD, code)

    @classmethod
    def quarantined(cls, code: str) -> "Outcome":
        """Stored without effect until a person decides."""
        return cls(Status.QUARANTINED, code)


ACCEPTED = Outcome(Status.ACCEPTED)


class Unfit(Exception):
    """Raise it while applying: the effects of this submission are rolled back, and it is quarantined."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unavailable(Exception):
    """Raised by a ledger whose storage failed. It is no verdict on any submission, so nothing is settled."""


class Arrival(NamedTuple):
    submission: Submission
    content: Content


Apply = Callable[[Sequence[Arrival]], Awaitable[Sequence[Outcome]]]
"""Applies a batch in the current transaction and returns one outcome for each arrival."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the ledger; (device, seq, digest) is unique, `body` is None once erased."""

    device: bytes
    seq: int
    digest: bytes
    body: bytes | None
    status: Status
    code: str = ""
    number: int | None = None

    @property
    def proven(self) -> bool:
        """A signature of the device over this digest was verified, or the application vouched for it."""
        return (self.status, self.code) not in _UNPROVEN

    @property
    def disowned(self) -> bool:
        return (self.status, self.code) == DISOWNED

    @property
    def number_erased(self) -> bool:
        """No body may come under this number again."""
        return (self.status, self.code) == ERASED

    @property
    def bytes_erased(self) -> bool:
        """This body may not come again; the number has another one."""
        return (self.status, self.code) == BYTES_ERASED

    @property
    def receipt(self) -> Receipt:
        return Receipt(self.seq, self.status, self.code, self.number)


UNSIGNED = Outcome.held("unsigned")
STRANGER = Outcome.quarantined("device-unknown")
DISOWNED = Outcome(Status.REFUSED, "signature")
TOO_LARGE = Outcome(Status.REFUSED, "size")
EQUIVOCATION = Outcome.quarantined("equivocation")
ERASED = Outcome(Status.ERASED)
BYTES_ERASED = Outcome(Status.ERASED, "rival")
"""One of several bodies under a number, or erased bytes that came again under another number."""
_UNPROVEN = {UNSIGNED, STRANGER, DISOWNED}


class Erasure(NamedTuple):
    """One body to erase, stored or still to come. `rival`: the number has another body, which stays."""

    seq: int
    digest: bytes
    rival: bool = False


TakeBack = Callable[[Sequence[Entry]], Awaitable[None]]
"""Undoes the effects of accepted rows while their bodies are still there."""


ROW = 512
"""Bytes that a row counts beside its body, so that empty bodies are limited too."""


JUMP = 5000
"""How far beyond the last known number a number is believed: one broken counter would make the gaps endless."""
JUMPED = Outcome.quarantined("number")
TURNS = 100_000
"""How far beyond the last turn a turn is believed: one too high would end all reading."""


@dataclass(frozen=True)
class DeviceState:
    """What the ledger knows of a device. `key` is None for an unknown device, `reading` where it may read nothing.

    `received`: the numbers that it sent or signed itself. `issued`: the last number that it has given, as far as its
    own claim is believed. `refused_with`: the code to refuse it with before anything is read.
    """

    key: bytes | None = None
    revoked: bool = False
    received: Ranges = Ranges()
    issued: int = 0
    refused_with: str = ""
    reading: bytes | None = None

    def believed(self, numbers: Iterable[int]) -> int:
        """The last number that counts if the device sends or claims these: each at most `JUMP` beyond what is here.

        A number that was only claimed before does not extend the reach.
        """
        here, last = self.received.last, max(self.issued, self.received.last)
        for number in sorted(numbers):
            if number > here + JUMP:
                break
            here, last = max(here, number), max(last, number)
        return last


@dataclass(frozen=True)
class Proof:
    """A device's signature with what it signed, except the digests, which are in the rows.

    To verify it again with the device's public key: `seal.attest_message(prefix, opening, digests)`.
    """

    device: bytes
    prefix: bytes
    opening: bytes
    named: Ranges
    signature: bytes


class Ledger(Protocol):
    """Storage with transactions. Writes happen inside one; `device_state` and `entries` are also read outside."""

    def transaction(self, device: bytes) -> AbstractAsyncContextManager[None]:
        """Begin and lock this device against other transactions; commit at the end, roll back on an exception."""

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """Inside a transaction: roll back this part on an exception and pass the exception on.

        If the storage itself failed, pass on `Unavailable` instead.
        """

    async def device_state(self, device: bytes) -> DeviceState: ...

    async def room_unsigned(self, device: bytes) -> int:
        """Bytes, with `ROW` for each row, that may still be stored for this device without its signature."""

    async def room_today(self, device: bytes) -> int | None:
        """The same for what a known device sends itself; None without a limit."""

    async def entries(self, device: bytes, seqs: Sequence[int]) -> Sequence[Entry]:
        """All rows of these seqs in the order of insertion; usually one for each seq."""

    async def insert_many(self, entries: Sequence[Entry]) -> None: ...

    async def settle_many(self, entries: Sequence[Entry]) -> None:
        """Set status, code and number of existing rows."""

    async def erase_many(self, entries: Sequence[Entry]) -> None:
        """Set status and code of existing rows, and delete body and all that was derived from it."""

    async def drop_many(self, entries: Sequence[Entry]) -> None:
        """Delete existing rows."""

    async def erased(self, digests: Sequence[bytes]) -> Set[bytes]:
        """Those of these digests that were erased, under any number of any device."""

    async def numbers(self, count: int) -> int:
        """The first of `count` consecutive receipt numbers, unique in this ledger."""

    async def note_received(self, device: bytes, received: Ranges) -> None:
        """Set `DeviceState.received`."""

    async def keep_proof(self, proof: Proof) -> None:
        """Store a verified signature, as evidence of authorship for third parties."""

    async def greet(self, hello: Hello) -> bool:
        """Record a contact: issued (as far as `believed`), build, extras. True if the nonce is new."""

    async def prove(self, device: bytes, turn: int, *, reads: bool) -> int | None:
        """Record, after `greet`, a proof of the reading key or else of the PIN.

        None if it is believed. Else the last turn that was: this one is not above it, or more than `TURNS` above.
        """
