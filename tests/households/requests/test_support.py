"""How much help a household needs: agreed by branch or office, from lists, with its history."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.world import World
from tests.support.written import arrive
from webapp.core.calendar import today
from webapp.households.family.kinds import CONSENT
from webapp.households.requests.models import SupportRecord
from webapp.register.models import Household

CLOSE = {"level": "close", "reason": "disaster", "op": "op1"}


async def test_the_secretary_sets_it_and_visits_become_due_sooner(huoi_co: World, browser_of: Any) -> None:
    khoa = await browser_of(huoi_co.khoa)

    answer = await khoa.send_form(f"/households/{huoi_co.an.id}/support", CLOSE)

    assert (await Household.get(id=huoi_co.an.id)).support_level == "close"
    page = (await khoa.get(answer.headers["location"])).text
    assert "Cần giúp sát" in page and "Sau thiên tai" in page and "Cụt Đình Khoa" in page
    assert "Mức giúp đỡ:</b> Cần giúp sát" in (await khoa.get(f"/households/{huoi_co.an.id}")).text


@pytest.mark.both
async def test_the_level_of_the_latest_day_counts_and_the_others_stay_as_history(
    huoi_co: World, browser_of: Any
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    await clerk.send_form(f"/households/{huoi_co.an.id}/support", CLOSE)

    earlier = {
        "level": "attention",
        "reason": "asked",
        "since": str(today() - timedelta(days=9)),
        "op": "op2",
    }
    await clerk.send_form(f"/households/{huoi_co.an.id}/support", earlier)

    assert (await Household.get(id=huoi_co.an.id)).support_level == "close"
    assert await SupportRecord.all().count() == 2


async def test_sent_twice_it_is_one(huoi_co: World, browser_of: Any) -> None:
    khoa = await browser_of(huoi_co.khoa)

    for _ in range(2):
        await khoa.send_form(f"/households/{huoi_co.an.id}/support", CLOSE)

    assert await SupportRecord.all().count() == 1


@pytest.mark.parametrize(
    ("who", "home", "status"),
    [("dan", "an", 403), ("secretary", "an", 403), ("viewer", "an", 403), ("khoa", "far", 404)],
)
async def test_others_do_not_set_it(
    huoi_co: World, browser_of: Any, who: str, home: str, status: int
) -> None:
    browser = await browser_of(getattr(huoi_co, who))
    path = f"/households/{getattr(huoi_co, home).id}/support"

    assert (await browser.get(path)).status_code == status
    assert (await browser.send_form(path, CLOSE)).status_code == status
    assert not await SupportRecord.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"level": "lazy"}, "Chọn mức giúp đỡ."),
        ({"reason": "vì lười"}, "Chọn lý do."),
        ({"since": "2999-01-01"}, "Ngày này chưa đến."),
    ],
)
async def test_there_is_no_place_for_words_about_a_family(
    huoi_co: World, browser_of: Any, change: dict[str, str], sentence: str
) -> None:
    khoa = await browser_of(huoi_co.khoa)

    answer = await khoa.send_form(f"/households/{huoi_co.an.id}/support", CLOSE | change)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert ('value="close" checked' in answer.text) == ("level" not in change)
    assert ('<option value="disaster" selected>' in answer.text) == ("reason" not in change)
    assert not await SupportRecord.exists()


async def test_of_a_family_whose_needs_are_not_to_be_written_no_level_is_kept(
    huoi_co: World, browser_of: Any
) -> None:
    await arrive(CONSENT, huoi_co.dan, huoi_co.an, answer="1", purpose="1")
    khoa = await browser_of(huoi_co.khoa)

    answer = await khoa.send_form(f"/households/{huoi_co.an.id}/support", CLOSE)

    assert answer.status_code == 409
    assert not await SupportRecord.exists()
