"""The family's own sheet: everything that is kept about it, in plain words, for paper."""

from datetime import date
from typing import Any

import pytest

from tests.support.world import LONG_AGO, World
from tests.support.written import arrive, name_need
from webapp.concerns.kinds import CONCERN
from webapp.core.calendar import today
from webapp.households.details.kinds import HOUSEHOLD_CHANGE
from webapp.households.details.movement_kinds import POPULATION_EVENT
from webapp.households.family.kinds import CONSENT, FAMILY_REQUEST, NEED
from webapp.households.family.models import FamilyRequest
from webapp.households.poverty.models import PovertyRecord
from webapp.households.requests.models import SupportRecord
from webapp.register.models import Household, HouseholdStep
from webapp.visits.kinds import VISIT

EVERYTHING = [
    "Moong Thị An", "HC-001", "Lô Văn Dần", "0987654321", "Chữ to", "Nước sạch", "104/QĐ-UBND", "Cần giúp sát",
    "sửa máng nước", "Giếng cạn", "mười ngày rồi", "Số người → 5", "Sinh: 1 người", "Nhà vệ sinh", "xóa đi", "Bỏ số cũ",
    "từ chối, đổi người phụ trách, xem, sửa, xóa", "không ảnh hưởng đến chế độ",
]  # fmt: skip


async def known(world: World) -> None:
    c: dict[str, Any] = {"household": world.an, "commune": world.commune.id}
    await Household.filter(id=world.an.id).update(accommodations="large_print", support_level="close")
    await name_need(world.an, "clean_water", LONG_AGO)
    await PovertyRecord.create(
        poverty_class="poor", change="new", decision_no="104/QĐ-UBND", decision_date=date(2017, 12, 20), **c
    )
    await SupportRecord.create(
        level="close", reason="asked", since=LONG_AGO, by_name="Cụt Đình Khoa", at="2026-01-01T00:00:00Z", form="f", **c
    )  # fmt: skip
    dan, an = world.dan, world.an
    await arrive(VISIT, dan, an, met="1", did="3", need="1", note="sửa máng nước")
    await arrive(HOUSEHOLD_CHANGE, dan, an, seq=2, people="5", people_was="4", head_phone="0987654321")
    concern = {
        "category": "1",
        "severity": "2",
        "summary": "Giếng cạn",
        "body": "mười ngày rồi",
        "agreed": "1",
    }
    await arrive(CONCERN, dan, an, seq=3, **concern)
    await arrive(FAMILY_REQUEST, dan, an, seq=4, wants="3", wish="Bỏ số cũ")
    await arrive(POPULATION_EVENT, dan, an, seq=5, moved="1", moved_when="1", persons="1")
    await arrive(NEED, dan, an, seq=6, opens="3")


async def sheet(browser: Any, world: World) -> str:
    answer = await browser.get(f"/households/{world.an.id}/sheet")
    assert answer.status_code == 200
    return str(answer.text)


async def test_everything_kept_is_on_it_and_who_has_read_it(huoi_co: World, browser_of: Any) -> None:
    await known(huoi_co)
    clerk, dan = await browser_of(huoi_co.clerk), await browser_of(huoi_co.dan)
    await clerk.get(f"/households/{huoi_co.an.id}")

    page = await sheet(dan, huoi_co)

    for words in EVERYTHING:
        assert words in page, words
    assert "Hà Thị Ơn" in page.split("Ai đã xem")[1], "the clerk opened the page of this family"


async def test_needs_of_a_household_that_joined_it_are_on_it_too(huoi_co: World, browser_of: Any) -> None:
    await name_need(huoi_co.bao, "road_access", LONG_AGO)
    await Household.filter(id=huoi_co.bao.id).update(merged_into_id=huoi_co.an.id, closed_on=LONG_AGO)

    assert "Đường vào nhà" in await sheet(await browser_of(huoi_co.dan), huoi_co)


async def test_who_came_and_what_became_of_the_household_is_said_in_words(
    huoi_co: World, browser_of: Any
) -> None:
    born = {"moved": "1", "moved_when": "4", "moved_on": f"{today():%d/%m/%Y}", "persons": "1"}
    await arrive(POPULATION_EVENT, huoi_co.dan, huoi_co.an, **born)
    await HouseholdStep.create(
        household=huoi_co.an, other=huoi_co.bao, turn="merge", persons=4, happened_on=today(), form="f", by_id="-",
        by_name="Cụt Đình Khoa", at="2026-01-01T00:00:00Z", commune=huoi_co.commune.id,
    )  # fmt: skip

    written = (await sheet(await browser_of(huoi_co.dan), huoi_co)).split("theo ngày")[1]

    assert f"Lô Văn Dần: Sinh: 1 người, {today():%d/%m/%Y}" in written
    assert "Có hộ nhập vào: " in written and "movement" not in written and "step" not in written


async def test_what_only_the_branch_or_the_secretary_may_read_is_not_printed_by_others(
    huoi_co: World, browser_of: Any
) -> None:
    await known(huoi_co)
    conduct = {"category": "14", "severity": "2", "summary": "chờ cả buổi", "agreed": "1", "own": "1"}
    await arrive(CONCERN, huoi_co.khoa, huoi_co.an, seq=9, **conduct)

    clerk = await sheet(await browser_of(huoi_co.clerk), huoi_co)
    dan = await sheet(await browser_of(huoi_co.dan), huoi_co)
    secretary = await sheet(await browser_of(huoi_co.secretary), huoi_co)

    assert "sửa máng nước" not in clerk and "mười ngày rồi" not in clerk
    assert "(có lời ghi" in clerk and "(có chi tiết" in clerk
    assert "chờ cả buổi" not in clerk and "chờ cả buổi" not in dan
    assert "chờ cả buổi" in secretary
    assert "giữ riêng ở bí thư" in dan


async def test_whom_the_branch_would_rather_put_in_charge_is_printed_by_who_may_read_it(
    huoi_co: World, browser_of: Any
) -> None:
    khoa = await browser_of(huoi_co.khoa)
    said = {"member": huoi_co.dan.id, "suits": "0", "reason": "kinship", "op": "op1"}
    await khoa.send_form(f"/households/{huoi_co.an.id}/pairs", said)

    for reader in (khoa, await browser_of(huoi_co.clerk)):
        assert "Lô Văn Dần: không nên phụ trách (" in await sheet(reader, huoi_co)
    for reader in (await browser_of(huoi_co.dan), await browser_of(huoi_co.secretary)):
        printed = await sheet(reader, huoi_co)
        assert "không nên phụ trách" not in printed and "bí thư chi bộ giữ" in printed


@pytest.mark.parametrize(("who", "status"), [("en", 404), ("viewer", 403), ("khoa", 200), ("secretary", 200)])
async def test_who_may_print_it(huoi_co: World, browser_of: Any, who: str, status: int) -> None:
    browser = await browser_of(getattr(huoi_co, who))

    assert (await browser.get(f"/households/{huoi_co.an.id}/sheet")).status_code == status


async def test_of_a_family_that_said_no_it_is_printed_only_while_the_family_asks_for_it(
    huoi_co: World, browser_of: Any
) -> None:
    await known(huoi_co)
    await FamilyRequest.all().delete()
    await arrive(CONSENT, huoi_co.dan, huoi_co.an, seq=5, answer="3")
    dan = await browser_of(huoi_co.dan)

    silent = await sheet(dan, huoi_co)
    await arrive(FAMILY_REQUEST, huoi_co.dan, huoi_co.an, seq=6, wants="1")
    asked = await sheet(dan, huoi_co)

    for hidden in ("0987654321", "Moong", "Nước sạch", "sửa máng nước", "Giếng cạn", "104/QĐ-UBND"):
        assert hidden not in silent, hidden
    assert "chỉ in ra, hoặc xóa đi" in silent
    for words in ("0987654321", "Nước sạch", "sửa máng nước", "Giếng cạn", "104/QĐ-UBND"):
        assert words in asked, words


async def test_of_a_family_that_nothing_is_known_about_it_says_so(huoi_co: World, browser_of: Any) -> None:
    page = await sheet(await browser_of(huoi_co.dan), huoi_co)

    assert page.count("Không ghi gì.") == 4
