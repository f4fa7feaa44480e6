"""Submission log: `sync`'s `Ledger` on Tortoise."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence, Set
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any

from tortoise import connections
from tortoise.transactions import in_transaction

from sync.envelope import Content, Malformed, to_text
from sync.frames import Hello
from sync.inbox import DeviceState, Entry, Proof, Status, Unavailable
from sync.ranges import Ranges
from webapp.accounts.models import Device
from webapp.core.database.db import insert_rows, new_id, placeholders
from webapp.core.database.models import Node
from webapp.core.database.node import this_node
from webapp.core.database.storage import is_storage_failure
from webapp.submissions.intake import quota
from webapp.submissions.intake.equivocation import close_cloned_phone
from webapp.submissions.intake.proof_turns import NONCES_KEPT, believe_proof
from webapp.submissions.models import Attestation, DeviceContact, Ruling, StoredSubmission

ENTRY = ("seq", "digest", "body", "status", "code", "number")
COLUMNS = (
    *("id", "commune", "device_id", "seq", "digest", "body", "status", "code", "number", "received_at"),
    *("kind", "entity", "wall", "author", "author_name", "form"),
)
NOTHING_SAID: dict[str, Any] = {
    "body": b"",
    "kind": None,
    "entity": None,
    "author": None,
    "author_name": "",
    "wall": None,
    "form": None,
}


class TortoiseLedger:
    """For one request or command. The device row is locked, read and written once a transaction."""

    def __init__(
        self,
        commune: str,
        turns: asyncio.Semaphore | None = None,
        strangers: Callable[[], bool] | None = None,
    ) -> None:
        self.commune = commune
        self.turns = turns or nullcontext()
        """Limits concurrent transactions of phones, not web forms."""
        self._strangers = strangers
        """Rate limit; called once."""
        self._refused_with = ""
        self.moment = datetime.now(UTC)
        """Start of the transaction, its rows' arrival."""
        self.arrived: dict[tuple[int, bytes], datetime] = {}
        """(number, digest) -> first arrival."""
        self._writer: Device | None = None
        self._changed: set[str] = set()

    @asynccontextmanager
    async def transaction(self, device: bytes) -> AsyncIterator[None]:
        """Serialises exchanges of a device (row lock)."""
        async with self.turns, in_transaction():
            self.moment = datetime.now(UTC)
            self.arrived, self._changed = {}, set()
            self._writer = await self._locked(to_text(device))
            try:
                yield
                if self._changed:
                    await self._writer.save(update_fields=self._changed)
            finally:
                self._writer = None

    async def _locked(self, id_: str) -> Device:
        found = await Device.select_for_update().get_or_none(id=id_)
        if found is None:
            unknown = {"kind": "unknown", "sign_key": b"", "share": b"", "enrolled_at": self.moment}
            await Device.get_or_create(id=id_, defaults={"commune": self.commune, **unknown})
            found = await Device.select_for_update().get(id=id_)
        await found.fetch_related("member")
        return found

    @property
    def writer(self) -> Device:
        if self._writer is None:
            raise RuntimeError("only inside a transaction")
        return self._writer

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        try:
            async with in_transaction():
                yield
        except Exception as error:
            if is_storage_failure(error):
                raise Unavailable from error
            raise

    async def device_state(self, device: bytes) -> DeviceState:
        row = self._writer or await Device.get_or_none(id=to_text(device))
        if row is None or row.commune != self.commune:
            return DeviceState(refused_with=self._too_many())
        received = Ranges.parse(row.received)
        if row.kind == "unknown":
            return DeviceState(received=received, issued=row.issued, refused_with=self._too_many())
        if row.kind not in ("phone", "office"):
            return DeviceState(received=received, issued=row.issued, refused_with="signature")
        return DeviceState(
            bytes(row.sign_key),
            row.revoked_at is not None,
            received,
            row.issued,
            reading=bytes(row.reading_key or b"") or None,
        )

    def _too_many(self) -> str:
        if self._strangers:
            self._refused_with, self._strangers = "often" if self._strangers() else "", None
        return self._refused_with

    async def room_unsigned(self, device: bytes) -> int:
        return await quota.room_unsigned(self.commune, to_text(device))

    async def room_today(self, device: bytes) -> int | None:
        """None for an office: it sends backups too."""
        return await quota.room_today(to_text(device)) if self.writer.kind == "phone" else None

    async def entries(self, device: bytes, seqs: Sequence[int]) -> Sequence[Entry]:
        found = StoredSubmission.filter(device_id=to_text(device), seq__in=list(seqs)).order_by(
            "received_at", "id"
        )
        entries = []
        for *row, received_at in await found.values_list(*ENTRY, "received_at"):
            entries.append(_entry(device, *row))
            self.arrived[entries[-1].seq, entries[-1].digest] = received_at
        return entries

    async def insert_many(self, entries: Sequence[Entry]) -> None:
        if entries:
            await insert_rows(StoredSubmission, COLUMNS, [self._row(entry) for entry in entries])

    def _row(self, entry: Entry) -> tuple[Any, ...]:
        said = _read(entry.body) if entry.body is not None else None
        fate = (int(entry.status), entry.code, entry.number)
        about = (said.kind, said.entity or None, said.wall) if said else (None, None, None)
        kept = (entry.digest.hex(), entry.body or b"")
        return (
            *(new_id(), self.commune, self.writer.id, entry.seq, *kept, *fate, self.moment),
            *about,
            *(self._author(said) if entry.body is not None else (None, "", None)),
        )

    def _author(self, said: Content | None) -> tuple[str | None, str, str | None]:
        """Author's id, name, idempotency key; many users share the office's device."""
        device = self.writer
        if device.kind != "web" or said is None:
            return device.member_id, device.member.full_name if device.member else "", None
        form = str(said.extras["op"]) if "op" in said.extras else None
        return str(said.extras.get("a", "")) or None, str(said.extras.get("n", "")), form

    async def settle_many(self, entries: Sequence[Entry]) -> None:
        """One statement for hundreds."""
        await close_cloned_phone(self.writer, entries)
        sql = (  # noqa: S608 (only places, never values)
            "UPDATE submission SET status = {}, code = {}, number = {} "
            "WHERE device_id = {} AND seq = {} AND digest = {}"
        ).format(*placeholders(6))
        await connections.get("default").execute_many(
            sql,
            [
                [
                    int(entry.status),
                    entry.code,
                    entry.number,
                    to_text(entry.device),
                    entry.seq,
                    entry.digest.hex(),
                ]
                for entry in entries
            ],
        )

    async def erase_many(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            row = StoredSubmission.filter(
                device_id=to_text(entry.device), seq=entry.seq, digest=entry.digest.hex()
            )
            await row.update(**NOTHING_SAID, status=int(entry.status), code=entry.code)

    async def drop_many(self, entries: Sequence[Entry]) -> None:
        """Keeps rows that a ruling names."""
        ruled = Ruling.filter(device_id=self.writer.id, seq__in=list({entry.seq for entry in entries}))
        kept = set(await ruled.values_list("seq", "digest"))
        for entry in entries:
            if (entry.seq, entry.digest.hex()) not in kept:
                name = {"device_id": to_text(entry.device), "seq": entry.seq, "digest": entry.digest.hex()}
                await StoredSubmission.filter(**name).delete()

    async def erased(self, digests: Sequence[bytes]) -> Set[bytes]:
        found = StoredSubmission.filter(
            commune=self.commune, status=int(Status.ERASED), digest__in=[digest.hex() for digest in digests]
        )
        return {bytes.fromhex(str(digest)) for digest in await found.values_list("digest", flat=True)}

    async def numbers(self, count: int) -> int:
        mine = Node.select_for_update()
        node = await mine.get_or_none(commune=self.commune) or await this_node(self.commune)
        first: int = node.last_number + 1
        node.last_number += count
        await node.save(update_fields=["last_number"])
        return first

    async def note_received(self, device: bytes, received: Ranges) -> None:
        self.writer.received = str(received)
        self._changed.add("received")

    async def keep_proof(self, proof: Proof) -> None:
        device = to_text(proof.device)
        if await Attestation.filter(device_id=device, signature=proof.signature).exists():
            return
        await Attestation.create(
            commune=self.commune,
            device_id=device,
            prefix=proof.prefix,
            opening=proof.opening,
            named=str(proof.named),
            signature=proof.signature,
            received_at=self.moment,
        )

    async def greet(self, hello: Hello) -> bool:
        row, nonce = self.writer, hello.nonce.hex()
        if nonce in [one.split()[0] for one in row.nonces]:
            return False  # replayed request
        issued = (await self.device_state(hello.device)).believed([hello.made])
        await self._note_contact(row, hello, min(issued, hello.made))
        row.issued = max(row.issued, issued)
        row.seen_at = self.moment
        row.nonces = [*row.nonces, nonce][-NONCES_KEPT:]
        row.report = row.report | {"build": hello.build, "clock": hello.now, "made": hello.made}
        # No reading key yet: the phone is locked, so is its session.
        row.proved_at = None
        self._changed |= {"issued", "seen_at", "nonces", "report", "proved_at"}
        if row.revoked_at and not row.wiped_at and hello.extras.get("wiped"):
            row.wiped_at = self.moment
            self._changed.add("wiped_at")
        return True

    async def prove(self, device: bytes, turn: int, *, reads: bool) -> int | None:
        last = int(self.writer.turn)
        believed = believe_proof(self.writer, turn, self.moment, reads=reads)
        self._changed |= {"turn", "proved_at", "nonces", "report"}
        return None if believed else last

    async def _note_contact(self, row: Device, hello: Hello, issued: int) -> None:
        """First of a day, or when more was written; not an outdated hello."""
        if issued < row.issued:
            return
        if row.seen_at and row.seen_at.date() == self.moment.date() and row.issued == issued:
            return
        await DeviceContact.create(
            commune=self.commune, device_id=row.id, at=self.moment, clock=hello.now, issued=issued
        )


def _read(body: bytes) -> Content | None:
    try:
        return Content.parse(body)
    except Malformed:
        return None


def _entry(
    device: bytes, seq: int, digest: str, body: bytes, status: int, code: str, number: int | None
) -> Entry:
    kept = bytes(body) if status != Status.ERASED else None
    return Entry(device, seq, bytes.fromhex(digest), kept, Status(status), code, number)
