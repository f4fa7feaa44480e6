"""One phone, one office, and ways to cut what goes between them."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from sync import parcel, seal
from sync.envelope import Submission, make_body, to_text
from sync.frames import Hello, Origin
from sync.inbox import ACCEPTED, Answer, Arrival, Inbox, Outcome, Unfit
from sync.memory import MemoryLedger
from sync.ranges import Ranges
from webapp.core.labels import LABELS

DEVICE = bytes(range(1, 9))
HOUSE = to_text(bytes(range(8)))
INCARNATION = b"incarnat"
OFFICE = seal.OfficeKey.generate(LABELS)
KEY = seal.DeviceKey.generate()


def visit(
    seq: int, note: str = "Nhà cần sửa đường nước", *, device: bytes = DEVICE, kind: int = 1
) -> Submission:
    body = make_body(
        kind=kind, schema=1, wall=1763815200 + seq, entity=HOUSE, values=[1, [1, 2], 0, f"{note} {seq}"]
    )
    return Submission(device, seq, body)


def visits(count: int) -> list[Submission]:
    return [visit(seq) for seq in range(1, count + 1)]


class Office:
    """The receiving side; kinds 90 and up are troublesome on purpose."""

    def __init__(self, **settings: Any) -> None:
        self.ledger = MemoryLedger()
        self.allows = False
        self.ledger.enrol(DEVICE, KEY.public)
        self.inbox = Inbox(self.ledger, self.apply, LABELS, **({"office": OFFICE} | settings))

    async def apply(self, arrivals: Sequence[Arrival]) -> list[Outcome]:
        outcomes = []
        for (device, seq, _), content in arrivals:
            if content.kind == 97:
                outcomes.append(Outcome.held("schema"))
                continue
            if content.kind == 96 and not self.allows:
                outcomes.append(Outcome.quarantined("scope"))
                continue
            self.ledger.effects.append((device, seq, content.value(3)))
            if content.kind == 99:
                raise Unfit("form")
            if content.kind == 98:
                raise KeyError("a fault of ours")
            outcomes.append(ACCEPTED)
        return outcomes

    async def take(self, request: bytes, *, chunk: int = 1 << 20) -> Answer:
        return await self.inbox.exchange(in_chunks(request, chunk))

    @property
    def done(self) -> list[int]:
        """Seqs that had an effect, each time they had one."""
        return sorted(seq for _, seq, _ in self.ledger.effects)


def hello(made: int = 0, *, device: bytes = DEVICE) -> Hello:
    return Hello(device, parcel.new_nonce(), made=made, now=1763815300, build=1)


def request(
    items: Sequence[Any] = (), *, key: seal.DeviceKey = KEY, device: bytes = DEVICE, **more: Any
) -> bytes:
    made = max((item.seq for item in items), default=0)
    return parcel.request(LABELS, hello(made, device=device), key, items, **more)


def sealed(items: Iterable[Submission], office: bytes = OFFICE.public) -> list[parcel.Sealed]:
    session = seal.WritingSession(LABELS, DEVICE, office)
    return [parcel.sealed(session, item) for item in items]


def carried(
    items: Sequence[parcel.Sealed], *, key: seal.DeviceKey = KEY, office: bytes = OFFICE.fingerprint
) -> bytes:
    return parcel.carried_file(
        LABELS, Origin(DEVICE, office, made=len(items), created=1763815300), key, items
    )


async def in_chunks(whole: bytes, size: int = 1 << 20, *, breaks: bool = False) -> AsyncIterator[bytes]:
    for at in range(0, len(whole), size):
        yield whole[at : at + size]
    if breaks:
        raise ConnectionResetError


class Phone:
    """Follows FORMAT.md: after a doubt it asks first, then sends what is missing and signs the rest."""

    def __init__(
        self, items: Sequence[Submission], *, wrap_sealed: bool = False, deflate: bool = True
    ) -> None:
        self.outbox = {item.seq: item for item in items}
        self.at_rest = {item.seq: item for item in sealed(items)} if wrap_sealed else dict(self.outbox)
        self.deflate = deflate
        self.receipts: dict[int, Any] = {}
        self.there: set[int] = set()
        self.sent_bytes = 0

    def settled(self, seq: int) -> bool:
        receipt = self.receipts.get(seq)
        return bool(receipt) and (receipt.status, receipt.code) not in {(2, "unsigned"), (4, "signature")}

    def next_request(self, *, ask: bool = False) -> tuple[Hello, bytes]:
        opening = hello(len(self.outbox))
        open_ = [seq for seq in self.outbox if not self.settled(seq)]
        if ask:
            return opening, parcel.request(LABELS, opening, KEY, asked=Ranges.of(open_), deflate=self.deflate)
        items = [self.at_rest[seq] for seq in open_ if seq not in self.there]
        named = [(seq, self.outbox[seq].digest) for seq in open_ if seq in self.there]
        return opening, parcel.request(LABELS, opening, KEY, items, named=named, deflate=self.deflate)

    def read(self, answer: Answer, opening: Hello) -> None:
        reply = parcel.read_answer(
            answer.head(incarnation=INCARNATION, server_time=1763815301), nonce=opening.nonce
        )
        self.receipts |= {receipt.seq: receipt for receipt in reply.receipts}
        here = {seq for seq in self.outbox if seq <= reply.welcome.high or seq in reply.known}
        self.there = {seq for seq in here if getattr(self.receipts.get(seq), "code", "") != "signature"}

    async def recover(self, office: Office) -> None:
        """Ask, then send what is missing."""
        for ask in (True, False):
            opening, sent = self.next_request(ask=ask)
            self.sent_bytes += len(sent)
            self.read(await office.take(sent), opening)
