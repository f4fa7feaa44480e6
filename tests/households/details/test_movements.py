"""Who came into a household and who left it: told by the family, written by whoever is in charge, counted once."""

import re
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.phone import enrolled
from tests.support.world import World
from tests.support.written import arrive, columns
from webapp.core.calendar import today
from webapp.households.details.kinds import HOUSEHOLD_CHANGE
from webapp.households.details.models import HouseholdChange, Moved, PopulationChoice, PopulationEvent
from webapp.households.details.movement_kinds import POPULATION_EVENT
from webapp.kinds import kind_attributes
from webapp.register.models import Consent, Household
from webapp.submissions.intake.rebuild import rebuild_from_log
from webapp.submissions.kinds import Unreadable

BIRTH = {"moved": "1", "moved_when": "1", "persons": "1"}
GONE = {"moved": "4", "moved_when": "3", "persons": "2", "under_6": "1"}


async def people(household: Household) -> tuple[int | None, list[str]]:
    found = await Household.get(id=household.id)
    return found.people, found.contested


async def test_a_birth_is_written_counted_and_told_with_what_to_do_next(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.dan)

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/population", BIRTH)

    event = await PopulationEvent.get()
    assert columns(event, "household_id", "kind", "persons", "under_6", "happened_on", "precision", "by_name") == (
        huoi_co.an.id, Moved.BIRTH, 1, 1, today(), "day", "Lô Văn Dần",
    )  # fmt: skip
    assert await people(huoi_co.an) == (5, [])
    page = (await browser.get(answer.headers["location"])).text
    assert "Xã đã nhận lúc" in page and "Sinh: 1 người" in page and "giấy khai sinh" in page


async def test_who_is_away_or_a_guest_for_a_time_still_lives_where_they_live(huoi_co: World) -> None:
    for seq, code in enumerate(("5", "6", "7"), start=1):
        await arrive(POPULATION_EVENT, huoi_co.dan, huoi_co.an, seq=seq, **{**BIRTH, "moved": code})

    assert await people(huoi_co.an) == (4, [])
    assert await PopulationEvent.all().count() == 3


async def test_a_stranger_cannot_tell_that_the_household_exists(huoi_co: World, browser_of: Any) -> None:
    answer = await (await browser_of(huoi_co.en)).send_form(f"/households/{huoi_co.an.id}/population", BIRTH)

    assert answer.status_code == 404
    assert not await PopulationEvent.exists()


@pytest.mark.parametrize(("who", "status"), [("clerk", 303), ("secretary", 403), ("viewer", 403)])
async def test_of_the_office_only_the_clerk_writes_for_a_member(
    huoi_co: World, browser_of: Any, who: str, status: int
) -> None:
    browser = await browser_of(getattr(huoi_co, who))

    assert (await browser.send_form(f"/households/{huoi_co.an.id}/population", BIRTH)).status_code == status


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"moved": ""}, "moved"),
        ({"moved": "10"}, "moved"),
        ({"moved_when": "4", "moved_on": ""}, "moved_on"),
        ({"moved_on": "hôm kia"}, "moved_on"),
        ({"moved_on": "13/2025"}, "moved_on"),
        ({"moved_on": "2099"}, "moved_on"),
        ({"moved_on": "2001"}, "moved_on"),
        ({"persons": "0"}, "persons"),
        ({"moved": "4", "under_6": "2"}, "under_6"),
    ],
)
async def test_what_is_wrong_is_said_and_every_typed_word_is_kept(
    huoi_co: World, browser_of: Any, wrong: dict[str, str], field: str
) -> None:
    browser = await browser_of(huoi_co.dan)
    sent = {**BIRTH, **wrong, "op": "op000000009"}

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/population", sent)

    assert answer.status_code == 422
    assert "<title>Lỗi: " in answer.text and wrong_fields(answer) == [field]
    for name in ("moved_on", "persons", "under_6"):
        if sent.get(name):
            assert re.search(rf'name="{name}"[^>]*value="{sent[name]}"', answer.text), name
    assert re.search(r'name="op" value="[\w-]{11}p"', answer.text)
    assert not await PopulationEvent.exists()


async def test_the_same_form_posted_twice_is_one_event(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)

    for _ in range(2):
        await browser.send_form(f"/households/{huoi_co.an.id}/population", {**BIRTH, "op": "op000000003p"})

    assert await PopulationEvent.all().count() == 1
    assert await people(huoi_co.an) == (5, [])


async def test_made_without_signal_it_becomes_the_same_row(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)
    await browser.send_form(f"/households/{huoi_co.an.id}/population", GONE)
    online = await PopulationEvent.get()

    await arrive(POPULATION_EVENT, huoi_co.dan, huoi_co.bao, **GONE)

    offline = await PopulationEvent.get(household_id=huoi_co.bao.id)
    same = ("kind", "happened_on", "precision", "persons", "under_6", "base", "by_id", "by_name", "commune")
    assert columns(offline, *same) == columns(online, *same)
    assert await people(huoi_co.bao) == (4, [])


async def test_on_a_phone_it_is_part_of_a_page_that_is_there_and_comes_through_an_exchange(
    huoi_co: World, browser_of: Any
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(browser)
    page = phone.pages[f"/households/{huoi_co.an.id}/changes/new"].decode()
    assert kind_attributes("population_event") in page
    names = re.search(rf'{kind_attributes("population_event")}[^>]*data-fields="([^"]+)"', page)
    assert names and names[1].split() == list(POPULATION_EVENT.fields[1])

    phone.write(5, huoi_co.an.id, [1, 1, None, 1])
    await phone.exchange(browser)

    assert phone.receipts[1].status == 1
    assert await people(huoi_co.an) == (5, [])
    assert "Sinh: 1 người" in phone.pages[f"/households/{huoi_co.an.id}"].decode()
    assert await rebuild_from_log(check=True) == 0


@pytest.mark.parametrize(("answer", "purposes"), [("refused", []), ("given", ["contact", "needs"])])
async def test_nothing_is_written_of_a_family_that_did_not_agree_to_it(
    huoi_co: World, browser_of: Any, answer: str, purposes: list[str]
) -> None:
    c = {"commune": huoi_co.commune.id}
    await Consent.create(household=huoi_co.an, answer=answer, purposes=purposes, asked_on=today(), **c)

    page = (await (await browser_of(huoi_co.dan)).get(f"/households/{huoi_co.an.id}/changes/new")).text
    assert kind_attributes("population_event") not in page
    online = await (await browser_of(huoi_co.dan)).send_form(f"/households/{huoi_co.an.id}/population", BIRTH)
    with pytest.raises(Unreadable):
        await arrive(POPULATION_EVENT, huoi_co.dan, huoi_co.an, **BIRTH)

    assert online.status_code == 409
    assert not await PopulationEvent.exists()


async def test_a_clock_that_runs_ahead_does_not_write_into_a_month_to_come(huoi_co: World) -> None:
    ahead = datetime.now(UTC) + timedelta(days=400)

    await arrive(POPULATION_EVENT, huoi_co.dan, huoi_co.an, made=ahead, **BIRTH)

    assert (await PopulationEvent.get()).happened_on == today()


def base_on(page: str) -> str:
    found = re.search(r'name="people_base" value="([^"]+)"', page)
    return found[1] if found else ""


async def test_a_number_put_right_by_somebody_who_saw_the_birth_has_the_newborn_in_it(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.khoa)
    await arrive(POPULATION_EVENT, huoi_co.dan, huoi_co.an, **BIRTH)
    page = (await browser.get(f"/households/{huoi_co.an.id}/changes/new")).text
    assert 'name="people_was" value="5"' in page

    await arrive(
        HOUSEHOLD_CHANGE, huoi_co.khoa, huoi_co.an, people="7", people_was="5", people_base=base_on(page)
    )

    assert await people(huoi_co.an) == (7, [])


async def test_a_birth_told_by_somebody_who_saw_the_number_put_right_is_added_to_it(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.khoa)
    await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.an, people="6", people_was="4")
    page = (await browser.get(f"/households/{huoi_co.an.id}/changes/new")).text

    await arrive(POPULATION_EVENT, huoi_co.khoa, huoi_co.an, **BIRTH, people_base=base_on(page))

    assert await people(huoi_co.an) == (7, [])


@pytest.mark.both
async def test_where_neither_knew_of_the_other_both_numbers_are_offered_until_somebody_says(
    huoi_co: World, browser_of: Any
) -> None:
    await arrive(HOUSEHOLD_CHANGE, huoi_co.khoa, huoi_co.an, people="5", people_was="4")
    await arrive(POPULATION_EVENT, huoi_co.dan, huoi_co.an, **BIRTH)
    assert await people(huoi_co.an) == (6, ["people"])
    carer, office = await browser_of(huoi_co.dan), await browser_of(huoi_co.clerk)
    page = (await carer.get(f"/households/{huoi_co.an.id}")).text
    assert "chưa thống nhất" in page and "<mark>5</mark>" in page and "<mark>6</mark>" in page

    page = (await office.get("/conflicts")).text
    offered = dict(re.findall(r'<b>([^<]+)</b></p>.*?name="choose\.[^"]+" value="([^"]+)"', page, re.S))
    hidden = dict(re.findall(r'type="hidden" name="(op|seen\.[^"]+)" value="([^"]+)"', page))
    [seen] = [name for name in hidden if name.startswith("seen.")]
    assert set(offered) == {"5", "6"}
    await office.send_form("/conflicts", hidden | {"choose" + seen[4:]: offered["6"]})

    assert await people(huoi_co.an) == (6, [])
    assert await PopulationEvent.all().count() == 1 and await HouseholdChange.all().count() == 2


@pytest.mark.both
async def test_a_settled_number_and_all_events_come_out_the_same_in_any_order(huoi_co: World) -> None:
    """Three people, two events and a number, in every order in which they can arrive."""
    words = [
        (POPULATION_EVENT, huoi_co.dan, BIRTH),
        (POPULATION_EVENT, huoi_co.en, GONE),
        (HOUSEHOLD_CHANGE, huoi_co.khoa, {"people": "8", "people_was": "4"}),
    ]
    found = set()
    for order in permutations(words):
        await PopulationEvent.all().delete()
        await HouseholdChange.all().delete()
        await Household.filter(id=huoi_co.an.id).update(people=4, contested=[])
        for kind, member, fields in order:
            await arrive(kind, member, huoi_co.an, **fields)
        found.add(str(await people(huoi_co.an)))

    assert found == {"(7, ['people'])"}


async def test_nobody_is_left_and_fewer_than_nobody_cannot_live_there(huoi_co: World) -> None:
    await arrive(POPULATION_EVENT, huoi_co.dan, huoi_co.an, **{**GONE, "persons": "9"})

    assert await people(huoi_co.an) == (0, [])


async def test_one_birth_told_by_two_members_is_kept_twice_flagged_and_the_secretary_says_which_counts(
    huoi_co: World, browser_of: Any
) -> None:
    await arrive(POPULATION_EVENT, huoi_co.dan, huoi_co.an, **BIRTH)
    await arrive(POPULATION_EVENT, huoi_co.en, huoi_co.an, **BIRTH)
    secretary = await browser_of(huoi_co.khoa)
    page = (await secretary.get(f"/households/{huoi_co.an.id}")).text
    assert page.count("có thể trùng") == 2 and (await people(huoi_co.an))[0] == 6
    page = (await secretary.get("/households/population")).text
    second = await PopulationEvent.get(by_id=huoi_co.en.id)
    assert f'name="event" value="{second.opid}"' in page

    for _ in range(2):
        answer = await secretary.send_form(
            "/households/population/choices",
            {"event": second.opid, "counts": "0", "month": f"{today():%Y-%m}"},
        )

    assert answer.status_code == 303
    assert (await people(huoi_co.an))[0] == 5
    assert await PopulationChoice.all().count() == 1 and await PopulationEvent.all().count() == 2
    page = (await secretary.get(answer.headers["location"])).text
    assert "không tính" in page and "có thể trùng" not in page
    assert await people(huoi_co.an) == (5, [])
    await secretary.send_form("/households/population/choices", {"event": second.opid, "counts": "1"})
    assert (await people(huoi_co.an))[0] == 6


async def test_two_births_told_by_one_member_are_two_births(huoi_co: World, browser_of: Any) -> None:
    for seq in (1, 2):
        await arrive(POPULATION_EVENT, huoi_co.dan, huoi_co.an, seq=seq, **BIRTH)

    page = (await (await browser_of(huoi_co.dan)).get(f"/households/{huoi_co.an.id}")).text

    assert "có thể trùng" not in page


async def test_what_counts_is_said_by_the_branch_of_the_hamlet_or_the_office(
    huoi_co: World, browser_of: Any
) -> None:
    event = await arrive(POPULATION_EVENT, huoi_co.dan, huoi_co.far, **BIRTH)
    opid = (await PopulationEvent.get(id=event.id)).opid
    statuses = {}
    for who in ("khoa", "dan", "secretary", "clerk"):
        browser = await browser_of(getattr(huoi_co, who))
        answer = await browser.send_form("/households/population/choices", {"event": opid, "counts": "0"})
        statuses[who] = answer.status_code

    assert statuses == {"khoa": 404, "dan": 403, "secretary": 403, "clerk": 303}
    assert (await PopulationChoice.get()).by_name == huoi_co.clerk.name
