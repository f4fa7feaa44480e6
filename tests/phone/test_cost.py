"""What arrives together costs the database little more than what arrives alone."""

from collections import Counter
from typing import Any

import pytest

from sync.frames import ZERO8
from tests.support.counting import counted
from tests.support.phone import Phone, enrolled
from tests.support.world import World, more_households
from tests.support.written import arrive
from webapp.accounts.sign_in.signed_in import member_person
from webapp.core.calendar import today
from webapp.phone.packs import pack_for
from webapp.register.models import Consent
from webapp.submissions.models import StoredSubmission
from webapp.visits.kinds import VISIT
from webapp.visits.models import Visit

pytestmark = pytest.mark.both

HOME, ASKED, NONSENSE = 1, [1], 99
MERGED = '"merged_into_id" IN'


def visits(phone: Phone, world: World, count: int) -> list[Any]:
    homes = (world.an, world.bao)
    return [phone.write(1, homes[n % 2].id, [HOME, ASKED, 0, f"Lần {n}"]) for n in range(count)]


async def asked_for(phone: Phone, browser: Any, items: list[Any]) -> int:
    phone.wants_pages = False
    with counted() as asked:
        await phone.exchange(browser, items)
    return len(asked)


async def test_eighty_visits_ask_the_database_as_often_as_four(huoi_co: World, browser_of: Any) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await asked_for(phone, browser, visits(phone, huoi_co, 1))

    few = await asked_for(phone, browser, visits(phone, huoi_co, 4))
    many = await asked_for(phone, browser, visits(phone, huoi_co, 80))

    assert few > 5
    assert many == few
    assert await Visit.all().count() == 85


async def test_one_unreadable_among_eighty_does_not_cost_eighty_times(
    huoi_co: World, browser_of: Any
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    alone = await asked_for(phone, browser, visits(phone, huoi_co, 1))
    items = visits(phone, huoi_co, 40)
    items.append(phone.write(1, huoi_co.an.id, [NONSENSE, ASKED, 0]))
    items += visits(phone, huoi_co, 39)

    cost = await asked_for(phone, browser, items)

    assert [phone.receipts[seq].code for seq in (41, 42, 43)] == ["", "form", ""]
    assert await StoredSubmission.filter(status=1).count() == 80
    assert cost < 10 * alone


async def test_a_phones_pages_cost_the_same_questions_for_three_households_and_for_ten(
    huoi_co: World, browser_of: Any
) -> None:
    """A page that asks the database once for each household makes this fail; ask once for all of them."""
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await more_households(huoi_co, 1, group=30)
    await phone.exchange(browser, visits(phone, huoi_co, 2))

    phone.manifest = ZERO8  # pages are put both times, and noted
    with counted() as for_three:
        await phone.exchange(browser, visits(phone, huoi_co, 1))
    await more_households(huoi_co, 7, group=40)
    with counted() as for_ten:
        await phone.exchange(browser, visits(phone, huoi_co, 1))

    assert len([path for path in phone.pages if path.endswith("/visits/new")]) == 10
    questions = [
        Counter(said for said in asked if said.startswith("SELECT")) for asked in (for_three, for_ten)
    ]
    assert questions[1] - questions[0] == Counter(), "asked more often"
    assert sum(questions[1].values()) > 10


async def test_a_phones_pages_ask_once_which_households_are_part_of_its_own(
    huoi_co: World, browser_of: Any
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)

    with counted() as asked:
        await phone.exchange(browser)

    assert [path for path in phone.pages if path.endswith("/changes/new")]
    assert len([said for said in asked if MERGED in said]) == 1


@pytest.mark.parametrize(("who", "most"), [("dan", 80), ("khoa", 99)])
async def test_a_phones_pages_ask_no_more_than_they_did(huoi_co: World, who: str, most: int) -> None:
    """A question that two pages share belongs to `Viewer`. Lower the numbers when it gets cheaper."""
    await more_households(huoi_co, 6, group=30)
    person = await member_person(getattr(huoi_co, who))

    with counted() as asked:
        pack = await pack_for(person)

    assert "/households" in pack.pages
    assert len(asked) <= most


async def test_several_at_once_leave_what_one_after_another_leaves(huoi_co: World) -> None:
    await Consent.create(
        household=huoi_co.bao, answer="withdrawn", asked_on=today(), commune=huoi_co.bao.commune
    )
    homes = [huoi_co.an, huoi_co.bao, huoi_co.an]
    written = [
        await arrive(VISIT, huoi_co.dan, home, seq=seq, met="1", did=["2"], need="1", note="Ống nước")
        for seq, home in enumerate(homes, start=1)
    ]
    apart = await Visit.all().order_by("id").values()
    await Visit.all().delete()

    await VISIT.apply_all(written)

    together = await Visit.all().order_by("id").values()
    assert together == apart
    assert sorted(row["note"] for row in together) == ["", "Ống nước", "Ống nước"]
