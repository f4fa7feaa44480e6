"""The log of submissions in our database, as the sync library asks for it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from tortoise import connections
from tortoise.transactions import in_transaction

from sync.envelope import Content, Malformed, to_text
from sync.frames import Hello
from sync.inbox import Entry, Proof, Standing, Status
from sync.ranges import Ranges
from webapp.accounts.models import Device
from webapp.outbox.models import Attestation, Node, Submission
from webapp.outbox.queries import this_node

NONCES_KEPT = 20
ROOM_FOR_UNKNOWN = 5_000_000  # bytes that one device nobody enrolled may leave here


class TortoiseLedger:
    """One commune's log. `author` fills the columns that lists are made from."""

    def __init__(self, commune: str) -> None:
        self.commune = commune
        self.moment = datetime.now(UTC)
        """When this transaction began: what rows and records say of the time they arrived."""

    @asynccontextmanager
    async def transaction(self, device: bytes) -> AsyncIterator[None]:
        """Holds this device's row until the end: its submissions are taken in one after another."""
        async with in_transaction():
            self.moment = datetime.now(UTC)
            await this_node(self.commune)
            await Device.get_or_create(
                id=to_text(device),
                defaults={
                    "commune": self.commune,
                    "kind": "unknown",
                    "sign_key": b"",
                    "share": b"",
                    "enrolled_at": self.moment,
                },
            )
            await Device.select_for_update().get(id=to_text(device))
            yield

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        async with in_transaction():
            yield

    async def standing(self, device: bytes) -> Standing:
        row = await Device.get_or_none(id=to_text(device), commune=self.commune)
        if row is None or row.kind == "unknown":
            return Standing(
                None,
                False,
                Ranges.parse(row.held if row else ""),
                row.made if row else 0,
                await self._room(device),
            )
        key = bytes(row.sign_key) if row.kind == "phone" else None
        return Standing(key, row.revoked_at is not None, Ranges.parse(row.held), row.made, 0)

    async def _room(self, device: bytes) -> int:
        bodies = await Submission.filter(device_id=to_text(device)).values_list("body", flat=True)
        return max(0, ROOM_FOR_UNKNOWN - sum(len(body) for body in bodies))

    async def held(self, device: bytes, seqs: Sequence[int]) -> Sequence[Entry]:
        rows = await Submission.filter(device_id=to_text(device), seq__in=list(seqs)).order_by(
            "received_at", "id"
        )
        return [_entry(device, row) for row in rows]

    async def hold_many(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        device = await Device.get(id=to_text(entries[0].device)).prefetch_related("member")
        await Submission.bulk_create([self._row(entry, device) for entry in entries])

    def _row(self, entry: Entry, device: Device) -> Submission:
        row = Submission(
            commune=self.commune,
            device_id=device.id,
            seq=entry.seq,
            digest=entry.digest.hex(),
            body=entry.body or b"",
            status=entry.status,
            code=entry.code,
            number=entry.number,
            received_at=self.moment,
            author=device.member_id,
            author_name=device.member.full_name if device.member else "",
        )
        try:
            content = Content.parse(entry.body or b"")
        except Malformed:
            return row
        row.kind, row.entity, row.wall = content.kind, content.entity or None, content.wall
        if device.kind == "web":  # one device for everybody at a desk: the body says who wrote
            row.author = str(content.extras.get("a", "")) or None
            row.author_name = str(content.extras.get("n", ""))
            row.form = str(content.extras["op"]) if "op" in content.extras else None
        return row

    async def settle_many(self, entries: Sequence[Entry]) -> None:
        """One statement for all: an exchange may bring hundreds."""
        connection = connections.get("default")
        lite = connection.capabilities.dialect == "sqlite"
        places = ["?" if lite else f"${place}" for place in range(1, 7)]
        sql = (  # noqa: S608 (only places, never values)
            "UPDATE submission SET status = {}, code = {}, number = {} "
            "WHERE device_id = {} AND seq = {} AND digest = {}"
        ).format(*places)
        await connection.execute_many(
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

    async def numbers(self, count: int) -> int:
        node = await Node.select_for_update().get(commune=self.commune)
        first: int = node.last_number + 1
        node.last_number += count
        await node.save(update_fields=["last_number"])
        return first

    async def note_held(self, device: bytes, held: Ranges) -> None:
        await Device.filter(id=to_text(device)).update(held=str(held))

    async def keep_proof(self, proof: Proof) -> None:
        await Attestation.get_or_create(
            device_id=to_text(proof.device),
            signature=proof.signature,
            defaults={
                "commune": self.commune,
                "prefix": proof.prefix,
                "opening": proof.opening,
                "named": str(proof.named),
                "received_at": self.moment,
            },
        )

    async def greet(self, hello: Hello) -> bool:
        row = await Device.get(id=to_text(hello.device))
        nonce = hello.nonce.hex()
        fresh = nonce not in row.nonces
        row.made = max(row.made, hello.made)
        row.seen_at = self.moment
        row.nonces = [*row.nonces, nonce][-NONCES_KEPT:] if fresh else row.nonces
        row.report = {"build": hello.build, "clock": hello.now} | {
            name: value
            for name, value in hello.extras.items()
            if isinstance(value, int) and name in ("free_mb", "persisted")
        }
        await row.save(update_fields=["made", "seen_at", "nonces", "report"])
        return fresh


def _entry(device: bytes, row: Submission) -> Entry:
    return Entry(
        device=device,
        seq=row.seq,
        digest=bytes.fromhex(row.digest),
        body=bytes(row.body) if row.status != Status.ERASED else None,
        status=Status(row.status),
        code=row.code,
        number=row.number,
    )
