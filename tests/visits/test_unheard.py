"""After a flood: which families nobody has met since a day, to print."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.world import World
from tests.support.written import arrive
from webapp.core.calendar import today
from webapp.visits.kinds import VISIT

PAGE = "/visits/unheard"


async def met(world: World) -> None:
    await arrive(VISIT, world.dan, world.an, seq=1, met="1")


async def test_who_was_met_since_is_off_the_list_and_who_was_met_before_is_on_it(
    huoi_co: World, browser_of: Any
) -> None:
    await met(huoi_co)

    for person in (huoi_co.clerk, huoi_co.khoa):
        page = (await (await browser_of(person)).get(PAGE)).text
        assert f">{huoi_co.an.code}<" not in page and f">{huoi_co.bao.code}<" in page
        assert huoi_co.bao.head_name in page


async def test_a_family_that_refuses_is_there_by_code_and_place(huoi_co: World, browser_of: Any) -> None:
    dan, clerk = await browser_of(huoi_co.dan), await browser_of(huoi_co.clerk)
    await dan.send_form(f"/households/{huoi_co.bao.id}/consents", {"answer": "2", "op": "no"})

    page = (await clerk.get(PAGE)).text

    assert f">{huoi_co.bao.code}<" in page and huoi_co.bao.head_name not in page


@pytest.mark.parametrize("since", ["31/02/2026", "x", "2001-01-01", f"{today() + timedelta(days=2)}"])
async def test_a_day_that_cannot_be_is_said(huoi_co: World, browser_of: Any, since: str) -> None:
    answer = await (await browser_of(huoi_co.clerk)).get(PAGE, params={"since": since})

    assert answer.status_code == 422 and "Chọn một ngày trong năm qua." in answer.text
    assert f'value="{since}"' in answer.text


async def test_it_is_for_those_who_lead(huoi_co: World, browser_of: Any) -> None:
    assert (await (await browser_of(huoi_co.dan)).get(PAGE)).status_code == 403
    assert (await (await browser_of(huoi_co.viewer)).get(PAGE)).status_code == 403
