"""A slip becomes a phone once, whatever happens to the answer."""

from playwright.async_api import BrowserContext, expect

from tests.browser.script.between import Between
from tests.browser.script.kept import PIN, slip_for
from tests.support.office import Office
from tests.support.world import World
from webapp.accounts.models import Device

SAID = "form[data-enrol] [data-say]"


async def phones(office: Office) -> int:
    return int(office.ask(lambda: Device.filter(kind="phone").count()))


async def test_without_signal_the_slip_is_kept_for_later(
    phone: BrowserContext, office: Office, road: Between, world: World
) -> None:
    page = await phone.new_page()
    await page.goto(f"{road.base}/enrol/{slip_for(office, world.dan)}")
    await page.wait_for_selector("form[data-enrol]:not([hidden])")
    await page.click("label[for=name_ok]")
    for name in ("#pin", "#pin2"):
        await page.fill(name, PIN)
    office.stop()
    await page.click("form[data-enrol] button")
    await expect(page.locator(SAID)).to_contain_text("Chưa có sóng. Giữ giấy này")
    assert await page.evaluate("gd.people()") == []

    office.start()
    await page.click("form[data-enrol] button")
    await page.wait_for_url(road.base + "/")

    assert await phones(office) == 1
    await page.evaluate("gd.kit")
    assert await page.evaluate("gd.people().then((all) => all.map((it) => it.name))") == ["Lô Văn Dần"]


async def test_after_a_lost_answer_the_same_slip_and_key_ask_again(
    phone: BrowserContext, office: Office, road: Between, world: World
) -> None:
    page = await phone.new_page()
    await page.goto(f"{road.base}/enrol/{slip_for(office, world.dan)}")
    await page.wait_for_selector("form[data-enrol]:not([hidden])")
    road.losing.add("/enrol/device")
    for name in ("#pin", "#pin2"):
        await page.fill(name, PIN)
    await page.click("form[data-enrol] button")
    await expect(page.locator(SAID)).to_contain_text("Hãy chọn")
    await page.click("label[for=name_ok]")
    await page.click("form[data-enrol] button")
    await expect(page.locator(SAID)).to_contain_text("Chưa có sóng")
    assert await phones(office) == 1

    road.losing.clear()
    await page.click("form[data-enrol] button")
    await page.wait_for_url(road.base + "/")

    assert await phones(office) == 1
