"""Phones and an office that behave as FORMAT.md says, on the real library, with a clock the test turns."""

import copy
import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sync import contacts, feed, merge, parcel, seal
from sync.envelope import Content, Submission, make_body, opid, to_text
from sync.frames import ZERO8, Hello, Origin, Receipt
from sync.inbox import ACCEPTED, Arrival, Entry, Inbox, Outcome, Status, Trust, Unfit
from sync.ledger import Erasure
from sync.memory import MemoryLedger
from sync.merge import Stamp
from tests.sync import fate
from webapp.core.labels import LABELS

LOG, FIELD, OTHER, POISON, FAULT, RULING, REPORT = 1, 3, 4, 98, 99, 90, 91
BATCH = 4
UNSETTLED = {(Status.HELD, "unsigned"), (Status.REFUSED, "signature")}


def ticked(last: Stamp, now: int) -> Stamp:
    """The stamp of a new edit on a device: it never runs backwards."""
    return Stamp(now, 0, last.device) if now > last.wall else last._replace(counter=last.counter + 1)


class Phone:
    """Its records and receipts are on its disk; only an eviction loses them, and then its id with them.

    One that is not `thorough` does as the browser's: to a restored office it offers what is above `high`, and asks for nothing.
    """

    def __init__(self, device: bytes, owner: str, office: bytes, *, thorough: bool = True) -> None:
        self.device, self.owner, self.office = device, owner, office
        self.thorough = thorough
        self.key = fate.device_key()
        self.written: dict[int, Submission] = {}
        self.at_rest: dict[int, Submission | parcel.Sealed] = {}
        self.receipts: dict[int, Receipt] = {}
        self.of_old: set[int] = set()  # receipts that an earlier incarnation gave
        self.there: set[int] = set()
        self.asked: set[int] = set()
        self.made = 0
        self.skew = 0
        self.stamp = Stamp(0, 0, to_text(device))
        self.incarnation = self.manifest = ZERO8
        self.pages: dict[str, bytes] = {}
        self.doubt = self.wiped = False

    def write(
        self, now: int, kind: int, entity: str, values: Sequence[Any], *, schema: int = 1
    ) -> Submission:
        self.stamp = ticked(self.stamp, max(0, now + self.skew))
        self.made += 1
        body = make_body(
            kind=kind, schema=schema, wall=self.stamp.wall, counter=self.stamp.counter,
            entity=entity, values=values,
        )  # fmt: skip
        one = self.written[self.made] = Submission(self.device, self.made, body)
        session = fate.session(self.device, self.office)
        self.at_rest[self.made] = parcel.sealed(session, one) if self.made % 3 == 0 else one
        return one

    def seen(self, entity: str, field: str) -> list[str]:
        """Every change of a field that its person can see: on the page, and their own that wait."""
        page = self.pages.get(f"/{entity}")
        live = json.loads(page)["fields"].get(field, []) if page else []
        own = [
            opid(self.device, seq, 0)
            for seq, one in self.written.items()
            if (content := Content.parse(one.body)).entity == entity and content.value(0) == field
        ]
        return sorted({name for name, _ in live} | set(own[-3:]))

    def open_seqs(self) -> list[int]:
        return [seq for seq in sorted(self.written) if not self.settled(seq)]

    def settled(self, seq: int) -> bool:
        receipt = self.receipts.get(seq)
        return bool(receipt) and (receipt.status, receipt.code) not in UNSETTLED

    def failed(self) -> set[int]:
        """Not at the office, whatever its `high` says: a copy of this phone may have given it that number."""
        return {seq for seq, receipt in self.receipts.items() if receipt.code == "signature"}

    def request(self, now: int) -> tuple[Hello, bytes]:
        """After a doubt it asks first; else it sends what is missing and signs that and what waits unsigned."""
        opening = Hello(
            self.device, fate.nonce(), made=self.made, now=max(0, now + self.skew), build=1,
            incarnation=self.incarnation, manifest=self.manifest,
        )  # fmt: skip
        open_ = self.open_seqs()
        self.asked = set()
        if self.doubt:
            waiting = open_ + [seq for seq, row in self.receipts.items() if row.status in (2, 3)]
            self.asked = set(waiting)
            return opening, parcel.request(
                LABELS, opening, self.key, asked={seq: self.written[seq].digest for seq in waiting}
            )
        items = [self.at_rest[seq] for seq in open_ if seq not in self.there][:BATCH]
        named = [(seq, self.written[seq].digest) for seq in open_ if seq in self.there]
        return opening, parcel.request(LABELS, opening, self.key, items, named=named, failed=self.failed())

    def read(self, whole: bytes, opening: Hello, *, cut: bool = False) -> None:
        """One transaction: all of the answer or nothing of it; of one that was cut, up to its last mark."""
        reply = parcel.read_answer(whole, nonce=opening.nonce, cut=cut)
        self.doubt = False
        if self.incarnation not in (ZERO8, reply.welcome.incarnation):
            self.restored(reply)
        self.incarnation = reply.welcome.incarnation
        for receipt in reply.receipts:
            self.note(receipt)
        here = {seq for seq in self.written if seq <= reply.welcome.high or seq in reply.known}
        told = {receipt.seq for receipt in reply.receipts}
        self.there = here - self.failed() - (self.asked - told)
        self.turn_pages(reply)
        if reply.welcome.wipe and not self.open_seqs():
            self.pages, self.manifest, self.wiped = {}, ZERO8, True

    def restored(self, reply: parcel.Reply) -> None:
        """The office lost what came after its backup: what the phone still has is in doubt again."""
        self.doubt = self.thorough
        for seq, receipt in list(self.receipts.items()):
            if self.thorough or seq > reply.welcome.high and receipt.status is not Status.REFUSED:
                del self.receipts[seq]
        self.of_old = set(self.receipts)

    def note(self, receipt: Receipt) -> None:
        self.receipts[receipt.seq] = receipt
        self.of_old.discard(receipt.seq)

    def turn_pages(self, reply: parcel.Reply) -> None:
        if reply.manifest is None:
            return
        held = {} if reply.welcome.replace else dict(self.pages)
        for path in reply.dropped:
            held.pop(path, None)
        held |= reply.pages
        self.manifest = feed.manifest_hash({path: feed.page_hash(page) for path, page in held.items()})
        assert self.manifest == reply.manifest, "pages do not come to what the office says"
        self.pages = held

    def saved_file(self, now: int, office: seal.OfficeKey, *, seqs: Sequence[int] | None = None) -> bytes:
        """Everything it still has, sealed, for a courier."""
        session = fate.session(self.device, self.office)
        items = [parcel.sealed(session, self.written[seq]) for seq in seqs or sorted(self.written)]
        return parcel.carried_file(
            LABELS, Origin(self.device, office.fingerprint, self.made, now), self.key, items
        )


class TimedLedger(MemoryLedger):
    """Notes contacts, as an office does, and fails when it is told to."""

    def __init__(self, now: Callable[[], int]) -> None:
        super().__init__()
        self.now = now
        self.state |= {"contacts": defaultdict(tuple), "allowed": frozenset()}
        self.writes_left: int | None = None

    def write(self) -> None:
        if self.writes_left is not None:
            self.writes_left -= 1
            if self.writes_left < 0:
                raise OSError(28, "no space left on device")

    @asynccontextmanager
    async def transaction(self, device: bytes):
        async with super().transaction(device):
            yield
            self.write()

    async def insert_many(self, entries):
        self.write()
        await super().insert_many(entries)

    async def settle_many(self, entries):
        self.write()
        await super().settle_many(entries)

    async def note_received(self, device, received):
        self.write()
        await super().note_received(device, received)

    async def greet(self, hello):
        self.write()
        fresh = await super().greet(hello)
        if fresh:
            self.state["contacts"][hello.device] += (contacts.Contact(self.now(), hello.now, hello.made),)
        return fresh


class Office:
    """Takes in, judges rights by when a record can have been written, folds changes, makes pages."""

    def __init__(
        self, now: Callable[[], int], cared_for: Callable[[str, str, int], bool], entities: Sequence[str]
    ) -> None:
        self.now, self.cared_for, self.entities = now, cared_for, entities
        self.seal = fate.office()
        self.ledger = TimedLedger(now)
        self.inbox = Inbox(self.ledger, self.apply, LABELS, office=self.seal, keep_every=2, commit_every=2)
        self.incarnation = fate.nonce()
        self.knows = 1
        self.owners: dict[bytes, str] = {}
        self.keys: dict[bytes, bytes] = {}
        self.issued: dict[bytes, dict[bytes, feed.Manifest]] = defaultdict(dict)

    def enrol(self, phone: Phone) -> None:
        self.owners[phone.device], self.keys[phone.device] = phone.owner, phone.key.public
        self.ledger.enrol(phone.device, phone.key.public)

    async def apply(self, arrivals: Sequence[Arrival]) -> list[Outcome]:
        return [await self.one(*arrival) for arrival in arrivals]

    async def one(self, submission: Submission, content: Content) -> Outcome:
        if content.schema > self.knows:
            return Outcome.held("schema")
        allowed = submission.digest in self.ledger.state["allowed"]
        if not allowed and content.entity and not self.may(submission, content.entity):
            return Outcome.quarantined("scope")
        effect = (submission.device, submission.seq, submission.digest, content)
        self.ledger.state["effects"].append(effect)
        if content.kind == POISON and not allowed:
            raise Unfit("form")
        if content.kind == FAULT and self.knows < 2:
            raise KeyError("a fault of ours, mended in the next release")
        if content.kind == RULING:
            self.ledger.state["allowed"] |= {bytes.fromhex(str(content.value(0)))}
        return ACCEPTED

    def may(self, submission: Submission, entity: str) -> bool:
        """In care at any time at which it can have been written, whatever the phone's clock said."""
        after = contacts.written_after(self.ledger.state["contacts"][submission.device], submission.seq)
        return self.cared_for(self.owners.get(submission.device, ""), entity, after or 0)

    async def exchange(self, chunks: AsyncIterable[bytes]) -> bytes:
        answer = await self.inbox.exchange(chunks)
        head: dict[str, Any] = {"incarnation": self.incarnation, "server_time": self.now()}
        if answer.trust is Trust.REVOKED:
            return answer.head(**head, wipe=True)
        if answer.trust is not Trust.PROVEN or not answer.fresh:
            return answer.head(**head)
        device, told = answer.hello.device, answer.hello.manifest
        pages = self.pages(self.owners[device])
        wanted = {path: feed.page_hash(page) for path, page in pages.items()}
        confirmed = {} if told == ZERO8 else self.issued[device].get(told)
        delta = feed.plan_delta(
            confirmed, wanted, sizes={path: len(page) for path, page in pages.items()}, budget=300, pieces=9
        )
        for stage in (delta.manifest, *feed.partial_manifests(delta.before, delta.manifest, delta.put)):
            self.issued[device][feed.manifest_hash(stage)] = stage
        start = answer.head(**head, manifest=feed.manifest_hash(wanted), replace=delta.replace)
        return start + feed.page_frames(delta, pages.__getitem__)

    def pages(self, person: str) -> dict[str, bytes]:
        """Two an entity in care: one stays small, the other changes with every record, so that answers have pieces."""
        view = self.view()
        log = Counter(effect[3].entity for effect in self.ledger.effects)
        pages = {}
        for entity in self.entities:
            if self.cared_for(person, entity, self.now()):
                pages[f"/{entity}"] = json.dumps({"fields": view.get(entity, {})}).encode()
                pages[f"/{entity}/log"] = f"{log[entity]} records".encode()
        return pages

    def view(self) -> dict[str, dict[str, list[tuple[str, merge.Value]]]]:
        """Entity -> field -> what is live; the projection that pages are made from."""
        view: dict[str, Any] = defaultdict(dict)
        for (entity, field), folded in merge.fold_changes(self.changes(FIELD)).items():
            view[entity][field] = [(change.opid, change.value) for change in folded.live]
        return dict(view)

    def changes(self, kind: int) -> list[merge.Change]:
        return [changed(*effect) for effect in self.ledger.effects if effect[3].kind == kind]

    def backup(self) -> Any:
        return copy.deepcopy(self.ledger.state)

    async def restore(self, kept: Any) -> None:
        devices = {name: key for name, key in self.keys.items()}
        self.ledger.state = copy.deepcopy(kept)
        for (
            device,
            key,
        ) in devices.items():  # enrolment is told anew: a phone without it could never come back
            if device not in self.ledger.state["devices"]:
                self.ledger.enrol(device, key)
        self.incarnation = fate.nonce()
        self.issued.clear()
        for device in devices:
            await self.inbox.count_proven(device, {row.seq for row in self.ledger.rows if not row.proven})

    async def erase(self, device: bytes, named: Sequence[Erasure]) -> None:
        await self.inbox.erase(device, named, take_back=self.take_back)

    async def take_back(self, rows: Sequence[Entry]) -> None:
        gone = {row.digest for row in rows}
        self.ledger.state["effects"] = [one for one in self.ledger.effects if one[2] not in gone]

    async def read_again(self) -> None:
        """Everything that is not put aside: what was applied before is left as it is."""
        waiting = [
            row
            for row in self.ledger.rows
            if row.body and row.status is not Status.QUARANTINED and row.proven
        ]
        for row in waiting:
            await self.inbox.apply_again(row.device, [row.seq], digests={row.digest})


def changed(device: bytes, seq: int, _digest: bytes, content: Content) -> merge.Change:
    field, value, base = (content.value(place) for place in range(3))
    base = frozenset(str(name) for name in base) if isinstance(base, tuple) else frozenset()
    stamp = Stamp(content.wall, content.counter, to_text(device))
    return merge.Change(opid(device, seq, 0), content.entity, str(field), value, base, stamp)
