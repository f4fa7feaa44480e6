"""The ledger of the application keeps the same contract, on every database we support."""

import pytest

from sync.contract import CHECKS
from tests.support.phone import enrolled
from webapp.submissions.intake.ledger import TortoiseLedger

pytestmark = pytest.mark.both


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
async def test_the_ledger_on_a_database(check, huoi_co):
    phone = await enrolled(huoi_co.dan)

    await check(TortoiseLedger(huoi_co.dan.commune), phone.device)
