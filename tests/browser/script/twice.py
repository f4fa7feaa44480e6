"""A phone that loses its power, or its store too, and what is saved twice on it."""

import shutil

from playwright.async_api import Page

from tests.browser.conftest import Pocket
from tests.browser.script.kept import PIN, Kept
from tests.support.office import Office
from tests.support.world import World
from webapp.visits.models import Visit

COPIES = "gd.copies().then((all) => all.map((it) => it.seq).sort())"


async def begin(kept: Kept, world: World, note: str) -> Page:
    page = await kept.open(f"/households/{world.an.id}/visits/new")
    await page.click("label[for=met]")
    await page.click("summary")
    await page.fill("#note", note)
    return page


async def killed(kept: Kept, pocket: Pocket, *, lost: bool = False) -> Kept:
    """The battery is pulled; perhaps the browser throws its database away. Then the phone is switched on again."""
    await pocket.lose_power()
    if lost:
        for folder in (pocket.folder / "Default" / "IndexedDB").iterdir():
            shutil.rmtree(folder)
    phone = await pocket.switch_on()
    return Kept(phone, await phone.new_page(), kept.road, kept.office)


async def unlocked(kept: Kept) -> Page:
    page = await kept.open("/unlock")
    await page.fill("#pin", PIN)
    await page.click("form[data-unlock] button")
    await page.wait_for_url(kept.road.base + "/")
    await kept.settled()
    return page


def notes(office: Office) -> list[str]:
    return sorted(str(visit.note) for visit in office.ask(lambda: Visit.all()))
