"""What was written before a family said no is shown to nobody; what was written after it is known by contacts, not clocks."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.progress.claimed_days import claimed, heard
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.concerns.models import Concern
from webapp.core.calendar import today
from webapp.households.due_visits import household_lines
from webapp.register.models import Consent, Household
from webapp.visits.models import Visit

WORDS, NOTE = "Mái nhà bay mất", "Ông kể chuyện cũ"


async def said_no(world: World, days_ago: int) -> None:
    """Read to the family by another member, whose phone is not asked here."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    await Consent.filter(household_id=world.an.id).delete()
    await Consent.create(
        household=world.an, answer="refused", asked_on=today() - timedelta(days=days_ago),
        read_by=world.khoa, recorded_at=at, received_at=at, commune=world.commune.id,
    )  # fmt: skip


async def written(world: World, browser: Any, phone: Phone, claims: int) -> None:
    wall = claimed(claims)
    phone.write(1, world.an.id, [1, [1], 0, NOTE], wall=wall)
    phone.write(2, world.an.id, [1, 2, WORDS, None, None, 1], wall=wall)
    await phone.exchange(browser)
    await Visit.all().update(note=NOTE)  # as a visit is that was taken in before the no arrived


async def shown(world: World, browser_of: Any) -> list[str]:
    reader, concern = await browser_of(world.dan), await Concern.get()
    pages = [f"/households/{world.an.id}", f"/concerns/{concern.id}", "/concerns"]
    text = "".join([(await reader.get(page)).text for page in pages])
    return [word for word in (WORDS, NOTE) if word in text]


@pytest.mark.parametrize("claims", [0, 2, 30])
async def test_what_can_have_been_written_before_the_no_is_hidden_whatever_its_clock_says(
    huoi_co: World, browser_of: Any, claims: int
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(browser)
    await heard(20)
    await said_no(huoi_co, 10)

    await written(huoi_co, browser, phone, claims)

    assert await shown(huoi_co, browser_of) == []


async def test_what_a_contact_proves_to_be_later_is_shown_though_its_clock_is_slow(
    huoi_co: World, browser_of: Any
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(browser)
    await heard(5)
    await said_no(huoi_co, 10)

    await written(huoi_co, browser, phone, 30)

    assert await shown(huoi_co, browser_of) == [WORDS, NOTE]


async def test_what_the_phone_that_wrote_the_no_wrote_next_is_later(huoi_co: World, browser_of: Any) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(1, huoi_co.an.id, [1, [1], 0, NOTE])
    phone.write(4, huoi_co.an.id, [2, [], 1, today().isoformat(), 1])
    phone.write(2, huoi_co.an.id, [1, 2, WORDS, None, None, 1])
    await phone.exchange(browser)
    assert [phone.receipts[seq].status for seq in (1, 2, 3)] == [1, 1, 1]

    assert await shown(huoi_co, browser_of) == [WORDS]


async def test_of_families_that_did_not_say_no_nothing_more_is_asked(huoi_co: World) -> None:
    [standing] = await household_lines([await Household.get(id=huoi_co.an.id)], today())

    assert standing.later == {}
