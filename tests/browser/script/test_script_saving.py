"""A submission is on the phone whole, or the phone says that it is not."""

import asyncio
import json

import pytest
from playwright.async_api import BrowserContext, Page

from tests.browser.script.bench import Bench, last_copy, reopened, rows_of
from tests.browser.script.kept import drafted

# From write number `from` on, nothing can be written any more.
BREAK_WRITES = """(from) => {
    let count = 0;
    for (const verb of ["put", "add"]) {
        const real = IDBObjectStore.prototype[verb];
        IDBObjectStore.prototype[verb] = function (...words) {
            if (++count >= from && gd.broken) throw new DOMException("full", "QuotaExceededError");
            return real.apply(this, words);
        };
    }
    gd.broken = true;
}"""


async def write(page: Page, note: str = "") -> None:
    await page.click("label[for=met]")
    await page.fill("#note", note)
    await page.click("#visit button")


async def test_the_values_go_by_position_and_type(desk: Page) -> None:
    await desk.click("label[for=did]")
    await desk.fill("#note", "  0912\u0323 ")
    await write(desk, "0912")
    await desk.wait_for_selector("[data-saved]")

    copy = await last_copy(desk)
    kind, schema, _, _, entity, values = json.loads(copy["body"])
    assert (kind, schema, entity) == (1, 1, "8OHSw7Slloc")
    assert values == [1, [1], None, "0912"]
    assert copy["answers"] == [["Có gặp không?", "Ở nhà"], ["Đã làm gì?", "Hỏi thăm"], ["Ghi thêm", "0912"]]


async def test_a_missing_answer_is_asked_for_before_anything_is_saved(desk: Page) -> None:
    await desk.fill("#note", "Chưa chọn")
    await desk.click("#visit button")

    summary = desk.locator("[data-notice]")
    assert "1" in await summary.inner_text()
    assert await summary.locator("a").get_attribute("href") == "#met"
    assert await rows_of(desk) == []
    assert await desk.input_value("#note") == "Chưa chọn"


async def test_two_tabs_never_take_the_same_number(phone: BrowserContext, bench: Bench, desk: Page) -> None:
    other = await reopened(phone, bench)
    save = """async () => { const ring = await gd.ring("AQIDBAUGBwg"); await Promise.all(Array.from({ length: 8 }, (_, n) =>
        gd.submit(ring, { kind: 1, schema: 1, entity: "", values: [n], copy: {}, draft: "", fixes: 0 }))); }"""

    await asyncio.gather(desk.evaluate(save), other.evaluate(save))

    assert [seq for seq, _ in await rows_of(desk)] == list(range(1, 17))
    assert await desk.evaluate('gd.read("profiles", "AQIDBAUGBwg").then((it) => it.seq)') == 16


@pytest.mark.parametrize("first", range(1, 7))
async def test_t51_when_a_write_fails_nothing_is_called_saved(desk: Page, first: int) -> None:
    """T-51: from the first, second, third … write on; the person is told before anything is called saved."""
    await desk.evaluate(BREAK_WRITES, first)
    await write(desk, "Máy đầy")
    await desk.wait_for_selector("[data-notice], [data-saved]")

    saved = await desk.locator("[data-saved]").count()
    assert len(await rows_of(desk)) == saved
    if not saved:
        assert await desk.input_value("#note") == "Máy đầy"
        await desk.evaluate("gd.broken = false")
        await desk.click("#visit button")
        await desk.wait_for_selector("[data-saved]")
    assert [seq for seq, _ in await rows_of(desk)] == [1]


async def test_the_reserve_gives_way_to_a_submission(desk: Page) -> None:
    await desk.evaluate("gd.reserve()")
    await desk.evaluate(BREAK_WRITES, 2)
    await desk.evaluate("""() => {
        const real = Cache.prototype.delete;
        Cache.prototype.delete = function (path) { gd.broken = path !== "/room"; return real.call(this, path); };
    }""")

    await write(desk, "Còn chỗ")
    await desk.wait_for_selector("[data-saved]")

    assert [seq for seq, _ in await rows_of(desk)] == [1]
    assert await desk.evaluate("gd.spared()") is None


async def test_a_save_that_fails_takes_no_page_away(desk: Page) -> None:
    await desk.evaluate(
        """gd.write("pages", { device: "AQIDBAUGBwg", path: "/", hash: gd.random(8), ct: gd.random(9) })"""
    )
    await desk.evaluate(BREAK_WRITES, 1)

    await write(desk, "Máy đầy")
    await desk.wait_for_selector("[data-notice]")

    assert await desk.evaluate('gd.allOf("pages", "AQIDBAUGBwg").then((all) => all.length)') == 1


async def test_a_record_without_room_for_its_copy_is_not_called_saved(desk: Page) -> None:
    await desk.evaluate("""() => {
        Cache.prototype.put = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
        gd.words.once = "ONCE";
    }""")

    await write(desk, "Máy đầy")
    await desk.wait_for_selector("[data-saved]")

    assert await desk.inner_text("[data-saved] [data-say]") == "ONCE"
    assert [seq for seq, _ in await rows_of(desk)] == [1]


@pytest.mark.parametrize("delay", [0, 4, 8, 16, 32, 120])
async def test_a_tab_killed_while_saving_leaves_a_draft_or_a_submission(
    phone: BrowserContext, bench: Bench, desk: Page, delay: int
) -> None:
    await desk.fill("#note", "Ống nước vỡ")
    await desk.click("label[for=met]")
    await drafted(desk)
    await desk.evaluate(
        """(delay) => { document.querySelector("#visit button").click(); return new Promise((yes) => setTimeout(yes, delay)); }""",
        delay,
    )
    claimed = await desk.locator("[data-saved]").count()
    await desk.close()

    page = await reopened(phone, bench)
    rows = await rows_of(page)
    assert len(rows) >= claimed
    if not rows:
        assert await page.input_value("#note") == "Ống nước vỡ"
        assert await page.is_checked("#met")
    else:
        assert await page.input_value("#note") == ""


async def test_a_connection_that_died_is_opened_anew(desk: Page) -> None:
    await desk.evaluate("""() => {
        const real = IDBDatabase.prototype.transaction;
        IDBDatabase.prototype.transaction = function (...words) {
            IDBDatabase.prototype.transaction = real;
            throw new DOMException("Connection to Indexed Database server lost", "UnknownError");
        };
    }""")

    await write(desk, "Máy vừa ngủ dậy")
    await desk.wait_for_selector("[data-saved]")

    assert [seq for seq, _ in await rows_of(desk)] == [1]


async def test_a_draft_brings_back_only_what_the_person_changed(
    phone: BrowserContext, bench: Bench, desk: Page
) -> None:
    await desk.evaluate("document.querySelector('#note').value = 'Trang lúc đó ghi vậy'")
    await desk.click("label[for=did-2]")
    await drafted(desk)
    await desk.close()
    page = await reopened(phone, bench)

    assert await page.is_checked("#did-2")
    assert not await page.is_checked("#met")
    assert await page.input_value("#note") == ""


async def test_a_clock_set_back_does_not_go_before_what_the_office_told(desk: Page) -> None:
    await desk.evaluate('gd.change("AQIDBAUGBwg", (it) => { it.served = 2000000000; })')
    stamps = []
    for _ in range(2):
        await desk.evaluate("""async () => gd.submit(await gd.ring("AQIDBAUGBwg"),
            { kind: 1, schema: 1, entity: "", values: [1], copy: {}, draft: "", fixes: 0 })""")
        stamps.append(json.loads((await last_copy(desk))["body"])[2:4])

    assert stamps == [[2000000000, 0], [2000000000, 1]]


async def test_without_a_profile_the_form_stays_a_plain_form(phone: BrowserContext, bench: Bench) -> None:
    page = await phone.new_page()
    await page.goto(bench.base)
    posted = asyncio.ensure_future(page.wait_for_event("request", lambda r: "met=1" in r.url))
    await page.click("label[for=met]")
    await page.click("#visit button")

    assert "met=1" in (await posted).url
