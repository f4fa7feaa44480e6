"""The sheet of a month balances, or names the gap; what arrives late changes its own month."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.households.monthly.monthly_sheet import LAST, THIS, figures, moved, sheet
from tests.support.world import World
from tests.support.written import arrive
from webapp.core.calendar import last_of_month
from webapp.households.details.kinds import HOUSEHOLD_CHANGE
from webapp.households.monthly.sheet import Sort
from webapp.register.models import Household, HouseholdImport

BEFORE = (LAST - timedelta(days=1)).replace(day=1)


async def test_start_and_what_came_less_what_went_is_the_end_of_each_month(huoi_co: World) -> None:
    await moved(huoi_co, 1, "1", 1, f"{BEFORE:%m/%Y}")
    await moved(huoi_co, 2, "3", 2, f"{LAST:%m/%Y}", huoi_co.bao)
    await moved(huoi_co, 3, "4", 1, f"{THIS:%d/%m/%Y}")
    await moved(huoi_co, 4, "2", 1, f"{THIS:%d/%m/%Y}", huoi_co.canh)

    assert figures(await sheet(huoi_co, BEFORE)) == (13, 1, 0, 0, 14)
    assert figures(await sheet(huoi_co, LAST)) == (14, 2, 0, 0, 16)
    assert figures(await sheet(huoi_co, THIS)) == (16, 0, 2, 0, 14)
    assert sum([one.people or 0 for one in await Household.filter(hamlet=huoi_co.hamlet)]) == 14


async def test_what_arrives_late_changes_its_own_month_and_those_after_it(huoi_co: World) -> None:
    before = figures(await sheet(huoi_co, LAST))

    await moved(huoi_co, 1, "1", 1, f"{LAST:%m/%Y}")

    start, _coming, _going, _gap, end = before
    assert figures(await sheet(huoi_co, BEFORE)) == (start, 0, 0, 0, start)
    assert figures(await sheet(huoi_co, LAST)) == (start, 1, 0, 0, end + 1)
    assert figures(await sheet(huoi_co, THIS)) == (end + 1, 0, 0, 0, end + 1)


async def test_a_number_put_right_is_named_as_the_gap_of_the_month_in_which_it_was_written(
    huoi_co: World,
) -> None:
    await moved(huoi_co, 1, "1", 1, f"{LAST:%m/%Y}")
    await arrive(HOUSEHOLD_CHANGE, huoi_co.dan, huoi_co.an, seq=2, people="7", people_was="5")

    this = await sheet(huoi_co, THIS)

    assert figures(await sheet(huoi_co, LAST)) == (13, 1, 0, 0, 14)
    assert figures(this) == (14, 0, 0, 2, 16)
    assert [(entry.sort, entry.delta, entry.row.by_name) for entry in this.gaps] == [
        (Sort.PUT_RIGHT, 2, "Lô Văn Dần")
    ]


async def test_more_gone_than_were_written_down_is_named_too(huoi_co: World) -> None:
    await moved(huoi_co, 1, "4", 6, f"{THIS:%d/%m/%Y}")

    this = await sheet(huoi_co, THIS)

    assert figures(this) == (13, 0, 6, 2, 9)
    assert [entry.sort for entry in this.gaps] == [Sort.MORE_WENT]


async def test_households_of_a_list_and_closed_ones_are_named_in_their_months(huoi_co: World) -> None:
    listed = await HouseholdImport.create(
        commune=huoi_co.commune.id,
        file_name="ds.xlsx",
        made_by="x",
        made_at=datetime.now(UTC),
        confirmed_at=datetime.combine(last_of_month(LAST), datetime.min.time(), UTC),
    )
    await Household.filter(id=huoi_co.bao.id).update(listed_in_id=listed.id)
    await Household.filter(id=huoi_co.canh.id).update(closed_on=THIS)

    last, this = await sheet(huoi_co, LAST), await sheet(huoi_co, THIS)

    assert figures(last) == (7, 0, 0, 6, 13) and last.households == 3
    assert figures(this) == (13, 0, 0, -3, 10) and this.households == 2
    assert [entry.sort for entry in this.gaps] == [Sort.CLOSED]


@pytest.mark.parametrize(
    ("who", "status"), [("khoa", 200), ("clerk", 200), ("secretary", 200), ("dan", 403), ("viewer", 403)]
)
async def test_the_page_is_for_the_branch_and_the_office(
    huoi_co: World, browser_of: Any, who: str, status: int
) -> None:
    await moved(huoi_co, 1, "1", 1, f"{LAST:%m/%Y}")
    browser = await browser_of(getattr(huoi_co, who))

    page = await browser.get(f"/households/population?month={LAST:%Y-%m}&hamlet={huoi_co.hamlet.id}")

    assert page.status_code == status
    if status == 200:
        assert "Đầu tháng 13 + đến 1 − đi 0" in page.text and "Bảng khớp." in page.text
        assert ("Bản Xàn" in page.text) == (who != "khoa")


@pytest.mark.parametrize("written", [f"{LAST:%m/%Y}", f"{LAST.month}/{LAST.year}", f"{LAST:%Y-%m}"])
async def test_a_month_is_asked_for_as_people_write_it(huoi_co: World, browser_of: Any, written: str) -> None:
    page = (await (await browser_of(huoi_co.khoa)).get(f"/households/population?month={written}")).text

    assert f'name="month" class="w6" inputmode="numeric" value="{LAST:%m/%Y}"' in page


@pytest.mark.parametrize("written", ["13/2026", "0/2026", "2026", "tháng này", "1/1000"])
async def test_what_is_no_month_is_this_month(huoi_co: World, browser_of: Any, written: str) -> None:
    page = (await (await browser_of(huoi_co.khoa)).get(f"/households/population?month={written}")).text

    assert f'value="{THIS:%m/%Y}"' in page


async def test_another_hamlet_and_a_month_to_come_are_not_shown(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.khoa)

    page = (await browser.get(f"/households/population?month=2999-01&hamlet={huoi_co.other_hamlet.id}")).text

    assert f"tháng {THIS:%m/%Y}" in page and "Ốc Bá Xồng" not in page and "Bản Xàn" not in page
