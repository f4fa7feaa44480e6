"""What real systems do, or teams forget: each breaks one promise, and the tests must notice."""

import random
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from pytest import MonkeyPatch

from sync import contacts, feed, frames, incoming, mentions, merge, parcel, receiver, seal, store
from sync.envelope import Content, Malformed
from sync.inbox import Status
from sync.ledger import Outcome
from sync.ranges import Ranges
from sync.reader import Reader
from tests.sync import invariants, nodes, valley

Mutant = Callable[[MonkeyPatch], None]


def last_writer_wins(patch: MonkeyPatch) -> None:
    real = merge._live
    patch.setattr(merge, "_live", lambda changes: real(changes)[:1])


def last_arrival_wins(patch: MonkeyPatch) -> None:
    patch.setattr(merge, "_live", lambda changes: changes[-1:])


def nothing_is_ever_settled(patch: MonkeyPatch) -> None:
    patch.setattr(merge, "_live", lambda changes: merge._newest_first(merge._last_of_each_hand(changes)))


def equal_values_quarrel(patch: MonkeyPatch) -> None:
    patch.setattr(merge, "_same", lambda value: value)


def a_colleague_on_the_same_field_is_taken_for_oneself(patch: MonkeyPatch) -> None:
    def last(changes: Any) -> list[merge.Change]:
        return sorted(changes, key=lambda change: change.stamp)[-1:]

    patch.setattr(merge, "_last_of_each_hand", last)


def applied_again_when_it_comes_again(patch: MonkeyPatch) -> None:
    real = receiver.Receiver._sort

    def sort(self: Any, rows: Any, stored: Any, *, revoked: bool) -> Any:
        return real(
            self, rows, [replace(row, status=Status.HELD, code="unsigned") for row in stored], revoked=revoked
        )

    patch.setattr(receiver.Receiver, "_sort", sort)


def rivals_overwrite(patch: MonkeyPatch) -> None:
    async def keep(self: Any, entries: Any, **more: Any) -> Any:
        rows = self.ledger.state["rows"]
        for entry in entries:
            for key in [key for key in rows if key[:2] == (entry.device, entry.seq)]:
                if rows[key].status is not Status.ACCEPTED or key[2] != entry.digest:
                    del rows[key]
        return await real(self, entries, **more)

    real = store.Store.keep
    patch.setattr(store.Store, "keep", keep)


def wrong_clocks_are_refused(patch: MonkeyPatch) -> None:
    def parse(body: bytes) -> Content:
        content = Content.parse(body)
        if abs(content.wall - 1_750_000_000) > 10 * 365 * 86400:
            raise Malformed("format")
        return content

    patch.setattr(store, "Content", SimpleNamespace(parse=parse))


def one_poisoned_blocks_the_batch(patch: MonkeyPatch) -> None:
    async def applied(self: Any, arrivals: Any) -> Any:
        try:
            async with self.ledger.savepoint():
                return await self._apply(arrivals)
        except Exception as error:
            return [store._failed(arrival.submission, error) for arrival in arrivals]

    patch.setattr(store.Store, "_applied", applied)


def half_an_effect_stays(patch: MonkeyPatch) -> None:
    async def applied(self: Any, arrivals: Any) -> Any:
        outcomes = []
        for arrival in arrivals:
            try:
                outcomes += await self._apply([arrival])
            except Exception as error:
                outcomes.append(store._failed(arrival.submission, error))
        return outcomes

    patch.setattr(store.Store, "_applied", applied)


def receipts_before_the_disk(patch: MonkeyPatch) -> None:
    real = valley.World.deliver

    def deliver(self: Any, office: Any, part: bytes, *, breaks: bool = False) -> Any:
        left, office.ledger.writes_left = office.ledger.writes_left, None
        before = office.backup() if left is not None else None
        answer = real(self, office, part, breaks=breaks)
        if before is not None and left < 3:
            office.ledger.state = before
        return answer

    patch.setattr(valley.World, "deliver", deliver)


def gaps_are_not_counted(patch: MonkeyPatch) -> None:
    patch.setattr(Ranges, "missing", lambda self, made: Ranges())


def what_is_held_is_forgotten(patch: MonkeyPatch) -> None:
    async def note(self: Any, device: bytes, *, add: Any = None, remove: Any = None) -> None:
        if add:
            before = (await self.ledger.device_state(device)).received
            await self.ledger.note_received(device, before | Ranges.of([add.last]))

    patch.setattr(store.Store, "_note", note)


def every_signature_fits(patch: MonkeyPatch) -> None:
    real = seal.verify_signature
    patch.setattr(seal, "verify_signature", lambda *_: True)
    patch.setattr(
        invariants, "seal", SimpleNamespace(verify_signature=real, attest_message=seal.attest_message)
    )


def unsigned_is_good_enough(patch: MonkeyPatch) -> None:
    real = receiver.Receiver.keep

    async def keep(self: Any) -> None:
        device, waiting = self.device, list(self.batch.waiting.values())
        await real(self)
        if waiting and self.state and self.state.key:
            async with self.ledger.transaction(device):
                rows = await self.ledger.entries(device, [row.seq for row in waiting])
                fresh = [row for row in rows if not row.proven and not row.disowned]
                await self.store.settle(device, await self.store.judge(fresh))

    patch.setattr(receiver.Receiver, "keep", keep)


def a_stranger_is_believed(patch: MonkeyPatch) -> None:
    patch.setattr(receiver, "STRANGER", Outcome(Status.HELD, "schema"))


def a_proof_is_thrown_away(patch: MonkeyPatch) -> None:
    async def keep_proof(self: Any, proof: Any) -> None:
        pass

    patch.setattr(nodes.TimedLedger, "keep_proof", keep_proof)


def a_doubtful_body_damns_the_good_one(patch: MonkeyPatch) -> None:
    async def disown(self: Any, device: bytes, named: Any) -> None:
        rows = [replace(row, status=Status.REFUSED, code="signature") for row in named]
        await self.ledger.settle_many(rows)

    patch.setattr(store.Store, "disown", disown)


def a_number_answers_for_another_body(patch: MonkeyPatch) -> None:
    patch.setattr(
        mentions.Mentions, "receipt", lambda self, seq, row: row.receipt if row else self.failed.get(seq)
    )


def revocation_is_forgotten(patch: MonkeyPatch) -> None:
    real = receiver.Receiver._sort
    patch.setattr(
        receiver.Receiver,
        "_sort",
        lambda self, rows, stored, *, revoked: real(self, rows, stored, revoked=False),
    )


def pages_are_never_taken_back(patch: MonkeyPatch) -> None:
    real = feed.plan_delta
    patch.setattr(feed, "plan_delta", lambda confirmed, wanted, **more: _kept(real, confirmed, wanted, more))


def an_unknown_list_is_taken_for_an_empty_one(patch: MonkeyPatch) -> None:
    real = feed.plan_delta
    patch.setattr(feed, "plan_delta", lambda confirmed, wanted, **more: real(confirmed or {}, wanted, **more))


def a_replay_gets_pages(patch: MonkeyPatch) -> None:
    async def greet(self: Any, hello: Any) -> bool:
        self.state["contacts"][hello.device] += (contacts.Contact(self.now(), hello.now, hello.made),)
        await greeted(self, hello)
        return True

    greeted = nodes.MemoryLedger.greet
    patch.setattr(nodes.TimedLedger, "greet", greet)


def the_phones_clock_says_when(patch: MonkeyPatch) -> None:
    def after(met: Any, seq: int) -> int | None:
        return max((contact.clock for contact in met), default=None)

    patch.setattr(contacts, "written_after", after)


def rights_are_those_of_today(patch: MonkeyPatch) -> None:
    def may(self: Any, submission: Any, entity: str) -> bool:
        return bool(self.cared_for(self.owners.get(submission.device, ""), entity, self.now()))

    patch.setattr(nodes.Office, "may", may)


def held_is_never_read_again(patch: MonkeyPatch) -> None:
    async def again(self: Any, *_: Any, **__: Any) -> list[Any]:
        return []

    patch.setattr(store.Store, "apply_again", again)


def read_again_is_applied_again(patch: MonkeyPatch) -> None:
    async def again(self: Any, device: bytes, seqs: Any, digests: Any = None) -> Any:
        async with self.ledger.transaction(device):
            rows = await self.ledger.entries(device, seqs)
            return await self.settle(device, await self.judge([row for row in rows if row.proven]))

    patch.setattr(store.Store, "apply_again", again)


def what_was_written_during_an_exchange_is_lost(patch: MonkeyPatch) -> None:
    real = valley.World.talk

    def talk(self: Any, phone: Any, *args: Any, **more: Any) -> bool:
        before = set(phone.written)
        done = real(self, phone, *args, **more)
        for seq in set(phone.written) - before:
            phone.written.pop(seq)
            phone.receipts.pop(seq, None)
        return done

    patch.setattr(valley.World, "talk", talk)


def sent_is_taken_for_arrived(patch: MonkeyPatch) -> None:
    real = nodes.Phone.request

    def request(self: Any, now: int) -> Any:
        opening, whole = real(self, now)
        for seq in self.open_seqs()[: nodes.BATCH]:
            self.receipts.setdefault(seq, nodes.Receipt(seq, Status.REFUSED, "sent"))
        return opening, whole

    patch.setattr(nodes.Phone, "request", request)


def nothing_is_offered_again(patch: MonkeyPatch) -> None:
    patch.setattr(nodes.Phone, "restored", lambda self, reply: None)


def what_nobody_had_signed_counts_after_a_restore(patch: MonkeyPatch) -> None:
    async def nothing(self: Any, *_: Any) -> None:
        pass

    patch.setattr(store.Store, "count_proven", nothing)


def what_a_carrier_says_counts_for_the_owner(patch: MonkeyPatch) -> None:
    patch.setattr(incoming.Carried, "unattributed", False)


def what_nobody_stands_by_stays(patch: MonkeyPatch) -> None:
    async def nothing(self: Any, *_: Any) -> None:
        pass

    patch.setattr(store.Store, "drop_rivals", nothing)


def any_answer_will_do(patch: MonkeyPatch) -> None:
    real = nodes.parcel.read_answer

    def read(whole: bytes, *, nonce: bytes, cut: bool = False) -> Any:
        return real(whole, nonce=whole[6:14], cut=cut)

    patch.setattr(nodes.parcel, "read_answer", read)


def pages_behind_the_last_mark_count(patch: MonkeyPatch) -> None:
    real = nodes.parcel.read_answer

    def read(whole: bytes, *, nonce: bytes, cut: bool = False) -> Any:
        reply = real(whole, nonce=nonce, cut=cut)
        found = [
            frame.payload for frame in Reader(frames.ANSWER, parcel.NEWS).feed(whole) if frame.kind == b"p"
        ]
        return replace(reply, pages=dict(map(parcel._page, found)))

    patch.setattr(nodes.parcel, "read_answer", read)


def a_cut_answer_leaves_dropped_pages(patch: MonkeyPatch) -> None:
    real = nodes.parcel.read_answer

    def read(whole: bytes, *, nonce: bytes, cut: bool = False) -> Any:
        reply = real(whole, nonce=nonce, cut=cut)
        return replace(reply, dropped=[] if cut else reply.dropped)

    patch.setattr(nodes.parcel, "read_answer", read)


def every_mark_names_the_whole(patch: MonkeyPatch) -> None:
    patch.setattr(feed, "partial_manifests", lambda before, after, put: [after] * len(put))


def an_id_is_used_again(patch: MonkeyPatch) -> None:
    real = valley.World.new_phone

    def new_phone(self: Any, owner: str) -> nodes.Phone:
        self.count %= 3
        return real(self, owner)

    patch.setattr(valley.World, "new_phone", new_phone)


def gaps_in_the_numbers(patch: MonkeyPatch) -> None:
    real = nodes.Phone.write

    def write(self: Any, *args: Any, **more: Any) -> Any:
        self.made += random.Random(self.made).random() < 0.2  # noqa: S311
        return real(self, *args, **more)

    patch.setattr(nodes.Phone, "write", write)


def the_list_of_the_erased_is_in_the_backup(patch: MonkeyPatch) -> None:
    real = nodes.Office.restore

    async def restore(self: Any, kept: Any) -> None:
        await real(self, kept)
        self.erase = self.no_erase  # nobody tells it again

    async def nothing(self: Any, *_: Any) -> None:
        pass

    patch.setattr(nodes.Office, "no_erase", nothing, raising=False)
    patch.setattr(nodes.Office, "restore", restore)


def the_erased_may_come_again(patch: MonkeyPatch) -> None:
    async def erase_many(self: Any, entries: Any) -> None:
        for entry in entries:
            del self.state["rows"][entry.device, entry.seq, entry.digest]

    patch.setattr(nodes.MemoryLedger, "erase_many", erase_many)


def the_erased_leaves_its_effects(patch: MonkeyPatch) -> None:
    async def take_back(self: Any, rows: Any) -> None:
        pass

    patch.setattr(nodes.Office, "take_back", take_back)


def _kept(real: Any, confirmed: Any, wanted: Any, more: Any) -> feed.Delta:
    delta: feed.Delta = real(confirmed, wanted, **more)
    still = {path: page for path, page in (confirmed or {}).items() if path not in wanted}
    return replace(delta, drop=(), manifest={**delta.manifest, **still})


MUTANTS: tuple[Mutant, ...] = tuple(
    value
    for name, value in list(globals().items())
    if callable(value) and getattr(value, "__module__", "") == __name__ and not name.startswith("_")
)
