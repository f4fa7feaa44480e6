"""No signal in Huồi Cọ: what is written there reaches the office once, and the phone says the truth."""

from typing import Any

from tests.browser.conftest import Pocket
from tests.browser.steps import (
    arrived,
    counts,
    enrol,
    form_of,
    record_exchanges,
    replay,
    says,
    unlock,
    visits,
    write_visit,
)
from tests.support.office import Office
from tests.support.world import World


async def test_three_visits_and_a_concern_survive_a_power_cut_and_arrive_once(
    pocket: Pocket, office: Office, world: World
) -> None:
    phone = await pocket.switch_on()
    page = await enrol(phone, office, world.dan)
    await phone.set_offline(True)
    await write_visit(page, office, world.an, note="Ống nước vỡ ở khe trên")
    await says(page, "Chưa có sóng. Phiếu vẫn an toàn trên máy.")
    await write_visit(page, office, world.bao, met=4)
    await write_visit(page, office, world.an)
    await write_concern(page, office, world.bao)
    await counts(page, 4)

    await pocket.lose_power()
    # The worker of a new browser may run before "offline" is emulated: now the office itself is out of reach.
    office.stop()
    phone = await pocket.switch_on()
    page = await phone.new_page()
    await page.goto(f"{office.base}/")
    await unlock(page)
    await page.get_by_role("heading", name="Hôm nay nên thăm").wait_for()
    await counts(page, 4)
    assert arrived(office) == []

    requests = await record_exchanges(phone)
    office.start()
    await page.evaluate("dispatchEvent(new Event('online'))")
    await says(page, "Xã đã nhận lúc")

    expected = [(1, world.an.id), (1, world.bao.id), (1, world.an.id), (2, world.bao.id)]
    assert [(row["kind"], row["entity"]) for row in arrived(office)] == expected
    assert {row["author_name"] for row in arrived(office)} == {world.dan.full_name}
    assert len(visits(office)) == 3

    await replay(office, requests, times=5)

    assert [(row["kind"], row["entity"]) for row in arrived(office)] == expected
    assert len(visits(office)) == 3


async def write_concern(page: Any, office: Office, household: Any) -> None:
    await page.goto(f"{office.base}/households/{household.id}/concerns/new")
    form = page.locator(form_of("concern"))
    await form.locator("label[for=category]").first.click()
    await form.locator("label[for^=severity]").nth(1).click()
    await form.locator("label[for^=agreed]").first.click()
    await form.locator("button.big").click()
    await page.locator("[data-saved] [data-slip]").wait_for()
    assert "HK-" in await page.locator("[data-saved] [data-slip]").inner_text()
