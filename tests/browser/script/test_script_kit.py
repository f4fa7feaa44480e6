"""The kit on the phone is whole, or it is the old one: cut anywhere, thrown away, or of another release than the page."""

import asyncio
import json
import time

import httpx
from playwright.async_api import expect

from tests.browser.script.kept import KITS, PATIENCE, Kept
from tests.support.office import Office
from tests.support.world import World
from webapp.visits.models import Visit

KEPT = f"""async () => {{
    const all = {{}};
    for (const name of await {KITS})
        all[name] = (await (await caches.open(name)).keys()).map((it) => new URL(it.url).pathname);
    return all;
}}"""
RENEW = """() => fetch("/sw.js", { cache: "reload" }).then(() => navigator.serviceWorker.getRegistration())
    .then((it) => it.update()).then(() => 0)"""
WORKERS = """gd.ask({ gd: "release" }, 9000)"""
SHOWN = (
    """() => gd.every("script[src],link[rel=stylesheet]").map((it) => new URL(it.src || it.href).pathname)"""
)


def upgrade(kept: Kept, name: str) -> list[str]:
    """The office gets another release: other styles, other scripts, another worker. → what its kit is made of"""
    with httpx.Client(base_url=kept.office.base) as office:
        listed = office.get("/worker-list").json()
        text = json.dumps(listed | {"version": name, "release": name})
        for old in listed["assets"]:
            new = old.replace("/static/", f"/static/{name}.")
            content = office.get(old).text.replace(f'release="{listed["release"]}"', f'release="{name}"')
            kept.road.instead[new] = content.encode()
            text = text.replace(old, new)
    whole = json.loads(text)
    kit = next(path for path in whole["assets"] if "kit." in path)
    kept.road.instead |= {"/worker-list": text.encode(), "/sw.js": f'importScripts("{kit}");'.encode()}
    return [*whole["assets"], "/worker-list"]


async def check(kept: Kept) -> None:
    """Six hours later, and a page is opened."""
    await kept.page.evaluate("gd.remove('spare', 'checked')")
    await kept.open("/households")


async def until_kept(kept: Kept, version: str, parts: list[str]) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        found = await kept.page.evaluate(KEPT)
        if list(found) == [version] and set(parts) <= set(found[version]):
            return
        assert time.monotonic() < end, found
        await asyncio.sleep(0.1)


async def works_without_signal(kept: Kept, world: World) -> None:
    """With whatever kit it has, on its own: the pages, the styles, the script and the worker are of one release."""
    kept.road.always = "dead"
    page = await kept.open(f"/households/{world.an.id}/visits/new")
    assert world.an.head_name in await page.inner_text("main")
    assert await page.evaluate(WORKERS) == await page.evaluate("gd.release")
    shown, found = set(await page.evaluate(SHOWN)), await page.evaluate(KEPT)
    assert any(shown <= set(paths) for paths in found.values()), (shown, found)
    kept.road.always = ""


async def cut_at(kept: Kept, world: World, paths: set[str]) -> None:
    """A check, of which these come half."""
    before, kept.road.cuts, kept.road.cutting = await kept.page.evaluate("gd.release"), [], paths
    asked = len(paths) + ("/sw.js" in paths)  # by the old worker, and once more by the browser
    await check(kept)
    end = time.monotonic() + PATIENCE
    while kept.road.cuts != ["over"] * asked:  # the half that comes, and the silence after it
        assert time.monotonic() < end, (paths, kept.road.cuts)
        await asyncio.sleep(0.1)
    kept.road.cutting = set()
    await works_without_signal(kept, world)
    assert await kept.page.evaluate("gd.release") == before


async def test_an_update_that_is_cut_anywhere_leaves_the_old_kit_and_the_next_check_brings_the_new(
    kept: Kept, world: World
) -> None:
    for at, part in enumerate(["/worker-list", "/sw.js", "app.css", "app.js", "kit.js"]):
        parts = upgrade(kept, f"newer{at}")
        stem, _, ending = part.rpartition(".")
        paths = [*parts, "/sw.js"]
        await cut_at(
            kept, world, {it for it in paths if it == part or f"{stem}." in it and it.endswith(f".{ending}")}
        )

        await check(kept)

        await until_kept(kept, f"newer{at}", parts)
        await works_without_signal(kept, world)
        assert await kept.page.evaluate("gd.release") == f"newer{at}"


async def test_a_cut_update_is_passed_over_by_the_release_after_it(kept: Kept, world: World) -> None:
    parts = upgrade(kept, "newer")
    await cut_at(kept, world, {path for path in parts if "app." in path})

    parts = upgrade(kept, "newest")
    await check(kept)

    await until_kept(kept, "newest", parts)
    await works_without_signal(kept, world)


THROW_AWAY = f"""async (part) => {{
    for (const name of await {KITS}) {{
        const cache = await caches.open(name);
        for (const it of await cache.keys()) if (it.url.includes(part)) await cache.delete(it);
        if (!part) await caches.delete(name);
    }}
}}"""


async def test_what_the_browser_threw_away_is_fetched_again_at_the_next_contact(
    kept: Kept, world: World
) -> None:
    [(version, parts)] = (await kept.page.evaluate(KEPT)).items()
    for part in ("/kit.", "/app.", "/worker-list", ""):
        await kept.page.evaluate(THROW_AWAY, part)
        assert len(await kept.page.evaluate(KEPT)) < 1 or part

        await kept.open("/households")

        await until_kept(kept, version, parts)
    await works_without_signal(kept, world)


async def test_a_page_of_another_release_than_the_worker_renews_it_before_it_saves(
    kept: Kept, office: Office, world: World
) -> None:
    """As when the network brings a page of the new release while the old worker is still there."""
    page = await kept.open(f"/households/{world.an.id}/visits/new")
    upgrade(kept, "newer")
    await page.evaluate("gd.release = 'newer'")
    await page.click("label[for=met]")

    await page.click("form[data-kind] button.big")
    await page.wait_for_selector("[data-saved]", timeout=PATIENCE * 1000)

    assert await page.evaluate(WORKERS) == "newer"
    await kept.until_states("accepted", seconds=PATIENCE + 30)
    assert office.ask(lambda: Visit.all().count()) == 1


async def test_a_page_whose_worker_was_renewed_behind_it_comes_again_with_its_words_and_writes_nothing(
    kept: Kept, office: Office, world: World
) -> None:
    page = await kept.open(f"/households/{world.an.id}/visits/new")
    upgrade(kept, "newer")
    await page.evaluate(RENEW)
    await kept.until("gd.ask({ gd: 'release' }, 9000).then((it) => it === 'newer')")
    await page.click("label[for=met]")
    await page.click("summary")
    await page.fill("#note", "Mái nhà dột")

    async with page.expect_navigation():
        await page.click("form[data-kind] button.big")

    await kept.settled()
    assert await page.evaluate("gd.release") == "newer"
    assert await kept.rows() == []
    await page.wait_for_selector("[data-notice]")
    await expect(page.locator("#note")).to_have_value("Mái nhà dột")
    await page.click("form[data-kind] button.big")
    await page.wait_for_selector("[data-saved]")
    await kept.until_states("accepted", seconds=PATIENCE + 30)
    assert [visit.note for visit in office.ask(lambda: Visit.all())] == ["Mái nhà dột"]
