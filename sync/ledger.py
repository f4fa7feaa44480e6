"""What the application keeps for the inbox: rows of submissions, and one standing a device."""

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
    """What the application made of a submission whose authorship is settled."""

    status: Status
    code: str = ""


ACCEPTED = Outcome(Status.ACCEPTED)


def held(code: str) -> Outcome:
    """Kept, to be applied later (`Inbox.apply_again`): it left no effect now."""
    return Outcome(Status.HELD, code)


def quarantined(code: str) -> Outcome:
    """Kept for a person to look at: it left no effect now."""
    return Outcome(Status.QUARANTINED, code)


class Unfit(Exception):
    """Raised while applying: the effects of this one are undone and it waits for a person."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unavailable(Exception):
    """Raised by a ledger that cannot write now: it says nothing about any submission, so nothing is settled."""


class Arrival(NamedTuple):
    submission: Submission
    content: Content


Apply = Callable[[Sequence[Arrival]], Awaitable[Sequence[Outcome]]]


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
        """Whether the device's signature over this digest was seen (or somebody vouched for it)."""
        return (self.status, self.code) not in _UNPROVEN

    @property
    def disowned(self) -> bool:
        return (self.status, self.code) == DISOWNED

    @property
    def number_erased(self) -> bool:
        """Whether nothing may come under this number again; else at most these bytes may not."""
        return (self.status, self.code) == ERASED

    @property
    def bytes_erased(self) -> bool:
        return (self.status, self.code) == BYTES_ERASED

    @property
    def receipt(self) -> Receipt:
        return Receipt(self.seq, self.status, self.code, self.number)


UNSIGNED = held("unsigned")
STRANGER = quarantined("device-unknown")
DISOWNED = Outcome(Status.REFUSED, "signature")
TOO_LARGE = Outcome(Status.REFUSED, "size")
EQUIVOCATION = quarantined("equivocation")
ERASED = Outcome(Status.ERASED)
BYTES_ERASED = Outcome(Status.ERASED, "rival")
"""One of several bodies under a number, or the erased bytes again under another: the number still has its own."""
_UNPROVEN = {UNSIGNED, STRANGER, DISOWNED}


class Erasure(NamedTuple):
    """What is to be erased, whether it is here or may still come. `rival`: other bytes speak for the number."""

    seq: int
    digest: bytes
    rival: bool = False


TakeBack = Callable[[Sequence[Entry]], Awaitable[None]]
"""Undoes the effects of accepted rows, which still have their bodies, before these are gone."""


ROW = 512
"""Bytes that a row is counted with beside its body, so that nobody leaves empty ones without end."""


JUMP = 5000
"""How far beyond the last number known a number is believed: one broken counter would make its gaps endless."""
JUMPED = quarantined("number")
TURNS = 100_000
"""How far beyond the last one a turn is believed: one said too high would end all reading."""


@dataclass(frozen=True)
class Standing:
    """What we know of a device. `key` is None for a stranger, `reading` where nothing may be read.

    `held`: what it brought here itself or signed. `barred`: the code it is turned away with, before anything is read.
    `made`: the last number it says it has given, as far as that is believed.
    """

    key: bytes | None = None
    revoked: bool = False
    held: Ranges = Ranges()
    made: int = 0
    barred: str = ""
    reading: bytes | None = None

    def believed(self, numbers: Iterable[int]) -> int:
        """The last number that counts, when it brings or says these: in their order, each without too great a jump
        from what is here. From what was only said before nothing is climbed."""
        here, last = self.held.last, max(self.made, self.held.last)
        for number in sorted(numbers):
            if number > here + JUMP:
                break
            here, last = max(here, number), max(last, number)
        return last


@dataclass(frozen=True)
class Proof:
    """A device's signature and the words it was given over, except the digests, which the rows hold.

    Anybody with the device's public key can check it again: `seal.attest_message(prefix, opening, digests)`.
    """

    device: bytes
    prefix: bytes
    opening: bytes
    named: Ranges
    signature: bytes


class Ledger(Protocol):
    """Storage with transactions. `standing` and `held` are also read outside of them."""

    def transaction(self, device: bytes) -> AbstractAsyncContextManager[None]:
        """Begin and lock this device against other transactions; commit when left, roll back on an exception."""

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """Inside a transaction; undoes its part when left by an exception, which goes on.

        If the storage itself failed, it goes on as `Unavailable`, and the transaction ends with it.
        """

    async def standing(self, device: bytes) -> Standing: ...

    async def room_unsigned(self, device: bytes) -> int:
        """Bytes, counted with `ROW` a row, that may still be left under this name without its signature."""

    async def room_today(self, device: bytes) -> int | None:
        """The same for what a device we know sends by itself; None if nobody measures it."""

    async def held(self, device: bytes, seqs: Sequence[int]) -> Sequence[Entry]:
        """All rows of these seqs in the order they were first kept; usually one a seq."""

    async def hold_many(self, entries: Sequence[Entry]) -> None:
        """Insert rows."""

    async def settle_many(self, entries: Sequence[Entry]) -> None:
        """Set status, code and number of rows that are there."""

    async def erase_many(self, entries: Sequence[Entry]) -> None:
        """Set status and code of rows that are there, and keep nothing else of what they said."""

    async def drop_many(self, entries: Sequence[Entry]) -> None:
        """Forget rows that are there, as if they had never come."""

    async def erased(self, digests: Sequence[bytes]) -> Set[bytes]:
        """Those of these that were erased, under whatever number of whatever device."""

    async def numbers(self, count: int) -> int:
        """The first of `count` consecutive receipt numbers, unique in this ledger."""

    async def note_held(self, device: bytes, held: Ranges) -> None:
        """Keep what `standing` returns as `held`."""

    async def keep_proof(self, proof: Proof) -> None:
        """Keep a signature that fits, with what it was given over: who wrote what can be shown to anybody."""

    async def greet(self, hello: Hello) -> bool:
        """Note made (as far as `Standing.believed`), build, extras and the contact; True if this nonce is new."""

    async def prove(self, device: bytes, turn: int, *, reads: bool) -> int | None:
        """Note a proof of the reading key, or else of the PIN, after `greet`. None when it is believed, else the last
        turn that was: this one is not above it, or more than `TURNS` beyond."""
