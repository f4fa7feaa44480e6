"""One household's page: what is shown to whom, and how a family's answer limits it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import brotli
import pytest

from tests.support.world import World
from tests.support.written import arrive, name_need
from webapp.concerns.kinds import CONCERN
from webapp.core.calendar import today
from webapp.core.i18n import local_time
from webapp.household_page.timeline import newest_events
from webapp.households.details.movement_kinds import POPULATION_EVENT
from webapp.households.family.kinds import CONSENT, NEED
from webapp.households.poverty.models import PovertyRecord
from webapp.register.models import Consent, Household
from webapp.register.queries import merged_sources
from webapp.visits.kinds import VISIT

pytestmark = pytest.mark.both

VISITED = {"met": "1", "did": ["1"], "need": "0", "note": "Hẹn sửa mái nhà"}


async def known(world: World) -> None:
    c = {"household": world.an, "commune": world.commune.id}
    await Household.filter(id=world.an.id).update(head_phone="0987654321", preferred_language="khmu")
    await name_need(world.an, "clean_water", date(2026, 1, 5))
    await PovertyRecord.create(
        poverty_class="near_poor", change="stay", decision_no="12/QĐ", decision_date=date(2025, 12, 1), **c
    )


async def answered(world: World, answer: str) -> None:
    await Consent.create(household=world.an, answer=answer, asked_on=today(), commune=world.commune.id)


async def test_the_member_sees_what_helps_and_can_act_at_once(huoi_co: World, browser_of: Any) -> None:
    await known(huoi_co)

    page = (await (await browser_of(huoi_co.dan)).get(f"/households/{huoi_co.an.id}")).text

    for words in ("4 người", "Hộ cận nghèo", "12/QĐ 01/12/2025", "Nói tiếng Khơ Mú", "Nước sạch", "HC-001"):
        assert words in page
    assert 'href="tel:0987654321"' in page
    assert "data-undo>" in page


async def test_the_page_is_one_small_answer_on_a_weak_signal(huoi_co: World, browser_of: Any) -> None:
    await known(huoi_co)
    for seq in range(1, 6):
        day = today() - timedelta(days=20 * seq)
        await arrive(VISIT, huoi_co.dan, huoi_co.an, seq=seq, met="1", did=["1", "2"], on=day.isoformat())
    browser = await browser_of(huoi_co.dan)

    page = (await browser.get(f"/households/{huoi_co.an.id}")).content

    assert len(brotli.compress(page, quality=10)) <= 1_600  # as it is served


async def test_lists_do_not_say_who_is_poor(huoi_co: World, browser_of: Any) -> None:
    await known(huoi_co)
    browser = await browser_of(huoi_co.dan)

    for path in ("/", "/households"):
        assert "nghèo" not in (await browser.get(path)).text


async def test_a_visits_note_is_for_the_branch_not_for_the_office(huoi_co: World, browser_of: Any) -> None:
    await arrive(VISIT, huoi_co.dan, huoi_co.an, **VISITED)

    seen = {
        name: (await (await browser_of(getattr(huoi_co, name))).get(f"/households/{huoi_co.an.id}")).text
        for name in ("dan", "khoa", "clerk", "secretary")
    }

    assert {name: "Hẹn sửa mái nhà" in page for name, page in seen.items()} == {
        "dan": True,
        "khoa": True,
        "clerk": False,
        "secretary": False,
    }
    assert all("Gặp tại nhà" in page for page in seen.values())


async def test_a_phone_shows_five_events_and_the_office_pages_through_all(
    huoi_co: World, browser_of: Any
) -> None:
    for seq in range(1, 23):
        await arrive(VISIT, huoi_co.dan, huoi_co.an, seq=seq, met="2")
    await arrive(CONCERN, huoi_co.dan, huoi_co.an, seq=23, category="1", severity="2", agreed="1")
    clerk = await browser_of(huoi_co.clerk)

    member = (await (await browser_of(huoi_co.dan)).get(f"/households/{huoi_co.an.id}")).text
    first = (await clerk.get(f"/households/{huoi_co.an.id}")).text
    second = (await clerk.get(f"/households/{huoi_co.an.id}?page=2")).text

    assert [page.count('<li class="done">') + page.count("<li><b>") for page in (member, first, second)] == [
        5,
        20,
        3,
    ]
    assert "HK-" in first
    assert "Trang 2 trên 2" in second


@pytest.mark.parametrize("answer", ["refused", "withdrawn"])
async def test_a_family_that_said_no_is_only_a_code_and_a_place(
    huoi_co: World, browser_of: Any, answer: str
) -> None:
    await known(huoi_co)
    await answered(huoi_co, answer)

    for person in (huoi_co.dan, huoi_co.clerk):
        browser = await browser_of(person)
        whole = (await browser.get(f"/households/{huoi_co.an.id}")).text
        page = whole.split("<main")[1]  # the office's menu names the poor list
        assert "HC-001" in page and "Moong" not in whole
        for hidden in ("Moong", "0987654321", "4 người", "nghèo", "Nước sạch", "Khơ Mú", "Sửa, nhu cầu"):
            assert hidden not in page, hidden
        assert "Moong" not in (await browser.get("/households", follow_redirects=True)).text
    assert "Vẫn thăm và giúp" in page


async def test_a_family_not_asked_yet_is_found_by_its_door_and_asked(huoi_co: World, browser_of: Any) -> None:
    await known(huoi_co)
    await answered(huoi_co, "not_asked")

    page = (await (await browser_of(huoi_co.dan)).get(f"/households/{huoi_co.an.id}")).text

    assert "Moong Thị An" in page
    assert f"/households/{huoi_co.an.id}/changes/new#consent" in page
    assert "0987654321" not in page
    form = (await (await browser_of(huoi_co.dan)).get(f"/households/{huoi_co.an.id}/visits/new")).text
    assert 'name="note"' not in form


async def test_the_province_sees_no_household(huoi_co: World, browser_of: Any) -> None:
    viewer = await browser_of(huoi_co.viewer)

    for path in ("/households", "/households/register", f"/households/{huoi_co.an.id}"):
        assert (await viewer.get(path)).status_code == 403


async def test_a_made_up_receipt_is_not_repeated(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)

    page = (await browser.get(f"/households/{huoi_co.an.id}?saved=<b>1&at=07:20")).text

    assert "Xã đã nhận lúc" not in page


async def test_the_news_of_a_household_is_the_newest_thing_written_of_it_whatever_it_is(
    huoi_co: World, browser_of: Any
) -> None:
    dan, path = await browser_of(huoi_co.dan), f"/households/{huoi_co.an.id}"
    long_ago = datetime.now(UTC) - timedelta(days=90)
    await arrive(VISIT, huoi_co.khoa, huoi_co.an, made=long_ago, received=long_ago, met="1")

    for days_ago, kind, fields, told in (
        (40, CONSENT, {"answer": "1", "purpose": ["1", "2", "4"]}, "Trả lời khi nghe đọc thông báo: đồng ý"),
        (20, NEED, {"opens": ["2", "3"], "closes": "4"}, "Nêu nhu cầu: Nước sạch, Nhà vệ sinh. Nhu cầu đã xong: Chuồng"),
        (3, POPULATION_EVENT, {"moved": "1", "moved_when": "1", "persons": "1"}, "Sinh: 1 người"),
    ):  # fmt: skip
        made = datetime.now(UTC) - timedelta(days=days_ago)
        await arrive(kind, huoi_co.dan, huoi_co.an, seq=days_ago, made=made, received=made, **fields)  # type: ignore[arg-type]
        page = (await dan.get(path)).text
        assert f"Cập nhật lần cuối {local_time(made):%d/%m/%Y} bởi Lô Văn Dần." in page
        assert told in page
        assert f"cập nhật {local_time(made):%d/%m} bởi Dần" in (await dan.get("/households")).text


async def test_what_a_family_no_longer_lets_be_written_is_not_in_its_history(
    huoi_co: World, browser_of: Any
) -> None:
    await arrive(NEED, huoi_co.dan, huoi_co.an, opens="2")
    await arrive(CONSENT, huoi_co.dan, huoi_co.an, seq=2, answer="1", purpose=["1"])

    page = (await (await browser_of(huoi_co.dan)).get(f"/households/{huoi_co.an.id}")).text

    assert "Nước sạch" not in page


async def test_news_of_a_household_that_joined_is_news_of_the_one_it_is_part_of(huoi_co: World) -> None:
    await arrive(NEED, huoi_co.dan, huoi_co.bao, opens="2")
    await Household.filter(id=huoi_co.bao.id).update(closed_on=today(), merged_into_id=huoi_co.an.id)

    assert await newest_events([huoi_co.an.id], await merged_sources([huoi_co.an.id])) == {
        huoi_co.an.id: (today(), "Lô Văn Dần")
    }
