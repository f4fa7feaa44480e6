"""The PIN guards what reads, not only the screen: on a real phone, with its real files."""

from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.async_api import Page

from sync import seal
from sync.envelope import from_text
from tests.browser.conftest import Pocket
from tests.browser.script.between import Between
from tests.browser.script.kept import PIN, Kept, enrolled
from tests.support.office import Office
from tests.support.phone import Phone
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.core.keys import office_point
from webapp.visits.models import Visit

PKCS8 = bytes.fromhex("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420")
"""How a private P-256 key begins in the files of Chromium, whether it may be read out by a script or not."""
AWAY = "gd.chosen().then((it) => gd.change(it.device, (to) => { to.contact -= 31 * 86400000; }))"
SEEN = """(path) => fetch(path).then(async (answer) => [new URL(answer.url).pathname, await answer.text()])"""


def keys_in(folder: Path) -> dict[bytes, seal.DeviceKey]:
    """All private keys that lie about in clear in these files, by their public halves."""
    found = {}
    for file in (file for file in folder.rglob("*") if file.is_file()):
        for part in file.read_bytes().split(PKCS8)[1:]:
            key = seal.DeviceKey(ec.derive_private_key(int.from_bytes(part[:32], "big"), ec.SECP256R1()))
            found[key.public] = key
    return found


def phone_of(office: Office) -> Device:
    return office.ask(lambda: Device.get(kind="phone"))  # type: ignore[no-any-return]


async def type_pin(page: Page, pin: str) -> None:
    await page.fill("#pin", pin)
    await page.click("form[data-unlock] button")


async def away_for_31_days(kept: Kept, world: World) -> Page:
    """Locked, with a record that waits; the office's half of the key has been deleted."""
    kept.road.always = "dead"
    await kept.visit(world.an.id, "Ống nước vỡ")
    await kept.page.evaluate("gd.lock()")
    await kept.page.wait_for_url("**/unlock*")
    await kept.page.evaluate("gd.kit")
    await kept.page.evaluate(AWAY)
    await type_pin(kept.page, PIN)
    await kept.page.wait_for_selector("text=Đã 30 ngày chưa liên lạc")
    assert await kept.page.evaluate("gd.chosen().then((it) => it.share)") is None
    kept.road.always = ""
    return kept.page


async def test_after_31_days_one_contact_and_the_pin_open_it_and_the_record_is_there(
    kept: Kept, office: Office, world: World
) -> None:
    page = await away_for_31_days(kept, world)

    await type_pin(page, PIN)
    await page.wait_for_url(lambda url: "/unlock" not in url)

    await kept.until_states("accepted")
    assert office.ask(lambda: Visit.first()).note == "Ống nước vỡ"
    await kept.open(f"/households/{world.an.id}")
    assert world.an.head_name in await page.inner_text("main")
    assert phone_of(office).pin_wrong == 0


async def test_after_31_days_the_office_counts_wrong_pins_and_the_phone_says_how_many_are_left(
    kept: Kept, office: Office, world: World
) -> None:
    page = await away_for_31_days(kept, world)
    for left in (9, 8):
        await type_pin(page, "000000")
        await page.wait_for_selector(f"text=Sai mã PIN. Còn {left} lần thử.")
    assert phone_of(office).pin_wrong == 2
    office.ask(lambda: Device.filter(kind="phone").update(pin_wrong=9))

    await type_pin(page, "000000")

    await page.wait_for_selector("text=Đã khoá vì sai 10 lần")
    await kept.until_states("accepted")
    assert await page.evaluate("gd.chosen().then((it) => [it.dek, it.share])") == [None, None]


async def test_a_pin_that_was_changed_is_the_one_that_brings_the_half_back(
    kept: Kept, office: Office, world: World
) -> None:
    before = phone_of(office).pin_hash
    page = await kept.open("/device")
    await page.click("summary >> nth=0")
    for name, pin in (("old", PIN), ("pin", "739152"), ("pin2", "739152")):
        await page.fill(f"form[data-pin] [name={name}]", pin)
    await page.click("form[data-pin] button")
    await page.wait_for_selector("text=Đã đổi mã PIN.")
    await kept.send()
    assert phone_of(office).pin_hash != before
    await page.evaluate("gd.lock()")
    page = await kept.open("/unlock")
    await page.evaluate("gd.chosen().then((it) => gd.change(it.device, (to) => { to.share = null; }))")

    await type_pin(page, PIN)
    await page.wait_for_selector("text=Sai mã PIN. Còn 9 lần thử.")
    await type_pin(page, "739152")

    await page.wait_for_url(kept.road.base + "/")


async def test_the_files_of_a_phone_hold_one_key_in_clear_and_it_reads_nothing(
    pocket: Pocket, office: Office, road: Between, world: World
) -> None:
    kept = await enrolled(await pocket.switch_on(), office, road, world.dan)
    await kept.visit(world.an.id)
    await kept.until_states("accepted")
    device = phone_of(office)
    await kept.page.evaluate("gd.lock()")
    await pocket.lose_power()

    stolen = keys_in(pocket.folder)
    assert set(stolen) == {bytes(device.sign_key)}

    thief = Phone(from_text(device.id), stolen[bytes(device.sign_key)], office_point(), turn=10_000)
    thief.extras = {"share": 1}
    async with httpx.AsyncClient(base_url=office.base) as client:
        for thief.locked in (True, False):
            reply = await thief.exchange(client, [])
            assert not reply.pages and not reply.share and reply.manifest is None


async def test_a_locked_phone_reads_no_page_by_network_and_an_open_one_proves_itself_first(
    kept: Kept, office: Office, world: World
) -> None:
    page = await kept.open("/")
    assert (await page.evaluate(SEEN, "/households"))[0] == "/households"
    for _ in range(2):
        await page.evaluate("gd.chosen().then((it) => gd.change(it.device, (to) => { to.proved = 5; }))")
        office.ask(lambda: Device.filter(kind="phone").update(proved_at=None))
        await page.goto(f"{kept.road.base}/households?by=network")
        assert world.an.head_name in await page.inner_text("main")

    await page.evaluate("gd.lock()")
    await page.wait_for_url("**/unlock*")
    await kept.until(f"({SEEN})('/households').then(([path]) => path === '/unlock')")
    for path in ("/households", f"/households/{world.an.id}", "/concerns", "/progress"):
        there, text = await page.evaluate(SEEN, path)
        assert there == "/unlock" and world.an.head_name not in text
