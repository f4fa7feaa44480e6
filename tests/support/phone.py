"""A phone in Python: it enrols by key, writes submissions and exchanges them over HTTP, as static/*.js does."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from sync import parcel, seal
from sync.envelope import Submission, from_text, make_body
from sync.frames import ZERO8, Hello
from sync.ranges import Ranges
from webapp.accounts.models import Device
from webapp.core.database.db import new_id
from webapp.core.keys import office_point
from webapp.core.labels import LABELS
from webapp.people.models import Member

MEDIA = "application/vnd.gandan.exchange"


@dataclass
class Phone:
    device: bytes
    key: seal.DeviceKey
    office: bytes
    reading: seal.DeviceKey = field(default_factory=seal.DeviceKey.generate)
    """Under the PIN on a real phone: only an unlocked one can use it, and the next."""
    receive: seal.ReceiveKey = field(default_factory=seal.ReceiveKey.generate)
    locked: bool = False
    turn: int = 0
    outbox: list[Submission] = field(default_factory=list)
    incarnation: bytes = ZERO8
    manifest: bytes = ZERO8
    pages: dict[str, bytes] = field(default_factory=dict)
    receipts: dict[int, Any] = field(default_factory=dict)
    wants_pages: bool = True
    extras: dict[str, Any] = field(default_factory=dict)
    ahead: int = 0
    """Seconds by which its clock runs ahead of the office's."""

    def write(
        self,
        kind: int,
        entity: str,
        values: list[Any],
        *,
        wall: int | None = None,
        schema: int = 1,
        files: list[Any] | None = None,
        helped: bool = False,
    ) -> Submission:
        body = make_body(
            kind=kind,
            schema=schema,
            wall=self.clock() if wall is None else wall,
            entity=entity,
            values=values,
            extras=({"f": files} if files else {}) | ({"h": 1} if helped else {}) or None,
        )
        submission = Submission(self.device, len(self.outbox) + 1, body)
        self.outbox.append(submission)
        return submission

    def clock(self) -> int:
        return int(time.time()) + self.ahead

    def hello(self) -> Hello:
        return Hello(
            device=self.device,
            nonce=parcel.new_nonce(),
            incarnation=self.incarnation,
            manifest=self.manifest,
            made=len(self.outbox),
            now=self.clock(),
            build=1,
            extras=self.extras | ({} if self.wants_pages else {"nopages": 1}),
        )

    def unsettled(self) -> list[Submission]:
        return [s for s in self.outbox if s.seq not in self.receipts or self.receipts[s.seq].status != 1]

    def sealed(self, items: list[Submission]) -> list[parcel.Sealed]:
        session = seal.WritingSession(LABELS, self.device, self.office)
        return [parcel.sealed(session, item) for item in items]

    def request(
        self, items: list[Any], hello: Hello | None = None, asked: Ranges | None = None
    ) -> tuple[Hello, bytes]:
        hello = hello or self.hello()
        self.turn += 1
        claims = [] if self.locked else [parcel.proof(LABELS, b"v", hello, self.reading, self.turn)]
        return hello, parcel.request(LABELS, hello, self.key, items, asked=asked, claims=claims)

    def take(self, hello: Hello, answer: bytes, *, cut: bool = False) -> parcel.Reply:
        reply = parcel.read_answer(answer, nonce=hello.nonce, cut=cut)
        if reply.welcome.replace and reply.manifest is not None:
            self.pages.clear()
        self.receipts |= {receipt.seq: receipt for receipt in reply.receipts}
        self.incarnation = reply.welcome.incarnation
        for path in reply.dropped:
            self.pages.pop(path, None)
        self.pages |= reply.pages
        if reply.manifest is not None:
            self.manifest = reply.manifest
        return reply

    async def exchange(self, browser: httpx.AsyncClient, items: list[Any] | None = None) -> parcel.Reply:
        hello, body = self.request(self.unsettled() if items is None else items)
        answer = await post(browser, body)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == MEDIA
        return self.take(hello, answer.content)


async def post(browser: httpx.AsyncClient, body: bytes) -> httpx.Response:
    return await browser.post("/sync/v1/exchange", content=body, headers={"content-type": MEDIA})


async def enrolled(member: Member) -> Phone:
    """A phone as enrolment leaves it."""
    phone = Phone(b"", seal.DeviceKey.generate(), office_point())
    device = await Device.create(
        id=new_id(),
        commune=member.commune,
        kind="phone",
        member=member,
        sign_key=phone.key.public,
        reading_key=phone.reading.public,
        receive_key=phone.receive.public,
        share=bytes(32),
        enrolled_at=datetime.now(UTC),
    )
    phone.device = from_text(device.id)
    return phone
