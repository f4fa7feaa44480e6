"""The pages between a commune's office and its province: readable, and large enough to touch, with everything on them."""

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from tests.browser import axe
from tests.browser.commune import PHONE, looking
from tests.browser.screens import AT_THE_OFFICE, AT_THE_PROVINCE
from tests.support.office import Office
from tests.support.upper import PASSWORD, Province
from tests.support.warm import WarmOffice
from tests.support.world import World, build_world
from tests.support.written import arrive
from webapp.accounts.models import StoredSession
from webapp.accounts.sessions import stored_key
from webapp.concerns.kinds import CONCERN, SENT_UP
from webapp.core import keys
from webapp.safekeeping.recovery_key import make_recovery_key
from webapp.settings import settings
from webapp.submissions.intake.submit import submit_form
from webapp.upstream.link import join_province_by_network
from webapp.upstream.sending import contact_province
from webapp.visits.models import Visit
from webapp.web.person import Person, Role


@dataclass
class Both:
    office: Office
    province: Province
    ids: dict[str, str]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """A concern with an answer, one without, a month of counts and a backup have gone up."""
    folder = tmp_path_factory.mktemp("both")
    office, province = WarmOffice(folder), Province(folder / "province")
    code = province.begin()
    province.start()
    before = {name: value for name, value in os.environ.items() if name.startswith("GANDAN_")}
    os.environ.update(
        {name: office.environment[name] for name in office.environment if name.startswith("GANDAN_")}
    )
    settings.cache_clear()
    keys.forget()
    try:
        ids = office.prepare(lambda: fill(province, code))
    finally:
        for name in [name for name in os.environ if name.startswith("GANDAN_")]:
            del os.environ[name]
        os.environ.update(before)
        settings.cache_clear()
        keys.forget()
    office.start()
    yield Both(office, province, ids)
    office.stop()
    province.stop()


async def fill(province: Province, code: str) -> dict[str, str]:
    world = await build_world()
    make_recovery_key()
    await StoredSession.create(
        key=stored_key("k"), value=f'{{"account":"{world.clerk.id}"}}'.encode(), owner=world.clerk.id
    )
    link = await join_province_by_network(province.base, code)
    link.joined_at = datetime.now(UTC) - timedelta(days=40)
    await link.save()
    concerns = await written(world)
    me = Person(world.clerk.id, world.clerk.name, Role.COMMUNE_OFFICE, world.commune.id)
    for concern, words in zip(concerns, ("Xin kinh phí thay 2 km ống.", ""), strict=False):
        await submit_form(
            me, SENT_UP, "", {"concern": concern, "text": words, "with_hamlet": "1", "op": concern}
        )
    await contact_province(link)
    there = {row["text"]: row["id"] for row in await province.rows("SELECT id, text FROM raised_concern")}
    answered = there["Xin kinh phí thay 2 km ống."]
    await province.do(
        "UPDATE raised_concern SET answer = 'Tỉnh cấp ống.', answered_by = 'Hoàng Văn Tỉnh', "
        f"answered_at = '2026-10-20 10:00:00+00:00' WHERE id = '{answered}'"
    )
    await contact_province(link)
    [commune] = await province.rows("SELECT id FROM joined_office")
    return {
        "commune": commune["id"], "answered": answered, "raised": there[""],
        "here": concerns[0], "waiting": concerns[2],
    }  # fmt: skip


async def written(world: World) -> list[str]:
    for home, met, count in ((world.an, 1, 17), (world.an, 4, 6), (world.far, 1, 9), (world.far, 4, 2)):
        for _ in range(count):
            await Visit.create(
                commune=world.commune.id, household=home, by_name="-", happened_on=date.today() - timedelta(days=35),
                met=met, recorded_at=datetime.now(UTC), received_at=datetime.now(UTC),
            )  # fmt: skip
    return [
        (
            await arrive(
                CONCERN,
                world.dan,
                world.an,
                seq=seq,
                category="1",
                severity="3",
                summary="Ống vỡ",
                agreed="1",
            )
        ).id
        for seq in (1, 2, 3)
    ]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def there(chromium: Browser, both: Both) -> AsyncIterator[BrowserContext]:
    context = await looking(chromium, both.province)
    page = await context.new_page()
    await page.goto("/sign-in")
    await page.fill("#username", "canbo")
    await page.fill("#password", PASSWORD)
    await page.click("main form button")
    yield context
    await context.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def here(chromium: Browser, both: Both) -> AsyncIterator[BrowserContext]:
    context = await looking(chromium, both.office)
    await context.add_cookies([{"name": "s", "value": "k", "url": both.office.base}])
    yield context
    await context.close()


async def opened(context: BrowserContext, path: str) -> Page:
    page = context.pages[0] if context.pages else await context.new_page()
    await page.set_viewport_size(PHONE)
    answer = await page.goto(path)
    assert answer and answer.status == 200
    await page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
    return page


@pytest.mark.parametrize("path", AT_THE_PROVINCE)
async def test_a_page_of_the_province_keeps_the_rules(both: Both, there: BrowserContext, path: str) -> None:
    assert await axe.faults(await opened(there, path.format(**both.ids))) == {}


@pytest.mark.parametrize("path", AT_THE_OFFICE)
async def test_a_page_of_the_office_about_the_province_keeps_the_rules(
    both: Both, here: BrowserContext, path: str
) -> None:
    assert await axe.faults(await opened(here, path.format(**both.ids))) == {}


async def test_what_will_leave_keeps_the_rules(both: Both, here: BrowserContext) -> None:
    page = await opened(here, "/concerns/{waiting}/send-up".format(**both.ids))
    await page.fill("#text", "Xin cán bộ về bản một buổi.")
    await page.click("main form button.big")
    await page.get_by_role("heading", name="Điều sẽ gửi đi").wait_for()

    assert await axe.faults(page) == {}
