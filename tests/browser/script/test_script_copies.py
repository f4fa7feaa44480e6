"""The second place of what waits: a copy goes with its receipt whenever the power fails, and one that is not taken in says so."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from sync.courier import Load, Taken
from sync.parcel import read_origin
from tests.browser.conftest import Pocket
from tests.browser.hands import save_file
from tests.browser.script.between import CARRIED, Between
from tests.browser.script.kept import Kept, enrolled, fill_slip, slip_for
from tests.browser.script.twice import COPIES, killed, notes, unlocked
from tests.support.office import Office
from tests.support.world import World
from webapp.accounts.models import Device

STAYS = "new Promise(() => 0)"
HANGS_AFTER_RECEIPT = f"""(real => {{
    gd.mirror = async (device) =>
        (await gd.allOf("outbox", device)).some((row) => row.state === "accepted") ? {STAYS} : real(device);
}})(gd.mirror)"""
LANDED = "gd.allOf('spare', 'carried').then((all) => all.filter(gd.landed).length)"
TRIES = "gd.allOf('spare', 'carried').then((all) => all[0] ? all[0].tries || 0 : 0)"


@pytest_asyncio.fixture(loop_scope="session")
async def kept(pocket: Pocket, office: Office, road: Between, world: World) -> AsyncIterator[Kept]:
    """Dần's phone, in a folder of its own."""
    yield await enrolled(await pocket.switch_on(), office, road, world.dan)


async def received_and_killed(kept: Kept, pocket: Pocket, world: World, *, lost: bool) -> Kept:
    """The receipt is on disk, its copy not yet gone."""
    kept.road.always = "dead"
    await kept.visit(world.an.id, "Một")
    await kept.phone.service_workers[-1].evaluate(HANGS_AFTER_RECEIPT)
    kept.road.always = ""
    await kept.page.evaluate("gd.go('tap')")
    await kept.until_states("accepted")
    assert await kept.page.evaluate(COPIES) == [1]
    kept.road.always = "dead"
    return await killed(kept, pocket, lost=lost)


async def test_killed_between_receipt_and_copy_the_copy_goes_at_the_next_start_without_a_signal(
    kept: Kept, pocket: Pocket, office: Office, world: World
) -> None:
    again = await received_and_killed(kept, pocket, world, lost=False)

    await unlocked(again)

    await again.until(COPIES + ".then((all) => !all.length)")
    await again.open("/outbox")
    await expect(again.page.locator("[data-carried-list] li")).to_have_count(0)
    await expect(again.page.locator(".sync")).not_to_contain_text("chưa gửi")
    assert await again.states() == ["accepted"] and notes(office) == ["Một"]


async def test_a_store_lost_between_receipt_and_copy_doubles_nothing_and_says_nothing_false(
    kept: Kept, pocket: Pocket, office: Office, world: World
) -> None:
    again = await received_and_killed(kept, pocket, world, lost=True)
    page = again.page
    await page.goto(again.road.base + "/unlock")
    await expect(page.locator("[data-copies]")).to_contain_text("chưa rõ xã đã nhận hay chưa: phiếu số 1")
    again.road.always = ""

    await fill_slip(page, again.road.base, slip_for(office, world.dan))
    await page.wait_for_url("**/outbox")

    told = page.locator("[data-carried-list] li", has_text="Xã đã có phiếu này và mọi phiếu khác hồi đó.")
    await expect(told).to_have_count(1)
    assert notes(office) == ["Một"] and await page.evaluate(COPIES) == []


async def without_store(kept: Kept, pocket: Pocket, office: Office, world: World) -> Page:
    """One visit was saved; the browser lost the store; the phone is open anew and hands the copy in."""
    kept.road.always = "dead"
    await kept.visit(world.an.id, "Một")
    again = await killed(kept, pocket, lost=True)
    again.road.always = ""
    await fill_slip(again.page, again.road.base, slip_for(office, world.dan))
    await again.page.wait_for_url("**/outbox")
    await again.settled()
    return again.page


async def test_killed_between_the_carried_answer_and_the_copy_the_copy_goes_at_the_next_start(
    kept: Kept, pocket: Pocket, office: Office, world: World
) -> None:
    gate, came = threading.Event(), threading.Event()

    def late(body: bytes) -> tuple[int, bytes]:
        came.set()
        gate.wait(30)
        return 200, Taken(Load.parse(body).hello.nonce, accepted=1).encode()

    kept.road.replies[CARRIED] = late
    page = await without_store(kept, pocket, office, world)
    phone = page.context
    await asyncio.to_thread(came.wait, 40)
    await page.goto(kept.road.base + "/help")
    await page.evaluate("gd.kit")
    await phone.service_workers[-1].evaluate(f"gd.uncopy = () => {STAYS}; 0")
    gate.set()
    again = Kept(phone, page, kept.road, office)
    await again.until(LANDED)
    assert await page.evaluate(COPIES) == [1]
    kept.road.always = "dead"

    again = await killed(again, pocket)
    await again.open("/device")

    await again.until(COPIES + ".then((all) => !all.length)")
    assert await again.page.evaluate(LANDED) == 1


async def saved(page: Page) -> int:
    """The number in the file that the page gives out."""
    content = await save_file(page, "[data-copy]")
    assert read_origin(content).made == 1
    return len(content)


async def test_after_ten_tries_a_rescued_record_says_its_number_and_what_to_do(
    kept: Kept, pocket: Pocket, office: Office, world: World
) -> None:
    kept.road.replies[CARRIED] = lambda body: (500, b"broken")
    page = await without_store(kept, pocket, office, world)
    row = page.locator("[data-carried-list] li")
    await expect(row.locator("[data-state]")).to_have_text("Chờ sóng")
    again = Kept(page.context, page, kept.road, office)
    while await page.evaluate(TRIES) < 10:
        await again.send()

    # The phone goes on trying by itself.
    await expect(row).to_contain_text(re.compile(r"Máy đã gửi 1\d lần mà xã chưa nhận được phiếu số 1\."))
    await expect(row).to_contain_text(re.compile(r"Gửi 1\d lần chưa được"))
    await expect(page.locator(".sync")).to_have_text("1 phiếu đang lưu trên máy này, chưa gửi.")
    assert await saved(page) and await page.evaluate(COPIES) == [1]

    kept.road.replies.clear()
    await page.evaluate("document.activeElement.blur()")  # nothing is taken away from under a finger
    await again.send()
    await expect(row).to_contain_text("Xã đã có phiếu này và mọi phiếu khác hồi đó.")
    await expect(page.locator(".sync")).to_contain_text("Xã đã nhận hết.")
    assert notes(office) == ["Một"] and await page.evaluate(COPIES) == []


@pytest.mark.parametrize("code", ["", "revoked"])
async def test_a_rescued_record_of_which_the_office_took_nothing_stays_and_says_so(
    kept: Kept, pocket: Pocket, office: Office, world: World, code: str
) -> None:
    """With a reason, or without one, as when there is no room: nothing accepted, nothing put aside."""
    kept.road.replies[CARRIED] = lambda body: (200, Taken(Load.parse(body).hello.nonce, code=code).encode())
    page = await without_store(kept, pocket, office, world)
    row = page.locator("[data-carried-list] li")

    await expect(row).to_contain_text("Xã chưa nhận phiếu số 1. Phiếu vẫn còn trên máy này.")
    assert await saved(page) and await page.evaluate(COPIES) == [1]

    kept.road.replies.clear()
    await row.get_by_role("button", name="Gửi lại lần nữa").click()
    await expect(row).to_contain_text("Xã đã có phiếu này và mọi phiếu khác hồi đó.")
    assert notes(office) == ["Một"] and await page.evaluate(COPIES) == []


async def test_a_person_erased_here_is_not_said_to_be_lost_however_the_erasing_is_cut(
    kept: Kept, pocket: Pocket, office: Office
) -> None:
    page = await kept.open("/device")
    await page.evaluate(f"gd.lock = () => {{ self.hung = 1; return {STAYS}; }}; 0")
    await page.get_by_text("Xoá khỏi máy này").first.click()
    await page.click("label[for=sure]")
    await page.click("[data-erase] button")
    await kept.until("'hung' in self")

    again = await killed(kept, pocket)
    await again.page.goto(again.road.base + "/enrol")
    await again.page.goto(again.road.base + "/unlock")

    await expect(again.page.locator("h1")).not_to_have_text("Máy này đã mất chỗ lưu")
    assert office.ask(lambda: Device.filter(kind="phone").count()) == 1
