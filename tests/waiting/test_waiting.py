"""The first page of the office and of a branch secretary: what waits, the worst first."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.world import World
from tests.support.written import arrive
from webapp.concerns.kinds import CONCERN
from webapp.concerns.models import Category, Concern
from webapp.concerns.workflow import ANSWERED

LINE = re.compile(r'href="([^"]+)"><b class="n">(\d+)</b>')
EMERGENCY = 4


async def reported(world: World, seq: int, *, severity: int = 2, category: int = 1, days: int = 0) -> Concern:
    """Received `days` ago."""
    fields = {"category": str(category), "severity": str(severity), "summary": "x", "agreed": "1"}
    made = datetime.now(UTC) - timedelta(days=days)
    written = await arrive(CONCERN, world.dan, world.an, seq=seq, made=made, **fields)
    await Concern.filter(id=written.id).update(received_at=made)
    return await Concern.get(id=written.id)


async def lines(browser: Any, path: str = "/waiting") -> list[tuple[str, int]]:
    return [(href, int(count)) for href, count in LINE.findall((await browser.get(path)).text)]


async def test_the_office_begins_at_what_waits(huoi_co: World, browser_of: Any) -> None:
    answer = await (await browser_of(huoi_co.clerk)).get("/")

    assert (answer.status_code, answer.headers["location"]) == (303, "/waiting")


async def test_nobody_else_sees_it(huoi_co: World, browser_of: Any) -> None:
    for who in (huoi_co.dan, huoi_co.khoa, huoi_co.viewer):
        assert (await (await browser_of(who)).get("/waiting")).status_code == 403


async def test_an_emergency_stands_first_and_is_opened_at_once(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    quiet = await lines(clerk)
    await reported(huoi_co, 1, days=90)
    urgent = await reported(huoi_co, 2, severity=EMERGENCY)

    found = await lines(clerk)

    assert found[0] == (f"/concerns/{urgent.id}", 1)
    assert not [path for path, _ in quiet if path.startswith("/concerns")]


async def test_broken_promises_are_counted_by_hamlet(huoi_co: World, browser_of: Any) -> None:
    for seq in (1, 2):
        await reported(huoi_co, seq, days=90)
    await reported(huoi_co, 3)

    page = (await (await browser_of(huoi_co.clerk)).get("/waiting")).text

    assert '<a href="/concerns?promised=overdue"><b class="n">2</b>' in page
    hamlet = re.search(r'<tr><th scope="row">Bản Huồi Cọ<small>(.*?)</small></th>(.*?)</tr>', page, re.S)
    assert hamlet
    assert "3" in hamlet[1]
    assert re.findall(r">(\d+)<", hamlet[2]) == ["3", "1", "2"]  # open, families, late


async def test_conduct_is_on_the_secretarys_page_alone(huoi_co: World, browser_of: Any) -> None:
    matter = await reported(huoi_co, 1, severity=EMERGENCY, category=Category.SERVICE_CONDUCT)

    assert f"/concerns/{matter.id}" in (await (await browser_of(huoi_co.secretary)).get("/waiting")).text
    for who, path in ((huoi_co.clerk, "/waiting"), (huoi_co.khoa, "/branch")):
        page = (await (await browser_of(who)).get(path)).text
        assert matter.id not in page
        assert "Thái độ" not in page


async def test_the_branch_secretary_sees_what_waits_for_her_branch(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.khoa)
    before = (await secretary.get("/branch")).text
    urgent = await reported(huoi_co, 1, severity=EMERGENCY)
    await reported(huoi_co, 2)

    page = (await secretary.get("/branch")).text

    assert f'href="/concerns/{urgent.id}"' not in before
    assert page.index(f'href="/concerns/{urgent.id}"') < page.index('href="/concerns"><span><b>2 ')


async def test_several_answers_to_tell_lead_to_the_desks_list_of_them(
    huoi_co: World, browser_of: Any
) -> None:
    for seq in (1, 2):
        matter = await reported(huoi_co, seq)
        await Concern.filter(id=matter.id).update(status=ANSWERED)

    assert ("/concerns?state=answered", 2) in await lines(await browser_of(huoi_co.clerk))


async def test_another_branch_sees_none_of_it(huoi_co: World, browser_of: Any) -> None:
    elsewhere = await reported(huoi_co, 1, severity=EMERGENCY)
    await Concern.filter(id=elsewhere.id).update(household_id=huoi_co.far.id)

    page = (await (await browser_of(huoi_co.khoa)).get("/branch")).text

    assert elsewhere.id not in page
    assert elsewhere.id in (await (await browser_of(huoi_co.clerk)).get("/waiting")).text
