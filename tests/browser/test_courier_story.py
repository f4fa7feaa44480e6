"""No signal in Huồi Cọ at all: a neighbour's phone takes the records along, and brings the answer back."""

from typing import Any

from playwright.async_api import Page, expect

from tests.browser.hands import choose_file, outbox, save_file
from tests.browser.steps import arrived, counts, enrol, new_phone, says, until, visits, write_visit
from tests.support.office import Office
from tests.support.world import World
from webapp.submissions.models import Carriage


async def at_the_outbox(page: Page, office: Office) -> Page:
    await page.goto(f"{office.base}/outbox")
    return await outbox(page)


async def test_written_offline_carried_by_a_neighbour_and_answered_by_the_same_road(
    chromium: Any, office: Office, world: World
) -> None:
    dan, khoa = await new_phone(chromium), await new_phone(chromium)
    a = await at_the_outbox(await enrol(dan, office, world.dan), office)
    b = await at_the_outbox(await enrol(khoa, office, world.khoa), office)
    await a.wait_for_load_state("networkidle")
    await dan.set_offline(True)
    await write_visit(a, office, world.an, note="Ống nước vỡ ở khe trên")
    await write_visit(a, office, world.bao, met=4)
    await counts(a, 2)

    # Dần saves a file and hands it over; Khoa has no signal either.
    file = await save_file(await at_the_outbox(a, office))
    assert "khe trên".encode() not in file
    await khoa.set_offline(True)
    said = await choose_file(await at_the_outbox(b, office), file, "dan.gandan", "#for-another")
    assert "Đã giữ trên máy này" in said
    await expect(b.locator("[data-carried-list] .tag")).to_have_text("Chờ sóng")
    assert arrived(office) == []

    # Khoa reaches the road and opens any page.
    await khoa.set_offline(False)
    await b.goto(f"{office.base}/")
    await b.evaluate("dispatchEvent(new Event('online'))")
    await until(lambda: len(arrived(office)) == 2)
    await at_the_outbox(b, office)
    await expect(b.locator("[data-carried-list] .tag")).to_have_text("Xã đã nhận 2 phiếu")
    expected = [(1, world.an.id), (1, world.bao.id)]
    assert [(row["kind"], row["entity"]) for row in arrived(office)] == expected
    assert {row["author_name"] for row in arrived(office)} == {world.dan.full_name}
    assert office.ask(lambda: Carriage.all().values_list("by_name", "by_phone", "new")) == [
        (world.khoa.full_name, True, 2)
    ]

    # The answer comes back by Khoa's hand; Dần has had no signal since.
    async with b.expect_download() as waiting:
        await b.locator("[data-back]").click()
    back = await (await waiting.value).path()
    said = await choose_file(a, back.read_bytes())

    assert said == "Đã đọc tệp từ xã. Thêm 2 phiếu xã đã nhận; các trang đã cập nhật."
    await expect(a.locator("[data-outbox-list=waiting] li")).to_have_count(0)
    await expect(a.locator("[data-outbox-list=done] .tag.ok")).to_have_count(2)
    await expect(a.locator("[data-unsent]")).to_have_text("")
    await a.goto(f"{office.base}/households/{world.an.id}")
    assert "Ống nước vỡ ở khe trên" in await a.inner_text("main")

    # In signal at last, nothing goes twice.
    await dan.set_offline(False)
    await a.goto(f"{office.base}/")
    await a.evaluate("dispatchEvent(new Event('online'))")
    await says(a, "Xã đã nhận")
    assert len(visits(office)) == 2
    for phone in (dan, khoa):
        await phone.close()
