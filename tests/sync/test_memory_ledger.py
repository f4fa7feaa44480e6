"""The ledger in memory keeps the contract, and the checks notice a ledger that does not."""

import contextlib

import pytest

from sync.contract import CHECKS
from sync.memory import MemoryLedger
from tests.sync.stage import DEVICE, KEY


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
async def test_the_ledger_in_memory(check):
    ledger = MemoryLedger()
    ledger.enrol(DEVICE, KEY.public)

    await check(ledger, DEVICE)


class NoRollback(MemoryLedger):
    @contextlib.asynccontextmanager
    async def savepoint(self):
        yield


class SwallowsErrors(MemoryLedger):
    @contextlib.asynccontextmanager
    async def transaction(self, device):
        with contextlib.suppress(Exception):
            async with super().transaction(device):
                yield


class RepeatsNumbers(MemoryLedger):
    async def numbers(self, count):
        return 1


class NoLock(MemoryLedger):
    @contextlib.asynccontextmanager
    async def transaction(self, device):
        self.inside = True
        yield


class KeepsErased(MemoryLedger):
    async def erase_many(self, entries):
        await self.settle_many(entries)


@pytest.mark.parametrize("broken", [NoRollback, SwallowsErrors, RepeatsNumbers, NoLock, KeepsErased])
async def test_the_checks_notice_a_broken_ledger(broken):
    noticed = []
    for check in CHECKS:
        ledger = broken()
        ledger.enrol(DEVICE, KEY.public)
        try:
            await check(ledger, DEVICE)
        except Exception:  # a check, or the ledger itself
            noticed.append(check.__name__)

    assert noticed
