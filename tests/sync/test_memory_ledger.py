"""The ledger in memory keeps the contract, so that tests with it mean something."""

import pytest

from tests.sync.ledger_contract import CHECKS
from tests.sync.memory import MemoryLedger
from tests.sync.stage import DEVICE, KEY


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
async def test_the_ledger_in_memory(check):
    ledger = MemoryLedger()
    ledger.enrol(DEVICE, KEY.public)

    await check(ledger, DEVICE)
