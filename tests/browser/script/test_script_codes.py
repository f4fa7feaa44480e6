"""Up to three records as QR codes, which another phone takes along by opening a link."""

from typing import Any

import segno
from playwright.async_api import BrowserContext, Page, expect

from sync.parcel import read_origin
from tests.browser.hands import outbox
from tests.browser.script.courier import written_without_signal
from tests.browser.script.kept import Kept, enrolled
from tests.browser.steps import arrived, new_phone, until
from tests.support.office import Office
from tests.support.world import World
from webapp.office.file_routes import _from_link

DRAWN = """() => Array.from(document.querySelectorAll("[data-codes] canvas")).map((it) => {
    const { width, height } = it, data = it.getContext("2d").getImageData(0, 0, width, height).data, rows = [];
    for (let y = 4; y < height - 4; y++) {
        let row = "";
        for (let x = 4; x < width - 4; x++) row += data[4 * (y * width + x)] ? "0" : "1";
        rows.push(row);
    }
    return rows;
})"""
LINKS = "Array.from(document.querySelectorAll('[data-codes] a')).map((it) => it.href)"
WRITE = """async ([entity, note]) => {
    const ring = await gd.ring((await gd.chosen()).device), copy = { label: "Dài", answers: [] };
    await gd.submit(ring, { kind: 1, schema: 1, entity, values: [1, [1], 0, note], copy, draft: "", fixes: 0 });
}"""


async def shown(page: Page, codes: int = 1) -> str:
    """→ what is said instead of codes."""
    say = page.locator("[data-courier] [data-say]")
    await page.click("[data-qr]")
    await page.wait_for_function(
        "() => document.querySelector('[data-codes] canvas, [data-courier] [data-say]:not([hidden])')"
    )
    said = await say.text_content() or ""
    if not said:
        await expect(page.locator("[data-codes] canvas")).to_have_count(codes)
        await expect(page.locator("[data-codes] a")).to_have_count(codes)
    return said


def same_code(drawn: list[str], text: str) -> bool:
    """Whether another encoder draws the same; which of eight masks looks best is a matter of taste."""
    for mask in range(8):
        version = (len(drawn) - 17) // 4
        code = segno.make(
            text,
            error="l",
            mode="byte",
            encoding="utf-8",
            eci=True,
            version=version,
            mask=mask,
            boost_error=False,
        )
        if ["".join(map(str, row)) for row in code.matrix] == drawn:
            return True
    return False


async def test_three_records_make_a_code_that_holds_the_sealed_file(kept: Kept, world: World) -> None:
    page = await written_without_signal(kept, world, "Một", "Hai", "Ống nước vỡ ở khe trên, hẹn tuần sau")

    assert await shown(page) == ""
    drawn, links = await page.evaluate(DRAWN), await page.evaluate(LINKS)

    assert len(drawn) == len(links) == 1
    assert len(links[0]) < 1_500
    assert same_code(drawn[0], links[0])
    base, _, code = links[0].partition("/carry#")
    origin = read_origin(_from_link(code))
    assert base == kept.road.base and origin and origin.made == 3
    assert [row["hold"] for row in await kept.rows()] == [False, False, False]


async def test_a_fourth_is_refused_in_plain_words(kept: Kept, world: World) -> None:
    page = await written_without_signal(kept, world, "1", "2", "3", "4")

    assert await shown(page) == "Mã QR chở được nhiều nhất 3 phiếu, đang có 4 phiếu chờ. Hãy lưu ra tệp."
    assert await page.evaluate(DRAWN) == []


async def test_long_records_get_a_code_each_and_the_longest_none(kept: Kept, world: World) -> None:
    page = await written_without_signal(kept, world)
    for note in ("a" * 1500, "b" * 400, "c"):
        await page.evaluate(WRITE, [world.an.id, note])
    assert await shown(page, codes=2) == ""
    drawn, links = await page.evaluate(DRAWN), await page.evaluate(LINKS)
    assert len(drawn) == len(links) == 2
    assert all(same_code(one, text) for one, text in zip(drawn, links, strict=True))
    carried = [read_origin(_from_link(link.partition("#")[2])) for link in links]
    assert all(carried) and len(links[1]) < 1_500 < len(links[0]) <= 2_953

    await page.evaluate("gd.chosen().then(({ device }) => gd.remove('outbox', [device, 1]))")
    await page.evaluate(WRITE, [world.an.id, "d" * 3000])

    await page.click("[data-qr]")
    said = page.locator("[data-courier] [data-say]", has_text="Phiếu số 4 dài quá")
    await said.wait_for()
    assert await page.evaluate(DRAWN) == []


async def test_nothing_waits_so_nothing_is_shown(kept: Kept) -> None:
    page = await outbox(await kept.open("/outbox"))

    assert "phiếu nào đang chờ" in await shown(page)


async def test_another_phone_that_opens_the_link_hands_it_in(
    kept: Kept, chromium: Any, office: Office, world: World
) -> None:
    page = await written_without_signal(kept, world, "Quét mã")
    await shown(page)
    (link,) = await page.evaluate(LINKS)
    khoa: BrowserContext = await new_phone(chromium)
    other = await enrolled(khoa, office, kept.road, world.khoa)
    kept.road.always = ""
    await other.open("/outbox")

    await other.page.goto(link)

    await until(lambda: len(arrived(office)) == 1)
    await other.page.locator("[data-carried-list] .tag", has_text="Xã đã nhận 1 phiếu").wait_for()
    assert other.page.url.endswith("/carry")
    assert arrived(office)[0]["author_name"] == world.dan.full_name
    assert not other.errors
    await khoa.close()


async def test_a_browser_that_keeps_nothing_hands_it_in_when_a_person_says_so(
    kept: Kept, chromium: Any, office: Office, world: World
) -> None:
    from tests.browser.commune import sign_in

    page = await written_without_signal(kept, world, "Quét mã")
    await shown(page)
    (link,) = await page.evaluate(LINKS)
    link = link.replace(kept.road.base, office.base)
    clerk = await new_phone(chromium)
    desk = await clerk.new_page()
    await desk.goto(link)
    await expect(desk.locator("main")).to_contain_text("đăng nhập rồi quét lại mã")
    await sign_in(clerk, office, world.clerk)
    await desk.goto(f"{office.base}/carry")
    await desk.goto(link)
    await desk.reload()
    await desk.goto("about:blank")

    await desk.goto(link)
    await desk.get_by_text("Đã đọc mã").wait_for()
    assert arrived(office) == []
    await desk.click("[data-carry] button")

    await desk.get_by_text("Mới: 1. Đã có: 0.").wait_for()
    assert len(arrived(office)) == 1
    await clerk.close()
