"""A page of another release than the worker's writes nothing into the store they share, whatever is done on it; it comes again."""

import pytest
from playwright.async_api import Page

from tests.attachments.sending import picture
from tests.browser.script.kept import Kept
from tests.support.world import World

OLDER = "gd.release = 'older'; 0"
STORE = """async () => JSON.stringify(await Promise.all(["profiles", "outbox", "spare"].map((name) =>
    gd.tx([name], async (at) => (await at(name).getAll()).map(
        ({ device, seq, used, wrong, state, digest, body }) => [device, seq, used, wrong, state, digest, body && body.length]), "readonly"))))"""
PICTURES = """new Promise((yes) => {
    const opening = indexedDB.open("gandan.photos");
    opening.onsuccess = () => {
        const names = [...opening.result.objectStoreNames];
        if (!names.length) return yes(0);
        const asked = opening.result.transaction(names).objectStore("bytes").count();
        asked.onsuccess = () => yes(asked.result);
    };
})"""


async def before_undo(kept: Kept, world: World) -> Page:
    kept.road.always = "dead"
    page = await kept.open(f"/households/{world.an.id}")
    await page.click("form[data-undo] button")
    await page.wait_for_selector("[data-saved]")
    return page


async def before_choosing(kept: Kept, world: World) -> Page:
    page = await kept.open("/who")
    await page.wait_for_selector("[data-who-list] button")
    return page


async def before_taking(kept: Kept, world: World) -> Page:
    page = await kept.open("/carry")
    await page.wait_for_selector("[data-courier]:not([hidden])")
    return page


async def before_a_photo(kept: Kept, world: World) -> Page:
    page = await kept.open(f"/households/{world.an.id}/concerns/new")
    await page.click("[data-photos] summary")
    await page.wait_for_function("() => window.gd && gd.upload")
    return page


async def before_unlocking(kept: Kept, world: World) -> Page:
    await kept.page.evaluate("gd.lock() && 0")
    await kept.page.wait_for_url("**/unlock?next=*")
    await kept.settled()
    return kept.page


async def take(page: Page, kept: Kept) -> None:
    office = await page.evaluate(
        "gd.chosen().then(async (it) => [...(await gd.sha(it.office)).subarray(0, 8)])"
    )
    content = b"GDF\x01o\x20" + bytes(8) + bytes(office) + bytes(40)
    await page.set_input_files(
        "#for-another", {"name": "khac.gandan", "mimeType": "application/octet-stream", "buffer": content}
    )


async def choose(page: Page, kept: Kept) -> None:
    await page.click("[data-who-list] button")


async def take_back(page: Page, kept: Kept) -> None:
    await page.click("[data-saved] [data-undo]")


async def add_photo(page: Page, kept: Kept) -> None:
    await page.set_input_files(
        "[name=photo]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )


async def type_pin(page: Page, kept: Kept) -> None:
    await page.fill("#pin", "135791")
    await page.click("form[data-unlock] button")


ACTS = {
    "undo": (before_undo, take_back),
    "people list": (before_choosing, choose),
    "courier page": (before_taking, take),
    "photo": (before_a_photo, add_photo),
    "PIN": (before_unlocking, type_pin),
}


@pytest.mark.parametrize("act", ACTS)
async def test_no_page_of_another_release_writes(kept: Kept, world: World, act: str) -> None:
    before, do = ACTS[act]
    page = await before(kept, world)
    await kept.until("gd.read('spare', 'release').then((it) => it === gd.release)")
    stored = await page.evaluate(STORE)
    await page.evaluate(OLDER)

    async with page.expect_navigation(wait_until="load"):
        await do(page, kept)

    await kept.settled()
    assert await page.evaluate("gd.release") != "older"
    assert await page.evaluate(STORE) == stored and await page.evaluate(PICTURES) == 0


async def test_the_same_acts_work_when_page_and_worker_are_of_one_release(kept: Kept, world: World) -> None:
    page = await before_taking(kept, world)
    stored = await page.evaluate(STORE)

    await take(page, kept)

    await kept.until("gd.allOf('spare', 'carried').then((all) => all.length === 1)")
    assert await page.evaluate(STORE) != stored


async def test_the_mark_of_the_store_comes_back_after_it_was_lost(kept: Kept, world: World) -> None:
    await kept.page.evaluate("gd.remove('spare', 'release')")

    await kept.visit(world.an.id)

    await kept.until("gd.read('spare', 'release').then((it) => it === gd.release)")
