"""Who sees which concern, and how much of it."""

from typing import Any

from tests.support.world import World
from tests.support.written import arrive
from webapp.concerns.kinds import CONCERN, CONCERN_STEP
from webapp.concerns.models import Concern

WATER = {"category": "1", "severity": "2", "summary": "Ống nước vỡ", "body": "Ở nhà trên khe.", "agreed": "1"}
SERVICE = {**WATER, "category": "14", "summary": "Chờ ba lần"}
LAND = {**WATER, "category": "9", "summary": "Ranh giới nương"}


async def reported(world: World, fields: dict[str, str] = WATER, seq: int = 1) -> Concern:
    written = await arrive(CONCERN, world.dan, world.an, seq=seq, **fields)
    return await Concern.get(id=written.id)


async def test_whoever_wrote_it_and_the_branch_secretary_read_all_of_it(
    huoi_co: World, browser_of: Any
) -> None:
    concern = await reported(huoi_co)

    for person in (huoi_co.dan, huoi_co.khoa):
        page = await (await browser_of(person)).get(f"/concerns/{concern.id}")
        assert page.status_code == 200
        assert "Ở nhà trên khe." in page.text


async def test_what_was_said_in_the_home_stays_with_the_branch_until_sent_up(
    huoi_co: World, browser_of: Any
) -> None:
    concern = await reported(huoi_co)
    clerk = await browser_of(huoi_co.clerk)

    before = (await clerk.get(f"/concerns/{concern.id}")).text
    await arrive(CONCERN_STEP, huoi_co.khoa, huoi_co.an, seq=2, concern=concern.id, action="4")
    after = (await clerk.get(f"/concerns/{concern.id}")).text

    assert "Ống nước vỡ" in before
    assert "Ở nhà trên khe." not in before
    assert "Ở nhà trên khe." in after


async def test_another_member_cannot_tell_that_it_exists(huoi_co: World, browser_of: Any) -> None:
    concern = await reported(huoi_co)
    stranger = await browser_of(huoi_co.en)

    one, listed = await stranger.get(f"/concerns/{concern.id}"), await stranger.get("/concerns")

    assert one.status_code == 404
    assert concern.receipt_code not in listed.text


async def test_the_province_reads_no_concern(huoi_co: World, browser_of: Any) -> None:
    concern = await reported(huoi_co)
    viewer = await browser_of(huoi_co.viewer)

    assert (await viewer.get("/concerns")).status_code == 403
    assert (await viewer.get(f"/concerns/{concern.id}")).status_code == 403


async def test_how_a_service_behaved_goes_past_the_branch_to_the_commune_secretary(
    huoi_co: World, browser_of: Any
) -> None:
    concern = await reported(huoi_co, SERVICE)

    seen = {
        name: (await (await browser_of(getattr(huoi_co, name))).get(f"/concerns/{concern.id}")).status_code
        for name in ("dan", "khoa", "clerk", "secretary")
    }

    assert seen == {"dan": 200, "khoa": 404, "clerk": 404, "secretary": 200}


async def test_the_page_of_the_household_names_a_concern_only_to_who_wrote_it(
    huoi_co: World, browser_of: Any
) -> None:
    concern = await reported(huoi_co, LAND)

    writer = (await (await browser_of(huoi_co.dan)).get(f"/households/{huoi_co.an.id}")).text
    clerk = (await (await browser_of(huoi_co.clerk)).get(f"/households/{huoi_co.an.id}")).text

    assert f"Đất, ranh giới · {concern.receipt_code}" in writer
    assert "Đất, ranh giới" not in clerk
    assert concern.receipt_code in clerk


async def test_a_members_list_separates_what_waits_from_what_is_answered(
    huoi_co: World, browser_of: Any
) -> None:
    await reported(huoi_co)
    done = await reported(huoi_co, LAND, seq=2)
    await Concern.filter(id=done.id).update(status="closed")

    page = (await (await browser_of(huoi_co.dan)).get("/concerns")).text

    waiting, _, answered = page.partition("<h2>Đã trả lời</h2>")
    assert "Nước, điện, sóng" in waiting
    assert "Đất, ranh giới" in answered
