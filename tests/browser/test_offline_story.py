"""No signal in Huồi Cọ: what is written there reaches the office once, and the phone says the truth."""

from typing import Any

from playwright.async_api import BrowserContext, Request

from tests.browser.steps import arrived, enrol, sentence, unlock, visits, write_visit
from tests.office import Office
from tests.world import World


async def test_three_visits_and_a_concern_survive_a_restart_and_arrive_once(
    phone: BrowserContext, office: Office, world: World
) -> None:
    page = await enrol(phone, office, world.dan)
    await phone.set_offline(True)
    await write_visit(page, office, world.an, note="Ống nước vỡ ở khe trên")
    assert await sentence(page) != ""
    await write_visit(page, office, world.bao, met=4)
    await write_visit(page, office, world.an)
    await write_concern(page, office, world.bao)
    assert "4 phiếu" in await sentence(page)
    await page.close()

    page = await phone.new_page()
    await page.goto(f"{office.base}/")
    await unlock(page)
    assert "4 phiếu" in await sentence(page)
    assert arrived(office) == []
    sent: list[Request] = []
    phone.on("request", lambda request: sent.append(request) if "/sync/" in request.url else None)
    await phone.set_offline(False)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await page.locator("[data-sync-bar] .sync[data-s=ok]").wait_for(timeout=15_000)

    assert "Xã đã nhận" in await sentence(page)
    assert [(row["kind"], row["entity"]) for row in arrived(office)] == [
        (1, world.an.id),
        (1, world.bao.id),
        (1, world.an.id),
        (2, world.bao.id),
    ]
    assert len(visits(office)) == 3
    assert {row["author_name"] for row in arrived(office)} == {world.dan.full_name}


async def write_concern(page: Any, office: Office, household: Any) -> None:
    await page.goto(f"{office.base}/households/{household.id}/concerns/new")
    form = page.locator("form[data-kind='2']")
    await form.locator("label[for=category]").first.click()
    await form.locator("label[for^=severity]").nth(1).click()
    await form.locator("label[for^=agreed]").first.click()
    await form.locator("button.big").click()
    await page.locator("[data-saved] [data-slip]").wait_for()
    assert "HK-" in await page.locator("[data-saved] [data-slip]").inner_text()
