"""Example: two phones send notes to an office, in memory, and one answer gets lost. Run `python -m sync.example`."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence

from sync import (
    ACCEPTED,
    Arrival,
    DeviceKey,
    Hello,
    Inbox,
    Labels,
    Outcome,
    Receipt,
    Submission,
    Trust,
    feed,
    make_body,
    parcel,
)
from sync.memory import MemoryLedger

LABELS = Labels.of("example")


class Phone:
    """Keeps what it wrote until a receipt says what became of it."""

    def __init__(self, device: bytes) -> None:
        self.device, self.key = device, DeviceKey.generate()
        self.written: list[Submission] = []
        self.receipts: dict[int, Receipt] = {}
        self.pages: dict[str, bytes] = {}

    def write(self, note: str) -> None:
        body = make_body(kind=1, schema=1, wall=int(time.time()), values=[note])
        self.written.append(Submission(self.device, len(self.written) + 1, body))

    def request(self) -> tuple[Hello, bytes]:
        hello = Hello(self.device, parcel.new_nonce(), made=len(self.written))
        waiting = [one for one in self.written if one.seq not in self.receipts]
        return hello, parcel.request(LABELS, hello, self.key, waiting)

    def read(self, hello: Hello, answer: bytes) -> None:
        reply = parcel.read_answer(
            answer, nonce=hello.nonce
        )  # raises `Malformed` if it answers another request
        self.receipts |= {receipt.seq: receipt for receipt in reply.receipts}
        self.pages |= reply.pages


class Office:
    """Applies notes to a list; the list is a part of the ledger's state, so that both commit together."""

    incarnation = b"office-1"

    def __init__(self) -> None:
        self.ledger = MemoryLedger()
        self.inbox = Inbox(self.ledger, self.apply, LABELS)

    async def apply(self, arrivals: Sequence[Arrival]) -> list[Outcome]:
        for submission, content in arrivals:
            self.ledger.effects.append((submission.device, content.value(0)))
        return [ACCEPTED] * len(arrivals)

    async def exchange(self, request: bytes) -> bytes:
        answer = await self.inbox.exchange(_stream(request))
        now = int(time.time())
        if answer.trust is not Trust.PROVEN or not answer.fresh:
            return answer.head(incarnation=self.incarnation, server_time=now)
        pages = {"/notes": "\n".join(note for _, note in self.ledger.effects).encode()}
        wanted = {path: feed.page_hash(page) for path, page in pages.items()}
        delta = feed.plan_delta(None, wanted)  # None: this office keeps no record of what a phone holds
        head = answer.head(
            incarnation=self.incarnation,
            server_time=now,
            manifest=feed.manifest_hash(wanted),
            replace=delta.replace,
        )
        return head + feed.page_frames(delta, pages.__getitem__)


async def _stream(request: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(request), 100):  # as a network brings it
        yield request[at : at + 100]


async def run() -> tuple[Office, Phone, Phone]:
    office, lan, mai = Office(), Phone(b"phone-01"), Phone(b"phone-02")
    for phone in (lan, mai):
        office.ledger.enrol(phone.device, phone.key.public)

    lan.write("The spring is dry")
    lan.write("Two roofs leak")
    _, request = lan.request()
    await office.exchange(request)  # stored and applied, but this answer never reaches the phone

    mai.write("The bridge is closed")
    for phone in (lan, mai):
        hello, request = phone.request()  # Lan's phone sends both notes again
        phone.read(hello, await office.exchange(request))
    return office, lan, mai


async def _main() -> None:
    office, *phones = await run()
    print("notes at the office:", [note for _, note in office.ledger.effects])  # noqa: T201
    for phone in phones:
        numbers = [receipt.number for receipt in phone.receipts.values()]
        print(phone.device.decode(), "receipt numbers", numbers)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(_main())
