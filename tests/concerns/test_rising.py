"""What is urgent stands first, and what a level lets pass is also the next level's."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.concerns.steps import ANSWER, ANSWERED, PASS_UP, reported, take
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.concerns.models import Category, Concern, ConcernStep, OpenedDetails, Severity

LAND = int(Category.LAND)


async def urgent(world: World, browser_of: Any, category: int = 1) -> Concern:
    one = await reported(world, browser_of, category)
    await Concern.filter(id=one.id).update(severity=Severity.EMERGENCY)
    return one


async def test_an_emergency_stands_first_for_everybody_who_may_see_it_until_it_is_answered(
    huoi_co: World, browser_of: Any
) -> None:
    one = await urgent(huoi_co, browser_of)
    phone, link = await enrolled(huoi_co.dan), f'<a href="/concerns/{one.id}"><b>Khẩn cấp'
    await phone.exchange(await browser_of(None))

    first = phone.pages["/"].decode()
    assert first.index(link) < first.index('<p class="mut">'), "above whom to visit"
    assert f"/concerns/{one.id}" in phone.pages, "with its page, though the branch has it"
    khoa, stranger = await browser_of(huoi_co.khoa), await browser_of(huoi_co.en)
    assert link in (await khoa.get("/")).text and link not in (await stranger.get("/")).text
    for person in (huoi_co.clerk, huoi_co.secretary):
        page = (await (await browser_of(person)).get("/waiting")).text
        assert page.index("việc khẩn cấp") < page.index("</ul>") and f"/concerns/{one.id}" in page

    await take(khoa, one, ANSWERED, ANSWER)
    assert link not in (await khoa.get("/")).text


@pytest.mark.parametrize(("category", "colleague", "leads"), [(LAND, False, True), (14, False, False)])
async def test_an_emergency_between_neighbours_is_on_no_first_page_of_a_colleague(
    huoi_co: World, browser_of: Any, category: int, colleague: bool, leads: bool
) -> None:
    one = await urgent(huoi_co, browser_of, category)

    for person, shown in ((huoi_co.dan, colleague), (huoi_co.khoa, leads)):
        page = (await (await browser_of(person)).get("/")).text
        assert (f"/concerns/{one.id}" in page) is shown


@pytest.mark.parametrize(
    ("category", "steps", "whose"),
    [
        (1, (), "xã cùng lo"),
        (1, (PASS_UP,), "Bí thư Đảng ủy cùng lo"),
        (LAND, (), "Bí thư Đảng ủy cùng lo"),
        (1, (ANSWERED,), "Bí thư chi bộ cùng lo"),
    ],
)
async def test_what_a_level_lets_pass_is_also_the_next_ones_and_its_details_stay(
    huoi_co: World, browser_of: Any, category: int, steps: tuple[int, ...], whose: str
) -> None:
    one, khoa = await reported(huoi_co, browser_of, category), await browser_of(huoi_co.khoa)
    for step in steps:
        await take(khoa, one, step, ANSWER)
    secretary, ago = await browser_of(huoi_co.secretary), datetime.now(UTC) - timedelta(days=90)
    desk = (await secretary.get("/concerns")).text
    assert whose not in desk and whose not in (await secretary.get(f"/concerns/{one.id}")).text
    branch = (await khoa.get(f"/concerns/{one.id}")).text
    assert "hidden> <span" in branch and whose in branch, "a phone shows it when the day is over"

    await Concern.filter(id=one.id).update(received_at=ago)
    await ConcernStep.all().update(received_at=ago)

    assert whose in (await secretary.get("/concerns")).text
    page = (await secretary.get(f"/concerns/{one.id}")).text
    assert whose in page and ("Ở nhà trên khe" in page) is (PASS_UP in steps)


async def test_the_communes_secretary_opens_details_with_a_reason_that_the_branch_sees(
    huoi_co: World, browser_of: Any
) -> None:
    one = await reported(huoi_co, browser_of)
    secretary, clerk, khoa = [
        await browser_of(person) for person in (huoi_co.secretary, huoi_co.clerk, huoi_co.khoa)
    ]
    here, words = f"/concerns/{one.id}", "Ở nhà trên khe"
    assert words not in (await secretary.get(here)).text

    without = await secretary.send_form(f"{here}/opening", {"reason": "9"})
    assert without.status_code == 422 and words not in without.text
    for reason in ("1", "3"):
        assert (await secretary.send_form(f"{here}/opening", {"reason": reason})).status_code == 303

    assert words in (await secretary.get(here)).text and words not in (await clerk.get(here)).text
    branch = (await khoa.get(here)).text
    assert f"{huoi_co.secretary.name} đã mở phần kể rõ" in branch and "Đã quá ngày hẹn" in branch
    for browser in (clerk, khoa):
        assert (await browser.send_form(f"{here}/opening", {"reason": "1"})).status_code == 403
    assert (await secretary.send_form("/concerns/nobody00000/opening", {"reason": "1"})).status_code == 404
    assert await OpenedDetails.all().count() == 1
