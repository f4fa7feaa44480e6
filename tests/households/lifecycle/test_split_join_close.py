"""Households split, join and close; people are counted once, nothing that was written is lost, and a week takes it back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.households.lifecycle.moving import as_it_is
from tests.households.monthly.monthly_sheet import LAST, THIS, figures, moved, sheet
from tests.support.world import World
from tests.support.written import arrive
from webapp.concerns.kinds import CONCERN
from webapp.core.calendar import today
from webapp.households.details.kinds import HOUSEHOLD_CHANGE
from webapp.households.details.merge_edits import merge_changes
from webapp.households.details.models import PopulationEvent
from webapp.households.details.movement_kinds import POPULATION_EVENT
from webapp.households.due_visits import household_lines
from webapp.households.hamlets.models import NeighbourGroup, NeighbourPlace
from webapp.register.charge_models import GroupPlace
from webapp.register.models import Household, HouseholdStep
from webapp.submissions.intake.rebuild import projections_checksum, replay_log
from webapp.visits.kinds import VISIT

SPLIT = {"head_name": "Moong Văn Sơn", "persons": "2", "same_member": "1", "op": "op1"}


async def people(household: Household) -> int | None:
    return (await Household.get(id=household.id)).people


async def split(world: World, browser: Any, **more: str) -> Household:
    answer = await browser.send_form(f"/households/{world.an.id}/split", {**SPLIT, **more})
    assert answer.status_code == 303, answer.text
    return await Household.get(head_name="Moong Văn Sơn", closed_on=None)


async def test_a_split_gives_the_next_code_moves_people_and_keeps_the_place_and_the_member(
    huoi_co: World, browser_of: Any
) -> None:
    group = await NeighbourGroup.create(hamlet=huoi_co.hamlet, number=1, commune=huoi_co.commune.id)
    await NeighbourPlace.create(
        group=group, household=huoi_co.an, valid_from=today(), commune=huoi_co.commune.id
    )
    browser = await browser_of(huoi_co.khoa)

    for _ in range(2):
        new = await split(huoi_co, browser)

    assert (new.code, new.people, new.path_order, new.cluster_id) == ("HC-004", 2, 20, huoi_co.an.cluster_id)
    assert await people(huoi_co.an) == 2 and (await Household.get(id=huoi_co.bao.id)).path_order == 30
    assert (await GroupPlace.get(household_id=new.id)).group_id == (
        await GroupPlace.get(household_id=huoi_co.an.id)
    ).group_id
    assert (await NeighbourPlace.get(household_id=new.id)).group_id == group.id
    old_page = (await browser.get(f"/households/{huoi_co.an.id}")).text
    new_page = (await browser.get(f"/households/{new.id}")).text
    assert f'tách ra thành hộ riêng: <a href="/households/{new.id}">HC-004</a>' in old_page
    assert f'Tách ra từ hộ <a href="/households/{huoi_co.an.id}">HC-001</a>' in new_page
    [line] = await household_lines([new], today())
    assert line.answer == "not_asked"


async def test_without_the_member_the_new_household_waits_for_the_branch(
    huoi_co: World, browser_of: Any
) -> None:
    new = await split(huoi_co, await browser_of(huoi_co.clerk), same_member="0")

    assert not await GroupPlace.filter(household_id=new.id).exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"persons": "4"}, "Ghi mấy người trong 4 người"),
        ({"persons": ""}, "Ghi mấy người"),
        ({"head_name": "X1"}, "chỉ gồm chữ cái"),
    ],
)
async def test_what_is_wrong_with_a_split_is_said(
    huoi_co: World, browser_of: Any, wrong: dict[str, str], sentence: str
) -> None:
    browser = await browser_of(huoi_co.clerk)

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/split", {**SPLIT, **wrong})

    assert answer.status_code == 422 and sentence in answer.text
    assert f'value="{wrong.get("head_name", SPLIT["head_name"])}"' in answer.text
    assert not await HouseholdStep.exists() and await people(huoi_co.an) == 4


async def test_a_split_taken_back_leaves_exactly_what_was_and_the_code_is_not_given_again(
    huoi_co: World, browser_of: Any
) -> None:
    before, browser = await as_it_is(huoi_co), await browser_of(huoi_co.khoa)
    new = await split(huoi_co, browser)

    for _ in range(2):
        await browser.send_form(f"/households/steps/{(await HouseholdStep.get()).id}/undo")

    assert await as_it_is(huoi_co) == before
    assert (await Household.get(id=new.id)).closed_on == today()
    assert not await GroupPlace.filter(household_id=new.id).exists()
    assert (await split(huoi_co, browser, op="op2", head_name="Moong Văn Sơn")).code
    assert {one.code for one in await Household.filter(hamlet=huoi_co.hamlet)} >= {"HC-004", "HC-005"}


async def join(world: World, browser: Any, op: str = "op1") -> Any:
    return await browser.send_form(f"/households/{world.bao.id}/join", {"into": world.an.id, "op": op})


async def test_who_joins_is_counted_there_and_all_that_was_written_is_found_there(
    huoi_co: World, browser_of: Any
) -> None:
    await arrive(VISIT, huoi_co.dan, huoi_co.bao, seq=1, met="1", did="1", need="0")
    await arrive(
        CONCERN,
        huoi_co.dan,
        huoi_co.bao,
        seq=2,
        category="1",
        severity="2",
        agreed="1",
        summary="Ống nước vỡ",
    )
    browser = await browser_of(huoi_co.khoa)

    for _ in range(2):
        assert (await join(huoi_co, browser)).headers["location"] == f"/households/{huoi_co.an.id}"

    gone = await Household.get(id=huoi_co.bao.id)
    assert (gone.closed_on, gone.merged_into_id) == (today(), huoi_co.an.id) and await people(
        huoi_co.an
    ) == 10
    page = (await browser.get(f"/households/{huoi_co.an.id}")).text
    for words in ("Gặp tại nhà", 'href="/concerns/', "Có hộ nhập vào: HC-002", "10 người"):
        assert words in page, words
    assert (await browser.get(f"/households/{huoi_co.bao.id}")).headers[
        "location"
    ] == f"/households/{huoi_co.an.id}"
    for words in ("HC-002", "lu van bao", "HC-001"):
        found = await browser.send_form("/households/register", {"words": words})
        assert "Moong Thị An" in found.text and "1 hộ" in found.text, words
    [line] = await household_lines([await Household.get(id=huoi_co.an.id)], today())
    assert (line.last, line.open_concerns) == (today(), 1)
    carer = (await (await browser_of(huoi_co.dan)).get("/households")).text
    assert "Lữ Văn Bảo" not in carer


async def test_what_a_phone_still_brings_of_a_household_that_joined_counts_and_shows_where_it_lives_now(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.khoa)
    await join(huoi_co, browser)

    await arrive(POPULATION_EVENT, huoi_co.dan, huoi_co.bao, moved="1", moved_when="1", persons="1")
    await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.canh, seq=2, people="5", people_was="3")

    assert await people(huoi_co.an) == 11
    assert "Sinh: 1 người" in (await browser.get(f"/households/{huoi_co.an.id}")).text
    assert figures(await sheet(huoi_co, THIS)) == (13, 1, 0, 2, 16)


async def test_joining_taken_back_leaves_exactly_what_was(huoi_co: World, browser_of: Any) -> None:
    before, browser = await as_it_is(huoi_co), await browser_of(huoi_co.clerk)
    await join(huoi_co, browser)

    await browser.send_form(f"/households/steps/{(await HouseholdStep.get()).id}/undo")

    assert await as_it_is(huoi_co) == before
    assert "Lữ Văn Bảo" in (await (await browser_of(huoi_co.dan)).get("/households")).text
    assert "đã hoàn tác" in (await browser.get(f"/households/{huoi_co.an.id}")).text


async def test_what_was_decided_last_is_taken_back_first(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.clerk)
    new = await split(huoi_co, browser)
    await browser.send_form(f"/households/{new.id}/join", {"into": huoi_co.canh.id, "op": "op2"})
    first, second = await HouseholdStep.all().order_by("at")

    early = await browser.send_form(f"/households/steps/{first.id}/undo")
    assert early.status_code == 409 and (await HouseholdStep.get(id=first.id)).undone_at is None
    for step in (second, first):
        assert (await browser.send_form(f"/households/steps/{step.id}/undo")).status_code == 303

    assert [await people(home) for home in (huoi_co.an, huoi_co.canh)] == [4, 3]


async def test_after_a_week_it_is_written_anew_instead(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.clerk)
    await join(huoi_co, browser)
    await HouseholdStep.all().update(at=datetime.now(UTC) - timedelta(days=8))

    answer = await browser.send_form(f"/households/steps/{(await HouseholdStep.get()).id}/undo")

    assert answer.status_code == 409 and "quá 7 ngày" in answer.text
    assert await people(huoi_co.an) == 10


@pytest.mark.both
async def test_splits_and_joins_balance_and_the_log_makes_the_same_numbers_again(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.khoa)
    await moved(huoi_co, 1, "1", 1, f"{LAST:%m/%Y}")
    new = await split(huoi_co, browser)
    await join(huoi_co, browser, op="op2")
    this = await sheet(huoi_co, THIS)

    assert figures(await sheet(huoi_co, LAST)) == (13, 1, 0, 0, 14)
    assert figures(this) == (14, 0, 0, 0, 14) and this.households == 3
    assert (await people(huoi_co.an), await people(new)) == (9, 2)
    browsed = await browser_of(huoi_co.dan)
    await browsed.send_form(
        f"/households/{huoi_co.an.id}/population", {"moved": "1", "moved_when": "1", "persons": "1"}
    )
    await PopulationEvent.filter(
        seq=1, device__kind="phone"
    ).delete()  # the one that was written past the log
    await merge_changes(await Household.get(id=huoi_co.an.id))
    before = await projections_checksum(huoi_co.commune.id)
    await replay_log(huoi_co.commune.id)
    assert await projections_checksum(huoi_co.commune.id) == before
    assert (await people(huoi_co.an), await people(new)) == (9, 2)


async def test_a_household_of_which_the_log_says_nothing_keeps_its_number_when_all_is_read_again(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.khoa)
    await split(huoi_co, browser)
    await browser.send_form(f"/households/{huoi_co.canh.id}/join", {"into": huoi_co.bao.id, "op": "op2"})
    before = await projections_checksum(huoi_co.commune.id)

    await replay_log(huoi_co.commune.id)

    assert await projections_checksum(huoi_co.commune.id) == before
    assert [await people(home) for home in (huoi_co.an, huoi_co.bao)] == [2, 9]


async def test_a_number_put_right_by_who_saw_the_split_has_it_in(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.khoa)
    await split(huoi_co, browser)
    page = (await browser.get(f"/households/{huoi_co.an.id}/changes/new")).text
    step = await HouseholdStep.get()
    assert f'name="people_base" value="{step.opid}"' in page and 'name="people_was" value="2"' in page

    await browser.send_form(
        f"/households/{huoi_co.an.id}/changes",
        {
            "people": "3",
            "people_was": "2",
            "people_base": step.opid,
            "head_name": "Moong Thị An",
            "head_name_was": "Moong Thị An",
        },
    )

    home = await Household.get(id=huoi_co.an.id)
    assert (home.people, home.contested) == (3, [])


async def test_one_that_did_not_see_it_leaves_the_number_open(huoi_co: World, browser_of: Any) -> None:
    await split(huoi_co, await browser_of(huoi_co.khoa))

    await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.an, people="5", people_was="4")

    home = await Household.get(id=huoi_co.an.id)
    assert (home.people, home.contested) == (3, ["people"])
    office = await browser_of(huoi_co.clerk)
    assert "Cụt Đình Khoa" in (await office.get("/conflicts")).text


@pytest.mark.both
async def test_a_household_is_closed_when_nobody_lives_there(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.khoa)
    early = await browser.send_form(f"/households/{huoi_co.bao.id}/close", {"op": "op1"})
    await arrive(POPULATION_EVENT, huoi_co.dan, huoi_co.bao, moved="4", moved_when="1", persons="6")
    for end in ("", "/moving"):
        assert "Không còn ai ở đây." in (await browser.get(f"/households/{huoi_co.bao.id}{end}")).text

    for _ in range(2):
        await browser.send_form(f"/households/{huoi_co.bao.id}/close", {"op": "op2"})

    assert early.status_code == 409
    assert (await Household.get(id=huoi_co.bao.id)).closed_on == today()
    assert figures(await sheet(huoi_co, THIS)) == (13, 0, 6, 0, 7)
    await browser.send_form(f"/households/steps/{(await HouseholdStep.get()).id}/undo")
    assert (await Household.get(id=huoi_co.bao.id)).closed_on is None


@pytest.mark.parametrize(("who", "status"), [("en", 403), ("secretary", 403), ("viewer", 403), ("khoa", 404)])
async def test_only_the_hamlets_branch_and_the_office_decide(
    huoi_co: World, browser_of: Any, who: str, status: int
) -> None:
    browser = await browser_of(getattr(huoi_co, who))

    for end in ("split", "join", "close"):
        assert (await browser.send_form(f"/households/{huoi_co.far.id}/{end}", SPLIT)).status_code == status
    assert (await browser.get(f"/households/{huoi_co.far.id}/moving")).status_code == status
    assert not await HouseholdStep.exists()
