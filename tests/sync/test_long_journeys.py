"""Any mixture of cuts, lost answers, couriers, replays and forgeries: at the end all is there, once."""

import asyncio
import contextlib
import os

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sync import parcel, seal
from sync.inbox import ExchangeRefused
from tests.sync.stage import DEVICE, Office, Phone, carried, in_chunks, request, sealed, visit

RANK = {2: 1, 3: 1, 1: 2, 4: 2, 5: 3}
FORGER = seal.DeviceKey.generate()
PARTS = st.floats(0, 1)


class Journey(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.office = Office(keep_every=2, commit_every=3)
        self.phone = Phone([])
        self.sent: list[bytes] = []
        self.files: list[bytes] = []
        self.best: dict[int, int] = {}

    @rule(count=st.integers(1, 5), troubles=st.sampled_from([1, 1, 1, 96, 97, 98, 99]))
    def write(self, count, troubles):
        start = len(self.phone.outbox)
        for seq in range(start + 1, start + 1 + count):
            one = visit(seq, kind=troubles if seq == start + 1 else 1)
            self.phone.outbox[seq] = one
            (self.phone.at_rest[seq],) = sealed([one]) if seq % 3 == 0 else [one]

    @rule(ask=st.booleans(), arrives=PARTS, answered=st.booleans(), chunk=st.sampled_from([1, 50, 9999]))
    def exchange(self, ask, arrives, answered, chunk):
        opening, whole = self.phone.next_request(ask=ask)
        self.sent.append(whole)
        part = whole if arrives > 0.5 else whole[: int(2 * arrives * len(whole))]
        answer = self.deliver(in_chunks(part, chunk, breaks=part != whole))
        if answer and answered:
            self.phone.read(answer, opening)

    @rule(kept=PARTS)
    def carry(self, kept):
        items = [
            parcel.sealed(seal.WritingSession(DEVICE, self.office_key), one)
            for one in self.phone.outbox.values()
        ]
        self.files.append(carried(items))
        self.bring(self.files[-1][: int(kept * len(self.files[-1]))] if kept < 0.5 else self.files[-1])

    @rule(which=st.integers(0, 99))
    def replay(self, which):
        if self.sent:
            whole = self.sent[which % len(self.sent)]
            self.deliver(in_chunks(whole))
        if self.files:
            self.bring(self.files[which % len(self.files)])

    @rule(which=st.integers(0, 99))
    def forge(self, which):
        seq = which % (len(self.phone.outbox) + 2) + 1
        self.bring(carried(sealed([visit(seq, note="forged")]), key=FORGER))
        with contextlib.suppress(ExchangeRefused):
            asyncio.run(self.office.take(request([visit(seq, note="forged")], key=FORGER)))

    def deliver(self, chunks):
        with contextlib.suppress(ExchangeRefused):
            return asyncio.run(self.office.inbox.exchange(chunks))

    def bring(self, whole):
        with contextlib.suppress(ExchangeRefused):
            asyncio.run(self.office.inbox.import_file(in_chunks(whole, 200)))

    @property
    def office_key(self):
        return self.office.inbox._office.public

    @invariant()
    def every_effect_happened_once_and_is_the_writers_own(self):
        assert len(self.office.done) == len(set(self.office.done))
        for _, _, note in self.office.ledger.effects:
            assert "forged" not in note

    @invariant()
    def a_receipt_never_falls(self):
        for seq, receipt in self.phone.receipts.items():
            rank = RANK[receipt.status]
            assert rank >= self.best.get(seq, 0)
            self.best[seq] = rank

    @invariant()
    def a_final_receipt_is_true(self):
        rows = {(row.seq, row.digest): row for row in self.office.ledger.rows}
        for seq, receipt in self.phone.receipts.items():
            if receipt.status == 1:
                row = rows[seq, self.phone.outbox[seq].digest]
                assert (row.status, row.number) == (1, receipt.number)

    @invariant()
    def what_is_held_is_known_exactly(self):
        held = asyncio.run(self.office.ledger.standing(DEVICE)).held
        assert set(held) == {row.seq for row in self.office.ledger.rows if not row.disowned}

    def teardown(self):
        for _ in range(3):
            asyncio.run(self.phone.recover(self.office))
        assert all(self.phone.settled(seq) for seq in self.phone.outbox)
        bodies = {row.body for row in self.office.ledger.rows if row.proven}
        assert bodies == {one.body for one in self.phone.outbox.values()}


Journey.TestCase.settings = settings(
    max_examples=int(os.environ.get("SOAK", "40")), stateful_step_count=15, deadline=None
)
TestJourneys = Journey.TestCase
