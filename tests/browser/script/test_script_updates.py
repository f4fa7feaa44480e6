"""A new kit arrives while somebody writes or sends: no draft is lost, and there is one sender."""

import asyncio
import json

from playwright.async_api import Page, expect

from tests.browser.script.kept import KITS, Kept, drafted
from tests.support.office import Office
from tests.support.world import World
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit

TAKES_OVER = """async () => {
    const changed = new Promise((yes) => navigator.serviceWorker.addEventListener("controllerchange", yes));
    await navigator.serviceWorker.register("/sw.js?newer", gd.lazily);
    await changed;
}"""


async def release(kept: Kept) -> None:
    """The office was updated: another kit under another address, and a worker that loads it."""
    listed = json.loads(await kept.page.evaluate("fetch('/worker-list').then((it) => it.text())"))
    old = next(path for path in listed["assets"] if "/kit." in path)
    new = "/static/kit.newer.js"
    kit = await kept.page.evaluate("(path) => fetch(path).then((it) => it.text())", old)
    kept.road.instead[new] = f"{kit};self.gd.newer = true;".encode()
    kept.road.instead["/sw.js?newer"] = f'importScripts("{new}");'.encode()
    text = json.dumps(listed | {"version": "newer"}).replace(old, new)
    kept.road.instead["/worker-list"] = text.encode()


async def begin_visit(page: Page, base: str, household: str, note: str) -> None:
    await page.goto(f"{base}/households/{household}/visits/new")
    await page.evaluate("gd.kit")
    await page.click("label[for=met]")
    await page.click("summary")
    await page.fill("#note", note)


async def save(page: Page) -> None:
    await page.click("form[data-kind] button.big")
    await page.wait_for_selector("[data-saved]")


def notes(office: Office) -> list[str]:
    return sorted(str(visit.note) for visit in office.ask(lambda: Visit.all()))


async def test_t42_a_new_worker_in_the_middle_of_a_form_leaves_what_is_typed(
    kept: Kept, office: Office, world: World
) -> None:
    """T-42: the old page goes on, its words are saved and sent by the new worker, and its draft outlives a reload."""
    await begin_visit(kept.page, kept.road.base, world.an.id, "Đang viết")
    await drafted(kept.page)
    await release(kept)

    await kept.page.evaluate(TAKES_OVER)

    assert await kept.page.input_value("#note") == "Đang viết"
    await kept.page.reload()
    await kept.page.wait_for_selector("[data-notice]")
    await expect(kept.page.locator("#note")).to_have_value("Đang viết")
    assert await kept.page.evaluate("gd.newer")
    await kept.page.click("summary")
    await kept.page.fill("#note", "Đang viết, rồi lưu")
    await save(kept.page)
    await kept.until_states("accepted")
    assert notes(office) == ["Đang viết, rồi lưu"]
    assert await kept.page.evaluate(KITS) == ["newer"]


async def test_t42_a_new_worker_in_the_middle_of_an_exchange_sends_nothing_twice(
    kept: Kept, office: Office, world: World
) -> None:
    """T-42: the answer is still out when the new worker takes over; it waits for its turn, and asks first."""
    await release(kept)
    kept.road.faults = ["hold"]
    await begin_visit(kept.page, kept.road.base, world.an.id, "Gửi dở")
    await save(kept.page)
    async with asyncio.timeout(40):
        while not kept.road.under_way:
            await asyncio.sleep(0.05)

    taking_over = asyncio.ensure_future(kept.page.evaluate(TAKES_OVER))
    await kept.page.evaluate("for (let n = 0; n < 3; n++) gd.go('tap')")
    await asyncio.sleep(1)
    kept.road.gate.set()
    await taking_over
    await kept.send()

    await kept.until_states("accepted")
    assert notes(office) == ["Gửi dở"]
    assert office.ask(lambda: StoredSubmission.all().count()) == 1
    assert kept.road.at_once == 1


async def test_t42_an_old_tab_and_a_new_one_have_one_sender_and_lose_no_draft(
    kept: Kept, office: Office, world: World
) -> None:
    """T-42: two tabs, old and new kit, both typed into, both saved, both asking to send at once."""
    await begin_visit(kept.page, kept.road.base, world.an.id, "Tab cũ")
    await release(kept)
    await kept.page.evaluate(TAKES_OVER)
    new = await kept.phone.new_page()
    await begin_visit(new, kept.road.base, world.bao.id, "Tab mới")
    assert await new.evaluate("gd.newer") and not await kept.page.evaluate("gd.newer")
    assert await kept.page.input_value("#note") == "Tab cũ"

    await asyncio.gather(save(kept.page), save(new))
    for tab in (kept.page, new):
        await tab.evaluate("for (let n = 0; n < 5; n++) gd.go('tap')")

    await kept.until_states("accepted", "accepted")
    assert [row["seq"] for row in await kept.rows()] == [1, 2]
    assert notes(office) == ["Tab cũ", "Tab mới"]
    assert office.ask(lambda: StoredSubmission.all().count()) == 2
    assert kept.road.at_once == 1
