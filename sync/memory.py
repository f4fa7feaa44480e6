"""`Ledger` in memory: the shortest implementation, for tests and examples."""

import asyncio
import copy
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from sync.frames import Hello
from sync.ledger import ROW, TURNS, DeviceState, Entry, Proof, Status
from sync.ranges import Ranges


class MemoryLedger:
    """Keeps everything in `state`. A transaction changes it in place and restores a copy if it fails.

    The application may keep parts of its own in `state` (`effects` is one): they are rolled back together.
    """

    def __init__(self) -> None:
        self.state: dict[str, Any] = {
            "rows": {},
            "devices": {},
            "nonces": set(),
            "turns": {},
            "proofs": set(),
            "number": 0,
            "effects": [],
        }
        self.room = 15_000
        self.today: int | None = None
        self.lock = asyncio.Lock()
        self.commits = 0
        self.inside = False

    def enrol(self, device: bytes, key: bytes, reading: bytes | None = None) -> None:
        self.state["devices"][device] = DeviceState(key=key, reading=reading)

    def revoke(self, device: bytes) -> None:
        self.state["devices"][device] = replace(self.state["devices"][device], revoked=True)

    @property
    def rows(self) -> list[Entry]:
        return list(self.state["rows"].values())

    @property
    def effects(self) -> list[Any]:
        effects: list[Any] = self.state["effects"]
        return effects

    @asynccontextmanager
    async def transaction(self, device: bytes) -> AsyncIterator[None]:
        async with self.lock:
            self.inside = True
            try:
                async with self.savepoint():
                    yield
                self.commits += 1
            finally:
                self.inside = False

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        before = {name: copy.copy(part) for name, part in self.state.items()}
        try:
            yield
        except BaseException:
            self.state = before
            raise

    def _require_transaction(self) -> None:
        if not self.inside:
            raise RuntimeError("outside of a transaction")

    async def device_state(self, device: bytes) -> DeviceState:
        await asyncio.sleep(0)
        known: DeviceState = self.state["devices"].get(device, DeviceState())
        return known

    async def room_unsigned(self, device: bytes) -> int:
        left = [row for row in self.rows if row.device == device and not row.proven]
        return self.room - sum(ROW + len(row.body or b"") for row in left)

    async def room_today(self, device: bytes) -> int | None:
        if self.today is None:
            return None
        return self.today - sum(ROW + len(row.body or b"") for row in self.rows if row.device == device)

    async def entries(self, device: bytes, seqs: Sequence[int]) -> Sequence[Entry]:
        await asyncio.sleep(0)
        wanted = set(seqs)
        return [row for row in self.rows if row.device == device and row.seq in wanted]

    async def insert_many(self, entries: Sequence[Entry]) -> None:
        self._require_transaction()
        for entry in entries:
            key = (entry.device, entry.seq, entry.digest)
            if key in self.state["rows"]:
                raise ValueError("the entry is there already")
            self.state["rows"][key] = entry

    async def settle_many(self, entries: Sequence[Entry]) -> None:
        self._require_transaction()
        for entry in entries:
            key = (entry.device, entry.seq, entry.digest)
            kept = self.state["rows"][key]
            self.state["rows"][key] = replace(kept, status=entry.status, code=entry.code, number=entry.number)

    async def erase_many(self, entries: Sequence[Entry]) -> None:
        self._require_transaction()
        for entry in entries:
            key = (entry.device, entry.seq, entry.digest)
            kept = self.state["rows"][key]
            self.state["rows"][key] = replace(kept, body=None, status=entry.status, code=entry.code)

    async def drop_many(self, entries: Sequence[Entry]) -> None:
        self._require_transaction()
        for entry in entries:
            del self.state["rows"][entry.device, entry.seq, entry.digest]

    async def erased(self, digests: Sequence[bytes]) -> set[bytes]:
        return {row.digest for row in self.rows if row.status is Status.ERASED and row.digest in digests}

    async def numbers(self, count: int) -> int:
        self._require_transaction()
        first: int = self.state["number"] + 1
        self.state["number"] += count
        return first

    async def note_received(self, device: bytes, received: Ranges) -> None:
        self._require_transaction()
        state = await self.device_state(device)
        self.state["devices"][device] = replace(state, received=received)

    async def keep_proof(self, proof: Proof) -> None:
        self.state["proofs"].add(proof)

    async def greet(self, hello: Hello) -> bool:
        self._require_transaction()
        state = await self.device_state(hello.device)
        self.state["devices"][hello.device] = replace(state, issued=state.believed([hello.made]))
        fresh = (hello.device, hello.nonce) not in self.state["nonces"]
        self.state["nonces"].add((hello.device, hello.nonce))
        return fresh

    async def prove(self, device: bytes, turn: int, *, reads: bool) -> int | None:
        self._require_transaction()
        last: int = self.state["turns"].get(device, 0)
        if not last < turn <= last + TURNS:
            return last
        self.state["turns"][device] = turn
        return None
