"""A family splits or joins another: the member writes it down, the branch's secretary decides."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.phone import enrolled
from tests.support.world import World
from tests.support.written import arrive
from webapp.households.details.models import Moved, PopulationEvent
from webapp.households.details.movement_kinds import POPULATION_EVENT
from webapp.households.details.movements import waiting_turns
from webapp.register.models import Household, HouseholdStep
from webapp.submissions.intake.rebuild import rebuild_from_log

SPLIT = {"moved": "8", "moved_when": "2", "persons": "2"}
JOIN = {"moved": "9", "moved_when": "1", "persons": "4"}
WAITS = "chờ bí thư quyết định"


async def told(world: World, **fields: str) -> None:
    made = datetime.now(UTC) - timedelta(hours=2)
    await arrive(POPULATION_EVENT, world.dan, world.an, seq=77, made=made, received=made, **fields)


async def waiting(world: World) -> list[str]:
    return [one.row.household_id for one in await waiting_turns([world.hamlet.id])]


async def test_told_without_signal_it_changes_no_number_and_waits_for_the_secretary(
    huoi_co: World, browser_of: Any
) -> None:
    phone, khoa = await enrolled(huoi_co.dan), await browser_of(huoi_co.khoa)
    phone.write(5, huoi_co.an.id, [8, 2, None, 2, None, None])

    await phone.exchange(await browser_of(None))

    assert phone.receipts[1].status == 1
    assert (await PopulationEvent.get()).kind is Moved.SPLIT
    assert (await Household.get(id=huoi_co.an.id)).people == 4
    assert "Tách hộ: 2 người" in phone.pages[f"/households/{huoi_co.an.id}"].decode()
    assert WAITS in phone.pages[f"/households/{huoi_co.an.id}"].decode()
    assert "/moving" not in phone.pages[f"/households/{huoi_co.an.id}"].decode()
    assert "1 việc chờ quyết định" in (await khoa.get("/households")).text
    assert "1 hộ xin tách hoặc nhập" in (await (await browser_of(huoi_co.clerk)).get("/arrivals")).text
    sheet = (await khoa.get("/households/population")).text
    assert f'href="/households/{huoi_co.an.id}/moving"' in sheet and "Tách hộ: 2 người" in sheet
    assert (
        f'href="/households/{huoi_co.an.id}/moving"' in (await khoa.get(f"/households/{huoi_co.an.id}")).text
    )
    moving = (await khoa.get(f"/households/{huoi_co.an.id}/moving")).text
    assert "Gia đình báo:</b> Tách hộ: 2 người" in moving
    assert await rebuild_from_log(check=True) == 0


@pytest.mark.both
async def test_it_is_done_when_the_household_is_split_and_waits_again_when_that_is_taken_back(
    huoi_co: World, browser_of: Any
) -> None:
    await told(huoi_co, **SPLIT)
    khoa = await browser_of(huoi_co.khoa)
    assert await waiting(huoi_co) == [huoi_co.an.id]

    new = {"head_name": "Moong Văn Bình", "persons": "2", "same_member": "1", "op": "op1"}
    assert (await khoa.send_form(f"/households/{huoi_co.an.id}/split", new)).status_code == 303

    assert await waiting(huoi_co) == []
    page = (await khoa.get(f"/households/{huoi_co.an.id}")).text
    assert "Tách hộ: 2 người" in page and WAITS not in page
    assert "việc chờ quyết định" not in (await khoa.get("/households")).text
    step = await HouseholdStep.get()
    await khoa.send_form(f"/households/steps/{step.id}/undo")
    assert await waiting(huoi_co) == [huoi_co.an.id]


async def test_a_household_that_joined_another_waits_no_more(huoi_co: World, browser_of: Any) -> None:
    await told(huoi_co, **JOIN)
    khoa = await browser_of(huoi_co.khoa)
    new = {"head_name": "Moong Văn Bình", "persons": "2", "same_member": "1", "op": "op1"}
    await khoa.send_form(f"/households/{huoi_co.an.id}/split", new)
    assert await waiting(huoi_co) == [huoi_co.an.id], "to split is not to join"

    await khoa.send_form(f"/households/{huoi_co.an.id}/join", {"into": huoi_co.bao.id, "op": "op2"})

    assert await waiting(huoi_co) == []
    page = (await khoa.get(f"/households/{huoi_co.bao.id}")).text
    assert "Nhập vào hộ khác" in page and WAITS not in page


async def test_what_was_decided_before_says_nothing_of_what_is_told_later(
    huoi_co: World, browser_of: Any
) -> None:
    khoa = await browser_of(huoi_co.khoa)
    new = {"head_name": "Moong Văn Bình", "persons": "1", "same_member": "1", "op": "op1"}
    await khoa.send_form(f"/households/{huoi_co.an.id}/split", new)

    await arrive(POPULATION_EVENT, huoi_co.dan, huoi_co.an, seq=78, **SPLIT)

    assert await waiting(huoi_co) == [huoi_co.an.id]


@pytest.mark.parametrize("who", ["khoa", "clerk"])
async def test_what_was_told_by_mistake_is_set_aside(huoi_co: World, browser_of: Any, who: str) -> None:
    await told(huoi_co, **SPLIT)
    browser = await browser_of(getattr(huoi_co, who))
    event = await PopulationEvent.get()

    await browser.send_form("/households/population/choices", {"event": event.opid, "counts": "0"})

    assert await waiting(huoi_co) == []
    assert "không tính" in (await browser.get(f"/households/{huoi_co.an.id}")).text


async def test_other_hamlets_and_other_roles_have_nothing_to_decide(huoi_co: World, browser_of: Any) -> None:
    await told(huoi_co, **SPLIT)

    assert await waiting_turns([huoi_co.other_hamlet.id]) == []
    dan, secretary = await browser_of(huoi_co.dan), await browser_of(huoi_co.secretary)
    assert "việc chờ quyết định" not in (await dan.get("/households")).text
    sheet = (await secretary.get("/households/population")).text
    assert "Tách hộ: 2 người" in sheet and f"/households/{huoi_co.an.id}/moving" not in sheet
