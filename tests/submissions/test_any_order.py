"""The register is what the log says, in whatever order the log was filled; and a receipt is on the disk."""

import random

import pytest
from tortoise import connections

from tests.support.phone import enrolled
from tests.support.world import World
from webapp.submissions.intake.rebuild import projections_checksum, replay_log
from webapp.submissions.models import StoredSubmission

pytestmark = pytest.mark.both

VISIT, CHANGE = 1, 3


async def test_any_order_of_arrival_makes_the_same_register(huoi_co: World, browser_of) -> None:
    """T-25, I1: two people write about the same households; the log is read again in ten other orders."""
    browser = await browser_of(None)
    phones = [await enrolled(huoi_co.dan), await enrolled(huoi_co.khoa), await enrolled(huoi_co.dan)]
    for turn, phone in enumerate(phones * 3):
        home = [huoi_co.an, huoi_co.bao][turn % 2]
        if phone is not phones[1]:
            phone.write(VISIT, home.id, [1, [1], 0])
        people = 4 + turn % 3
        phone.write(CHANGE, home.id, [people, home.people, None, f"09{turn:08}", home.head_phone])
    for phone in phones:
        await phone.exchange(browser)
    commune = huoi_co.commune.id
    rows = await StoredSubmission.filter(commune=commune, status=1)
    before = await projections_checksum(commune)

    assert len(rows) == 15
    for seed in range(10):
        numbers = [row.number for row in rows]
        random.Random(seed).shuffle(numbers)
        await StoredSubmission.filter(commune=commune).update(number=None)
        for row, number in zip(rows, numbers, strict=True):
            await StoredSubmission.filter(id=row.id).update(number=number)
        await replay_log(commune)

        assert await projections_checksum(commune) == before


async def test_a_commit_waits_for_the_disk(db: None, database_url: str) -> None:
    """T-24: a power cut cannot be made here; what makes it harmless is that every commit is flushed before its receipt."""
    connection = connections.get("default")
    if database_url.startswith("sqlite"):
        (mode,) = await connection.execute_query_dict("PRAGMA journal_mode")
        (flushed,) = await connection.execute_query_dict("PRAGMA synchronous")
        assert (mode["journal_mode"], flushed["synchronous"]) == ("wal", 2)
    else:
        (flushed,) = await connection.execute_query_dict("SHOW synchronous_commit")
        assert flushed["synchronous_commit"] == "on"
