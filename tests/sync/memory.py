"""A ledger in memory: the contract in its shortest form, and the double of the real ones in tests."""

import asyncio
import copy
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from sync.frames import Hello
from sync.ledger import ROW, TURNS, Entry, Proof, Standing, Status
from sync.ranges import Ranges


class MemoryLedger:
    """`state` is what is committed; a transaction works on it directly and puts it back if it fails."""

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
        self.room, self.today = 15_000, None
        self.locks: dict[bytes, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.commits = 0
        self.inside = False

    def enrol(self, device: bytes, key: bytes, reading: bytes | None = None) -> None:
        self.state["devices"][device] = Standing(key=key, reading=reading)

    def revoke(self, device: bytes) -> None:
        self.state["devices"][device] = replace(self.state["devices"][device], revoked=True)

    @property
    def rows(self) -> list[Entry]:
        return list(self.state["rows"].values())

    @property
    def effects(self) -> list[Any]:
        return self.state["effects"]

    @asynccontextmanager
    async def transaction(self, device: bytes) -> AsyncIterator[None]:
        async with self.locks[b""]:
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

    async def standing(self, device: bytes) -> Standing:
        await asyncio.sleep(0)
        return self.state["devices"].get(device, Standing())

    async def room_unsigned(self, device: bytes) -> int:
        left = [row for row in self.rows if row.device == device and not row.proven]
        return self.room - sum(ROW + len(row.body or b"") for row in left)

    async def room_today(self, device: bytes) -> int | None:
        if self.today is None:
            return None
        return self.today - sum(ROW + len(row.body or b"") for row in self.rows if row.device == device)

    async def held(self, device: bytes, seqs: Sequence[int]) -> Sequence[Entry]:
        await asyncio.sleep(0)
        wanted = set(seqs)
        return [row for row in self.rows if row.device == device and row.seq in wanted]

    async def hold_many(self, entries: Sequence[Entry]) -> None:
        assert self.inside
        for entry in entries:
            key = (entry.device, entry.seq, entry.digest)
            assert key not in self.state["rows"], "a row is kept twice"
            self.state["rows"][key] = entry

    async def settle_many(self, entries: Sequence[Entry]) -> None:
        assert self.inside
        for entry in entries:
            key = (entry.device, entry.seq, entry.digest)
            kept = self.state["rows"][key]
            self.state["rows"][key] = replace(kept, status=entry.status, code=entry.code, number=entry.number)

    async def erase_many(self, entries: Sequence[Entry]) -> None:
        assert self.inside
        for entry in entries:
            key = (entry.device, entry.seq, entry.digest)
            kept = self.state["rows"][key]
            self.state["rows"][key] = replace(kept, body=None, status=entry.status, code=entry.code)

    async def drop_many(self, entries: Sequence[Entry]) -> None:
        assert self.inside
        for entry in entries:
            del self.state["rows"][entry.device, entry.seq, entry.digest]

    async def erased(self, digests: Sequence[bytes]) -> set[bytes]:
        return {row.digest for row in self.rows if row.status is Status.ERASED and row.digest in digests}

    async def numbers(self, count: int) -> int:
        assert self.inside
        self.state["number"] += count
        return self.state["number"] - count + 1

    async def note_held(self, device: bytes, held: Ranges) -> None:
        assert self.inside
        standing = await self.standing(device)
        self.state["devices"][device] = replace(standing, held=held)

    async def keep_proof(self, proof: Proof) -> None:
        self.state["proofs"].add(proof)

    async def greet(self, hello: Hello) -> bool:
        assert self.inside
        standing = await self.standing(hello.device)
        self.state["devices"][hello.device] = replace(standing, made=standing.believed([hello.made]))
        fresh = (hello.device, hello.nonce) not in self.state["nonces"]
        self.state["nonces"].add((hello.device, hello.nonce))
        return fresh

    async def prove(self, device: bytes, turn: int, *, reads: bool) -> int | None:
        assert self.inside
        last = self.state["turns"].get(device, 0)
        if not last < turn <= last + TURNS:
            return last
        self.state["turns"][device] = turn
        return None
