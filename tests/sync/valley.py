"""A valley: three phones of two people, an office, its province, and the ways between them."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any

from sync.envelope import Malformed, Submission, to_text
from sync.inbox import ExchangeRefused
from sync.ledger import Erasure
from tests.sync import fate
from tests.sync.nodes import RULING, Office, Phone
from tests.sync.stage import in_chunks

ENTITIES = [to_text(bytes([number] * 8)) for number in (1, 2, 3)]
NODE = bytes([9] * 8)
Key = tuple[bytes, int, bytes]
_loop = asyncio.new_event_loop()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return _loop.run_until_complete(work)


class World:
    def __init__(self, seed: int = 0) -> None:
        fate.begin(seed)
        self.now = 1_700_000_000
        self.care: list[tuple[str, str, int, int | None]] = []
        self.office = Office(lambda: self.now, self.cared_for, ENTITIES)
        self.province = Office(lambda: self.now, lambda *_: True, ())
        self.count = 0
        self.phones = [self.new_phone(owner) for owner in ("lan", "lan", "mai")]
        self.node = Phone(NODE, "office", self.province.seal.public)
        self.province.enrol(self.node)
        self.desk = Phone(bytes([8] * 8), "office", self.office.seal.public)
        self.office.enrol(self.desk)
        self.past: list[Phone] = []
        self.cloned: set[bytes] = set()
        self.forged: set[bytes] = set()  # somebody without the key left bytes under one of their numbers
        self.revoked: set[bytes] = set()
        self.before_revoked: set[bytes] = set()
        self.true_time: dict[bytes, int] = {}
        self.unattributed: set[Key] = set()  # came in files and nobody signed it, or not before a backup
        self.offered: set[Key] = set()  # sent by its own phone since the last restore
        self.erased: dict[tuple[bytes, Erasure], None] = {}  # a file beside the database, in no backup of it
        self.sent: list[bytes] = []
        self.files: list[bytes] = []
        self.late: list[tuple[Phone, bytes]] = []
        self.backups: list[Any] = []
        self.assign(0, "lan")
        self.assign(1, "lan")
        self.assign(2, "mai")

    def new_phone(self, owner: str) -> Phone:
        self.count += 1
        device = bytes([self.count] * 7 + [77])
        phone = Phone(device, owner, self.office.seal.public, thorough=self.count % 2 == 1)
        self.office.enrol(phone)
        return phone

    def everyone(self) -> list[Phone]:
        return [*self.phones, *self.past]

    def cared_for(self, person: str, entity: str, after: int) -> bool:
        return person == "office" or any(
            (who, what) == (person, entity) and (until is None or until > after)
            for what, who, _since, until in self.care
        )

    def assign(self, entity: int, person: str) -> None:
        self.now += 1
        name = ENTITIES[entity]
        self.care = [
            (what, who, since, self.now if what == name and until is None else until)
            for what, who, since, until in self.care
        ]
        self.care.append((name, person, self.now, None))

    def written(self, phone: Phone, *args: Any, **more: Any) -> None:
        self.now += 1
        one = phone.write(self.now, *args, **more)
        self.true_time[one.digest] = self.now

    def talk(
        self,
        phone: Phone,
        office: Office,
        *,
        upto: float = 1,
        answered: bool = True,
        heard: float = 1,
        during: Callable[[], None] | None = None,
    ) -> bool:
        """One exchange; True if the phone read the answer, or what of it came before a cut."""
        opening, whole = phone.request(self.now)
        self.offered |= {(one.device, one.seq, one.digest) for one in phone.written.values()}
        part = whole[: max(0, int(upto * len(whole)))] if upto < 1 else whole
        if during:
            during()
        answer = self.deliver(office, part, breaks=part != whole)
        if answer:
            self.sent.append(whole)
        if answer is None or not answered:
            phone.doubt = True
            if answer:
                self.late.append((phone, answer))
            return False
        part = answer[: int(heard * len(answer))] if heard < 1 else answer
        try:
            phone.read(part, opening, cut=heard < 1)
        except Malformed:
            assert heard < 1
            phone.doubt = True
            return False
        return True

    def deliver(self, office: Office, part: bytes, *, breaks: bool = False) -> bytes | None:
        try:
            return run(office.exchange(in_chunks(part, 97 if len(part) % 2 else 1 << 20, breaks=breaks)))
        except (ExchangeRefused, OSError):
            return None

    def bring(self, whole: bytes) -> None:
        before = set(self.office.ledger.state["rows"])
        with contextlib.suppress(ExchangeRefused, OSError):
            run(self.office.inbox.import_file(in_chunks(whole, 501)))
        self.unattributed |= set(self.office.ledger.state["rows"]) - before

    def restore(self, kept: Any) -> None:
        run(self.office.restore(kept))
        self.offered.clear()
        self.unattributed |= {key for key, row in self.office.ledger.state["rows"].items() if not row.proven}

    def erase_again(self) -> None:
        for device, one in self.erased:
            run(self.office.erase(device, [one]))

    @property
    def gone(self) -> set[bytes]:
        return {one.digest for _, one in self.erased}

    def rule(self, digest: bytes, verdict: str) -> None:
        """A person at the office decides; the decision is a submission of the office's own."""
        row = next(row for row in self.office.ledger.rows if row.digest == digest)
        if verdict == "reject":
            run(self.office.inbox.refuse(row.device, [row.seq], digests={digest}, code="rejected"))
            return
        self.written(self.desk, RULING, "", [digest.hex()])
        self.settle_desk()
        run(self.office.inbox.apply_again(row.device, [row.seq], digests={digest}))

    def settle_desk(self) -> None:
        for seq in self.desk.open_seqs():
            self.desk.note(run(self._enter(self.desk.written[seq])))

    async def _enter(self, submission: Submission) -> Any:
        async with self.office.ledger.transaction(submission.device):
            return await self.office.inbox.enter(submission)
