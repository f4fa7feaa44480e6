"""Two people at the same moment: no number twice, no form twice."""

import asyncio
from typing import Any

import pytest

from tests.support.world import World
from webapp.core.calendar import today
from webapp.paper.models import VisitSheet
from webapp.visits.models import Visit

pytestmark = pytest.mark.both


async def test_two_printers_give_no_number_twice(huoi_co: World, browser_of: Any) -> None:
    people = [await browser_of(huoi_co.khoa), await browser_of(huoi_co.clerk)]
    for browser in people:
        await browser.get("/paper")

    answers = await asyncio.gather(
        *(
            browser.send_form(
                f"/paper/branches/{huoi_co.branch.id}/prints",
                {"what": "forms", "blank": "5", "op": f"printing-{place:02d}"},
            )
            for place, browser in enumerate(people)
        )
    )

    assert [answer.status_code for answer in answers] == [303, 303]
    numbers = await VisitSheet.all().order_by("number").values_list("number", flat=True)
    assert numbers == list(range(1000, 1010))


async def test_two_typists_make_one_visit_of_one_form(huoi_co: World, browser_of: Any) -> None:
    people = [await browser_of(huoi_co.khoa), await browser_of(huoi_co.clerk)]
    for browser in people:
        await browser.get("/paper/visits")
    form = {"what": "forms", "house": huoi_co.an.id, "op": "printing-01"}
    await people[0].send_form(f"/paper/branches/{huoi_co.branch.id}/prints", form)
    sheet = await VisitSheet.get()
    row = {"serial-0": sheet.serial, "on-0": f"{today():%d/%m/%Y}", "met-0": "1"}

    answers = await asyncio.gather(
        *(
            browser.send_form("/paper/visits", {**row, "op": f"grid-{place:05d}"})
            for place, browser in enumerate(people)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert await Visit.all().count() == 1
