"""A photo taken where there is no signal: it leaves the phone small, sealed and after the record, over any cut."""

import asyncio
import io
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, Page, Playwright, expect

from tests.attachments.cutting import Cutter
from tests.attachments.sending import GPS, MAKER, PIECE, picture
from tests.browser.commune import sign_in
from tests.browser.conftest import CHROMIUM, SWITCHES, Pocket
from tests.browser.steps import arrived, enrol, form_of, says, unlock
from tests.support.office import Office
from tests.support.world import World
from webapp.attachments.models import Attachment, Blob

CUTS = 6


@pytest_asyncio.fixture(loop_scope="session")
async def way(office: Office) -> AsyncIterator[Cutter]:
    """All that the phone says goes this way."""
    way = Cutter(office.port, cuts=CUTS, most=PIECE + PIECE // 3, seed=7)
    await way.start()
    office.base = way.base
    yield way
    await way.stop()


def files_at(office: Office) -> list[dict[str, Any]]:
    async def work() -> list[dict[str, Any]]:
        return await Blob.all().values("id", "state", "code", "size", "offset", "type")

    return list(office.ask(work))


def named_at(office: Office) -> list[Any]:
    async def work() -> list[Any]:
        return await Attachment.all().values_list("blob_id", flat=True)

    return list(office.ask(work))


async def open_concern(page: Page, office: Office, household: Any) -> Any:
    await page.goto(f"{office.base}/households/{household.id}/concerns/new")
    form = page.locator(form_of("concern"))
    await form.locator("[data-photos] summary").click()
    await page.wait_for_function("() => window.gd && gd.upload")
    return form


async def save_concern(page: Page, form: Any) -> None:
    await form.locator("label[for=category]").first.click()
    await form.locator("label[for^=severity]").nth(1).click()
    await form.locator("label[for^=agreed]").first.click()
    await form.locator("button.big").click()
    await page.locator("[data-saved]").wait_for()


async def add_photo(form: Any, photo: bytes) -> None:
    await form.locator("[name=photo]").set_input_files(
        [{"name": "IMG_2026.jpg", "mimeType": "image/jpeg", "buffer": photo}]
    )
    await form.locator("[data-photo-list] li canvas").wait_for()


async def test_a_photo_taken_without_signal_survives_a_power_cut_and_arrives_without_what_it_hid(
    pocket: Pocket, office: Office, world: World, way: Cutter, chromium: Browser
) -> None:
    """T-55: offline, killed, started again, cut again and again: the office shows the picture, without its place."""
    photo = picture(2400, 1800, noise=True)
    assert len(photo) > 2_000_000 and MAKER.encode() in photo
    phone = await pocket.switch_on()
    page = await enrol(phone, office, world.dan)
    await open_concern(page, office, world.an)
    await phone.set_offline(True)
    form = await open_concern(page, office, world.bao)
    await expect(form.get_by_text("Không chụp mặt người, không chụp giấy tờ.")).to_be_visible()
    await add_photo(form, photo)
    # Before it is saved the form is left, and found again as it was.
    form = await open_concern_again(page, office, world.bao)
    await expect(form.locator("[data-photo-list] li")).to_contain_text("Ảnh, ")
    await save_concern(page, form)
    await says(page, "Chưa có sóng. Phiếu vẫn an toàn trên máy.")

    await pocket.lose_power()
    office.stop()
    phone = await pocket.switch_on()
    page = await phone.new_page()
    await page.goto(f"{office.base}/")
    await unlock(page)
    await page.goto(f"{office.base}/outbox")
    await expect(page.locator("[data-photo-records] li .tag")).to_contain_text("Đang chờ, đã gửi 0 trên")
    assert arrived(office) == [] and files_at(office) == []

    office.base, base = f"http://127.0.0.1:{office.port}", office.base
    office.start()
    office.base = base
    await until_sent(page)

    assert [row["kind"] for row in arrived(office)] == [2]
    [file] = files_at(office)
    assert (file["state"], file["type"]) == ("kept", "image/jpeg"), file
    assert way.cuts < CUTS
    assert file["size"] <= 400_100
    assert way.up <= 1.1 * file["size"] + (CUTS - way.cuts) * PIECE + 20_000
    await shown_at_the_office(chromium, office, world, file["id"])


async def until_sent(page: Page, seconds: float = 120) -> None:
    """The signal comes and goes meanwhile."""
    tag, end = page.locator("[data-photo-records] li .tag"), time.monotonic() + seconds
    while await tag.inner_text() != "Đã gửi":
        assert time.monotonic() < end
        await page.evaluate("dispatchEvent(new Event('online'))")
        await asyncio.sleep(0.2)


async def open_concern_again(page: Page, office: Office, household: Any) -> Any:
    await page.goto(f"{office.base}/")
    await page.goto(f"{office.base}/households/{household.id}/concerns/new")
    await page.wait_for_function("() => window.gd && gd.upload")
    return page.locator(form_of("concern"))


async def shown_at_the_office(chromium: Browser, office: Office, world: World, id_: str) -> None:
    context = await chromium.new_context(base_url=office.base)
    await sign_in(context, office, world.clerk)
    page = await context.new_page()
    await page.goto(f"/households/{world.bao.id}")
    image = page.locator(f"img[src='/attachments/{id_}']")
    await image.scroll_into_view_if_needed()
    await page.wait_for_function("() => document.querySelector('.shot img').naturalWidth === 1280")
    answer = await context.request.get(f"/attachments/{id_}")
    shown = Image.open(io.BytesIO(await answer.body()))
    assert (shown.format, shown.size) == ("JPEG", (1280, 960))
    assert not shown.getexif() and not shown.getexif().get_ifd(GPS)
    assert MAKER.encode() not in await answer.body()
    await context.close()


@pytest.mark.parametrize(
    "way",
    [
        "Object.defineProperty(navigator, 'connection', { value: { type: 'cellular', effectiveType: '4g' } })",
        "Object.defineProperty(navigator, 'connection', {}); self.matchMedia = (ask) => ({ matches: ask === '(pointer: coarse)' })",
    ],
    ids=["a browser that says so", "a phone that does not tell"],
)
async def test_where_it_costs_money_a_photo_waits_for_a_tap(
    pocket: Pocket, office: Office, world: World, way: str
) -> None:
    phone = await pocket.switch_on()
    await phone.add_init_script(way)
    page = await enrol(phone, office, world.dan)
    form = await open_concern(page, office, world.bao)
    await add_photo(form, picture())
    await save_concern(page, form)
    await says(page, "Xã đã nhận lúc")
    await page.goto(f"{office.base}/outbox")
    await page.get_by_text("có thể tốn tiền").wait_for()
    await page.evaluate(
        "gd.upload().then(() => navigator.locks.request('gandan photos', () => 0)).then(() => 0)"
    )
    assert [row["state"] for row in files_at(office)] == ["awaited"]

    await page.get_by_role("button", name="Gửi ảnh bây giờ").click()

    await expect(page.locator("[data-photo-records] li .tag")).to_have_text("Đã gửi")
    assert [row["state"] for row in files_at(office)] == ["kept"]
    await expect(page.get_by_text("có thể tốn tiền")).to_be_hidden()

    await page.goto(f"{office.base}/attachments/{files_at(office)[0]['id']}")
    await page.wait_for_function("() => (document.querySelector('.shot img') || {}).naturalWidth > 0")
    await page.evaluate("gd.kit.then(() => gd.lock()) && 0")
    await page.wait_for_url("**/unlock?next=*")


async def test_nothing_of_it_is_loaded_where_nobody_wants_a_photo(
    pocket: Pocket, office: Office, world: World
) -> None:
    phone = await pocket.switch_on()
    page = await enrol(phone, office, world.dan)
    await page.goto(f"{office.base}/households/{world.bao.id}/visits/new")
    await page.evaluate("gd.kit")
    assert not await page.evaluate("!!gd.shelf")


async def test_four_are_the_most_and_one_can_be_taken_out(
    pocket: Pocket, office: Office, world: World
) -> None:
    phone = await pocket.switch_on()
    page = await enrol(phone, office, world.dan)
    form = await open_concern(page, office, world.bao)
    one = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": picture(100 + n, 100)} for n in range(5)]
    for file in one:
        await form.locator("[name=photo]").set_input_files([file])
    await form.get_by_text("Mỗi phiếu kèm nhiều nhất bốn ảnh").wait_for()
    await expect(form.locator("[data-photo-list] li")).to_have_count(4)
    await form.locator("[data-photo-list] button").first.click()
    await expect(form.locator("[data-photo-list] li")).to_have_count(3)
    text = [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}]
    await form.locator("[name=photo]").set_input_files(text)
    await form.get_by_text("Không giữ được tệp này").wait_for()

    await save_concern(page, form)
    await says(page, "Xã đã nhận lúc")
    await page.goto(f"{office.base}/outbox")
    await expect(page.locator("[data-photo-records] .tag.ok")).to_have_count(3, timeout=30_000)
    assert sorted(named_at(office)) == sorted(row["id"] for row in files_at(office))
    assert {row["state"] for row in files_at(office)} == {"kept"}


async def test_a_spoken_note_goes_the_same_way(
    playwright: Playwright, office: Office, world: World, tmp_path: Path
) -> None:
    phone = await playwright.chromium.launch_persistent_context(
        str(tmp_path / "phone"),
        executable_path=CHROMIUM,
        args=[*SWITCHES, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
        viewport={"width": 360, "height": 640},
        locale="vi-VN",
    )
    try:
        page = await enrol(phone, office, world.dan)
        form = await open_concern(page, office, world.bao)
        await form.get_by_role("button", name="Nói để ghi").click()
        await form.get_by_role("button", name="Dừng").wait_for()
        await page.wait_for_timeout(1000)  # something is said
        await form.get_by_role("button", name="Dừng").click()
        await expect(form.locator("[data-photo-list] li")).to_contain_text("Lời nói, ")
        await save_concern(page, form)
        await says(page, "Xã đã nhận lúc")
        await page.goto(f"{office.base}/outbox")
        await expect(page.locator("[data-photo-records] .tag.ok")).to_have_count(1, timeout=30_000)
        assert [(row["state"], row["type"]) for row in files_at(office)] == [("kept", "audio/webm")]
    finally:
        await phone.close()
