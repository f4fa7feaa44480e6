"""What one person types for another: who typed is kept on every kind, the doer sees it and may object."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.paper.all_of_a_form import FULL
from tests.paper.grid import row, sheets, typed
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.concerns.models import Concern
from webapp.households.details.models import PopulationEvent
from webapp.households.family.models import NeedChange
from webapp.register.models import Household
from webapp.submissions.intake import rebuild
from webapp.submissions.models import Objection, StoredSubmission, TypedRecord
from webapp.visits.correction_models import VisitCorrection
from webapp.visits.models import Visit

pytestmark = pytest.mark.both

SECTION = "Người khác nhập hộ đồng chí"


async def typed_in(world: World, browser_of: Any, **more: str) -> None:
    [sheet] = await sheets(browser_of, world, house=world.an.id)
    answer = await typed(await browser_of(world.clerk), row(0, sheet, **(FULL | more)))
    assert answer.status_code == 303, answer.text


async def object_to(phone: Phone, browser: Any, record: str) -> None:
    phone.write(18, "", [record])
    await phone.exchange(browser)
    assert phone.receipts[len(phone.outbox)].status == 1


async def waiting() -> set[str]:
    return {row.code for row in await StoredSubmission.filter(status=3)}


async def test_who_typed_is_kept_on_every_kind(huoi_co: World, browser_of: Any) -> None:
    await typed_in(huoi_co, browser_of)

    tables: list[Any] = [Visit, NeedChange, Concern, PopulationEvent]
    assert [{one.typed_by_name for one in await table.all()} for table in tables] == [{"Hà Thị Ơn"}] * 4
    page = (await (await browser_of(huoi_co.khoa)).get(f"/households/{huoi_co.an.id}")).text
    assert page.count("Hà Thị Ơn ghi giúp") == 3, (
        "visit, needs, who came; the concern says it on its own page"
    )
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_the_doer_sees_on_the_phone_what_was_typed_and_by_whom(huoi_co: World, browser_of: Any) -> None:
    await typed_in(huoi_co, browser_of)
    phone, stranger = await enrolled(huoi_co.dan), await enrolled(huoi_co.en)
    for one in (phone, stranger):
        await one.exchange(await browser_of(None))

    page, other = phone.pages["/households"].decode(), stranger.pages["/households"].decode()
    assert SECTION in page and page.count("Hà Thị Ơn nhập") == 4 and page.count("HC-001") >= 4
    assert SECTION not in other
    paper = (
        await (await browser_of(huoi_co.khoa)).get(
            f"/paper/branches/{huoi_co.branch.id}/lists?member={huoi_co.dan.id}"
        )
    ).text
    assert SECTION in paper and paper.count("Hà Thị Ơn") == 4


@pytest.mark.parametrize("kind", ["visit", "need", "concern", "population_event"])
async def test_an_objection_puts_the_record_aside_until_the_office_decides(
    huoi_co: World, browser_of: Any, kind: str
) -> None:
    await typed_in(huoi_co, browser_of)
    before = (await Household.get(id=huoi_co.an.id)).people
    phone, air, office = (
        await enrolled(huoi_co.dan),
        await browser_of(None),
        await browser_of(huoi_co.clerk),
    )
    record = (await TypedRecord.get(kind=kind)).id
    table: Any = {"visit": Visit, "need": NeedChange, "concern": Concern}.get(kind, PopulationEvent)

    await object_to(phone, air, record)

    assert not await table.exists() and await waiting() == {"objected"}
    assert phone.pages["/households"].decode().count("Hà Thị Ơn nhập") == 3
    assert (await Household.get(id=huoi_co.an.id)).people == (4 if kind == "population_event" else before)
    assert await rebuild.rebuild_from_log(check=True) == 0
    page = (await office.get("/put-aside")).text
    sent = {
        name: re.search(rf'name="{name}"[^>]* value="([^"]+)"', page)[1] for name in ("targets", "op", "code")
    }  # type: ignore[index]
    assert sent["code"] == "objected"
    await office.send_form("/put-aside", sent | {"verdict": "admit", "reason": "Đã xem phiếu giấy"})
    await object_to(phone, air, record)

    assert await table.exists() and await waiting() == set(), "what the office took in again stays"
    assert await Objection.all().count() == 2
    assert (await Household.get(id=huoi_co.an.id)).people == before
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_a_visit_that_was_put_right_meanwhile_is_put_aside_too(huoi_co: World, browser_of: Any) -> None:
    await typed_in(huoi_co, browser_of)
    phone, visit = await enrolled(huoi_co.dan), await Visit.get()
    phone.write(13, huoi_co.an.id, [visit.id, None, None, None, "Thêm một câu"])
    await phone.exchange(await browser_of(None))
    assert (await VisitCorrection.get()).visit_id == visit.id

    await object_to(phone, await browser_of(None), visit.id)

    assert not await Visit.exists() and await VisitCorrection.exists()
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_only_the_doer_objects_and_only_within_thirty_days(huoi_co: World, browser_of: Any) -> None:
    await typed_in(huoi_co, browser_of)
    record = (await TypedRecord.get(kind="visit")).id
    await object_to(await enrolled(huoi_co.en), await browser_of(None), record)
    web = await (await browser_of(huoi_co.en)).send_form("/paper/objections", {"record": record, "op": "x"})
    for one in await TypedRecord.all():
        await TypedRecord.filter(id=one.id).update(received_at=one.received_at - timedelta(days=31))
    await object_to(phone := await enrolled(huoi_co.dan), await browser_of(None), record)

    assert web.status_code == 404 and await Visit.exists() and await waiting() == set()
    assert SECTION not in phone.pages["/households"].decode()


async def test_online_it_is_the_same(huoi_co: World, browser_of: Any) -> None:
    await typed_in(huoi_co, browser_of)
    browser = await browser_of(huoi_co.dan)
    page = (await browser.get("/households")).text
    record = (await TypedRecord.get(kind="visit")).id
    assert SECTION in page and f'name="record" value="{record}"' in page

    answer = await browser.send_form("/paper/objections", {"record": record, "op": "form-of-mine"})

    assert answer.status_code == 303 and not await Visit.exists()


async def test_a_relative_who_types_is_ticked_and_not_named(huoi_co: World, browser_of: Any) -> None:
    phone = await enrolled(huoi_co.dan)
    phone.write(1, huoi_co.an.id, [1, [1], 0], helped=True)
    phone.write(5, huoi_co.an.id, [1, 1, None, 1], helped=True)
    phone.write(2, huoi_co.an.id, [1, 2, "Ống nước", None, None, 1], helped=True)
    phone.write(2, huoi_co.an.id, [14, 2, "Chờ ba buổi", None, None, 1], helped=True)
    await phone.exchange(await browser_of(None))
    own = await browser_of(huoi_co.dan)
    again = await own.send_form(f"/households/{huoi_co.an.id}/visits", {"met": "", "helped": "1"})
    await own.send_form(f"/households/{huoi_co.bao.id}/visits", {"met": "1", "need": "0", "helped": "1"})

    tables: list[Any] = [Visit, PopulationEvent, Concern]
    for table in tables:
        for one in await table.all():
            assert (one.by_id, one.by_name, one.typed_by_name) == (huoi_co.dan.id, "Lô Văn Dần", "người nhà")
    assert [await table.all().count() for table in tables] == [2, 1, 1]
    assert (phone.receipts[4].status, phone.receipts[4].code) == (3, "form"), (
        "a complaint is typed by the doer"
    )
    assert again.status_code == 422
    assert re.search(r'name="helped"[^>]* value="1" checked', again.text), "what was ticked stays"
    assert "người nhà ghi giúp" in (await own.get(f"/households/{huoi_co.an.id}")).text
    assert await rebuild.rebuild_from_log(check=True) == 0
