"""An idle exchange reads no more of a household's history than its pages show, however long that history is."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.phone.long_history import rows_read
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.concerns.models import Category, Concern, Severity
from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.households.details.counting import CountedMovement, merge_count
from webapp.households.details.recorded import Change
from webapp.settings import settings
from webapp.visits.models import Met, Visit

DAYS = 40
FEW, MANY = 1, 50
"""Visits a day: as one member writes, and two thousand in all; with a few settled concerns beside them."""


async def history(world: World, each: int) -> None:
    home, dan = world.an, world.dan
    whose = {"household": home, "commune": dan.commune, "by_name": dan.full_name}
    for back in range(1, DAYS + 1):
        on, at = today() - timedelta(days=back), datetime.now(UTC) - timedelta(days=back)
        when = {"recorded_at": at, "received_at": at}
        await Visit.bulk_create(
            Visit(**whose, **when, by_id=dan.id, happened_on=on, met=Met.AT_HOME, did=[1])
            for _ in range(each)
        )
        await Concern.bulk_create(
            Concern(
                **whose, **when, by_id=dan.id, category=Category.OTHER, severity=Severity.NORMAL, receipt_code=f"HK-{new_id()}"[:10],
                summary="x", status="closed",
            )
            for _ in range(min(each, 4))
        )  # fmt: skip


async def idle(phone: Phone, browser: Any) -> tuple[int, float]:
    await phone.exchange(browser)
    begun = time.perf_counter()
    with rows_read() as read:
        await phone.exchange(browser)
    return sum(read), time.perf_counter() - begun


async def test_two_thousand_visits_are_not_read_again_at_each_contact(
    huoi_co: World, browser_of: Any
) -> None:
    if not settings().database_url.startswith("sqlite"):
        pytest.skip("rows are counted where our own engine reads them")
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await history(huoi_co, FEW)
    few, _ = await idle(phone, browser)

    await history(huoi_co, MANY)
    many, seconds = await idle(phone, browser)
    phone.wants_pages = False
    _, without = await idle(phone, browser)

    print(f"rows {few} → {many}; with pages {seconds / without:.0f} times without")
    assert many <= few + 400


def test_hundreds_of_comings_are_counted_at_once() -> None:
    """Each knew of all that its phone had written before: that was looked up anew for each of each."""
    device = "AAAAAAAAAAE"
    words = [
        CountedMovement(
            Change(
                opid=f"{device}.{seq}.0",
                entity="x",
                field="people",
                value=1,
                base=frozenset(),
                stamp=None,
                author="",
            ),  # type: ignore[arg-type]
            1,
        )
        for seq in range(1, 801)
    ]
    begun = time.process_time()

    found = merge_count(3, [], words)

    assert found.number == 803 and found.frontier == (f"{device}.800.0",)
    assert time.process_time() - begun < 10
