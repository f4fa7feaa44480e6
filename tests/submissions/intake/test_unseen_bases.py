"""A phone cannot hide a colleague's word by claiming to have seen it: the office looks what was shown to whom."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from sync.envelope import to_text
from sync.inbox import Status
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.households.details.change_form import PARTS
from webapp.households.details.kinds import HOUSEHOLD_CHANGE
from webapp.households.details.models import HouseholdChange
from webapp.households.details.unseen_bases import ignore_unseen_bases
from webapp.register.models import Household
from webapp.submissions.intake import quota, rebuild
from webapp.submissions.kinds import KINDS
from webapp.submissions.models import IGNORE_BASE, Ruling, StoredSubmission
from webapp.submissions.rulings import RULING

pytestmark = pytest.mark.both


def correct(phone: Phone, home: Household, people: int, base: str = "", was: str = "4") -> str:
    """Writes a number of people; answers the name of the change."""
    values = dict.fromkeys(PARTS, "") | {"people": str(people), "people_was": was, "people_base": base}
    written = phone.write(3, home.id, [values[part] or None for part in PARTS])
    return f"{device(phone)}.{written.seq}.0"


def device(phone: Phone) -> str:
    return to_text(phone.device)


async def shown(home: Household) -> tuple[int | None, list[str]]:
    row = await Household.get(id=home.id)
    return row.people, row.contested


async def same_from_the_log() -> bool:
    return await rebuild.rebuild_from_log(check=True) == 0


async def two(world: World, browser_of: Any) -> tuple[Phone, Phone, Any]:
    """The member in charge, and the branch secretary who wrote 5."""
    dan, khoa, browser = await enrolled(world.dan), await enrolled(world.khoa), await browser_of(None)
    await dan.exchange(browser)
    await khoa.exchange(browser)
    return dan, khoa, browser


async def test_a_base_never_seen_hides_nothing_and_the_record_says_why(
    huoi_co: World, browser_of: Any
) -> None:
    dan, khoa, browser = await two(huoi_co, browser_of)
    theirs = correct(khoa, huoi_co.an, 5)
    await khoa.exchange(browser)

    correct(dan, huoi_co.an, 9, base=theirs, was="5")
    await dan.exchange(browser)

    assert dan.receipts[1].status == Status.ACCEPTED
    assert (await shown(huoi_co.an))[1] == ["people"]
    assert {change.value for change in await HouseholdChange.filter(live=True)} == {"5", "9"}
    ruling = await Ruling.get()
    assert (ruling.verdict, ruling.device_id, ruling.bases) == (IGNORE_BASE, device(dan), [theirs])
    page = (await (await browser_of(huoi_co.clerk)).get(f"/households/{huoi_co.an.id}")).text
    assert page.count("Người ghi chưa xem") == 1
    assert await same_from_the_log()


async def test_a_base_on_a_page_that_the_phone_was_given_replaces_it(huoi_co: World, browser_of: Any) -> None:
    dan, khoa, browser = await two(huoi_co, browser_of)
    theirs = correct(khoa, huoi_co.an, 5)
    await khoa.exchange(browser)
    await dan.exchange(browser)
    assert theirs in dan.pages[f"/households/{huoi_co.an.id}/changes/new"].decode()

    correct(dan, huoi_co.an, 9, base=theirs, was="5")
    await dan.exchange(browser)

    assert await shown(huoi_co.an) == (9, [])
    assert not await Ruling.exists()


async def test_a_base_that_is_still_to_come_hides_nothing_when_it_comes(
    huoi_co: World, browser_of: Any
) -> None:
    dan, khoa, browser = await two(huoi_co, browser_of)
    correct(dan, huoi_co.an, 9, base=f"{device(khoa)}.1.0 {device(khoa)}.2.0")
    await dan.exchange(browser)
    assert await shown(huoi_co.an) == (9, [])

    correct(khoa, huoi_co.an, 5)
    await khoa.exchange(browser)

    assert (await shown(huoi_co.an))[1] == ["people"]
    assert await same_from_the_log()


async def test_own_earlier_words_need_no_page(huoi_co: World, browser_of: Any) -> None:
    dan, _, browser = await two(huoi_co, browser_of)
    first = correct(dan, huoi_co.an, 5)
    correct(dan, huoi_co.an, 6, base=first, was="5")

    await dan.exchange(browser)

    assert await shown(huoi_co.an) == (6, []) and not await Ruling.exists()


async def test_the_same_request_again_is_ruled_on_once(huoi_co: World, browser_of: Any) -> None:
    dan, khoa, browser = await two(huoi_co, browser_of)
    theirs = correct(khoa, huoi_co.an, 5)
    await khoa.exchange(browser)
    correct(dan, huoi_co.an, 9, base=theirs, was="5")

    for _ in range(3):
        await dan.exchange(browser, dan.outbox)

    assert await Ruling.all().count() == 1
    assert await StoredSubmission.filter(kind=RULING.code).count() == 1


async def test_a_form_posted_by_hand_without_having_opened_the_page_hides_nothing(
    huoi_co: World, browser_of: Any
) -> None:
    _, khoa, browser = await two(huoi_co, browser_of)
    theirs = correct(khoa, huoi_co.an, 5)
    await khoa.exchange(browser)
    forger = await browser_of(huoi_co.dan)
    form = {"people": "9", "people_was": "5", "people_base": theirs}

    await forger.send_form(f"/households/{huoi_co.an.id}/changes", form)
    assert (await shown(huoi_co.an))[1] == ["people"]

    page = (await forger.get(f"/households/{huoi_co.an.id}/changes/new")).text
    assert theirs in page
    both = " ".join([change.opid for change in await HouseholdChange.filter(live=True)])
    await forger.send_form(
        f"/households/{huoi_co.an.id}/changes", form | {"people_was": "", "people_base": both}
    )

    assert await shown(huoi_co.an) == (9, [])
    assert await same_from_the_log()


async def test_a_number_that_the_desk_will_give_cannot_be_claimed_before(
    huoi_co: World, browser_of: Any
) -> None:
    clerk, dan = await browser_of(huoi_co.clerk), await browser_of(huoi_co.dan)
    await clerk.get(f"/households/{huoi_co.an.id}/changes/new")
    await clerk.send_form(f"/households/{huoi_co.an.id}/changes", {"people": "5", "people_was": "4"})
    desk = (await HouseholdChange.get()).device_id
    later = " ".join(f"{desk}.{seq}.0" for seq in range(1, 9))

    await dan.send_form(
        f"/households/{huoi_co.an.id}/changes", {"people": "9", "people_was": "5", "people_base": later}
    )
    await clerk.send_form(f"/households/{huoi_co.an.id}/changes", {"people": "6", "people_was": "4"})

    assert {change.value for change in await HouseholdChange.filter(live=True)} == {"6", "9"}


@pytest.mark.parametrize("base", ["AAAAAAAAAAA.999999999999999.99", "AAAAAAAAAAA.0.0"])
async def test_a_base_that_nobody_wrote_is_only_ignored(huoi_co: World, browser_of: Any, base: str) -> None:
    dan, _, browser = await two(huoi_co, browser_of)
    correct(dan, huoi_co.an, 9, base=base)

    await dan.exchange(browser)

    assert dan.receipts[1].status == Status.ACCEPTED
    assert await shown(huoi_co.an) == (9, [])
    assert await same_from_the_log()


async def test_what_the_office_had_no_time_to_look_at_is_looked_at_when_it_starts(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stopped(*_: Any) -> None: ...

    dan, khoa, browser = await two(huoi_co, browser_of)
    theirs = correct(khoa, huoi_co.an, 5)
    await khoa.exchange(browser)
    with monkeypatch.context() as patch:
        patch.setitem(KINDS, HOUSEHOLD_CHANGE.code, replace(HOUSEHOLD_CHANGE, afterwards=stopped))
        correct(dan, huoi_co.an, 9, base=theirs, was="5")
        await dan.exchange(browser)
    assert await shown(huoi_co.an) == (9, [])

    for _ in range(2):
        await ignore_unseen_bases(huoi_co.commune.id)
    assert (await shown(huoi_co.an))[1] == ["people"] and await Ruling.all().count() == 1


async def test_what_waited_for_another_day_is_looked_at_like_the_rest(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I6: too much for a day is no way round."""
    monkeypatch.setattr(quota, "A_DAY", 1)
    dan, khoa, browser = await two(huoi_co, browser_of)
    theirs = correct(khoa, huoi_co.an, 5)
    await khoa.exchange(browser)
    dan.write(1, huoi_co.an.id, [1, [1], 0])
    correct(dan, huoi_co.an, 9, base=theirs, was="5")
    await dan.exchange(browser)
    assert dan.receipts[2].code == "quota"

    monkeypatch.setattr(quota, "midnight", lambda: datetime.now(UTC))
    await dan.exchange(browser, [])

    assert (await shown(huoi_co.an))[1] == ["people"]
    assert {change.value for change in await HouseholdChange.filter(live=True)} == {"5", "9"}
    assert await same_from_the_log()
