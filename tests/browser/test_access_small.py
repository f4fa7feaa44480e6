"""Screens that come only when something happened: a handover, a plan that asks, an absence that waits."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from tests.browser import axe
from tests.browser.commune import DESK, PHONE, looking, sign_in, small_office
from tests.browser.screens import SMALL, SMALL_OFFICE, Screen
from tests.support.office import Office
from tests.support.planned import published
from tests.support.world import World
from webapp.assignments.absences.models import Absence, AbsenceReport
from webapp.assignments.charge.models import Handover
from webapp.assignments.charge.take_charge import take_charge
from webapp.core.calendar import today


@dataclass
class Happened:
    office: Office
    world: World
    keys: dict[str, str]


@pytest.fixture(scope="module")
def happened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Happened]:
    with small_office(Path(tmp_path_factory.mktemp("office"))) as office:
        world: World = office.world  # type: ignore[attr-defined]

        async def work() -> dict[str, str]:
            mine = {world.an.id: world.en.id}
            await take_charge(world.branch, mine, today(), by="Cụt Đình Khoa", reason="Nhà sát nhau")
            now, c = datetime.now(UTC), {"commune": world.commune.id}
            await AbsenceReport.create(
                member=world.dan, back=False, since=today(), until=today() + timedelta(days=9),
                at=now, received_at=now, seq=1, **c,
            )  # fmt: skip
            days = {"valid_from": today() + timedelta(days=20), "valid_to": today() + timedelta(days=25)}
            away = await Absence.create(
                member=world.en, by_name="Cụt Đình Khoa", at=now, form="f", **days, **c
            )
            handover = await Handover.all().first()
            return {
                "plan": await published(world),
                "handover": handover.id if handover else "",
                "branch": world.branch.id,
                "absence": away.id,
                "household": world.an.id,
            }

        yield Happened(office, world, office.ask(work))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def people(chromium: Browser, happened: Happened) -> AsyncIterator[dict[str, BrowserContext]]:
    contexts = {}
    for name in {screen.who for screen in (*SMALL, *SMALL_OFFICE)}:
        contexts[name] = await looking(chromium, happened.office)
        await sign_in(contexts[name], happened.office, getattr(happened.world, name))
    yield contexts
    for context in contexts.values():
        await context.close()


async def opened(context: BrowserContext, screen: Screen, keys: dict[str, str]) -> Page:
    page = context.pages[0] if context.pages else await context.new_page()
    await page.set_viewport_size(PHONE)
    answer = await page.goto(screen.path.format(**keys))
    assert answer and answer.status == 200
    if screen.way:
        await screen.way(page)
    return page


@pytest.mark.parametrize("screen", SMALL, ids=str)
async def test_a_screen_of_the_phone_keeps_the_rules(
    people: dict[str, BrowserContext], happened: Happened, screen: Screen
) -> None:
    page = await opened(people[screen.who], screen, happened.keys)

    assert await axe.faults(page) == {}


@pytest.mark.parametrize("screen", SMALL_OFFICE, ids=str)
async def test_a_screen_of_the_office_keeps_the_rules(
    people: dict[str, BrowserContext], happened: Happened, screen: Screen
) -> None:
    page = await opened(people[screen.who], screen, happened.keys)
    await page.set_viewport_size(DESK)
    overflow, small = await axe.overflowing(page), await axe.small_targets(page)

    assert await axe.faults(page) | axe.noted(overflow_at_1200=overflow, small_at_1200=small) == {}
