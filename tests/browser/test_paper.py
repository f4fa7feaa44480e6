"""What leaves the printer: the right size, the right number of pages, and nothing of the screen on it."""

import re
import zlib

import pytest
from playwright.async_api import Browser, Page

from tests.browser.commune import demo_office, looking

OF_THE_SCREEN = ("Phiếu giấy", "Hôm nay", "Chưa gửi", "A+", "Đến nội dung")
PACKED = re.compile(rb"stream\r?\n(.*?)endstream", re.S)
A5, A4, A4_ACROSS = (420, 595), (595, 842), (842, 595)


async def paper(page: Page) -> bytes:
    return await page.pdf(prefer_css_page_size=True)


def pages_of(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page, in points."""
    packed = [zlib.decompress(part) for part in PACKED.findall(pdf) if part[:1] == b"x"]
    text = b"".join([pdf, *packed])
    boxes = re.findall(rb"/Type /Page\b.*?/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", text, re.S)
    return [(round(float(wide)), round(float(high))) for wide, high in boxes]


def drawings(pdf: bytes) -> list[tuple[bytes, bytes]]:
    """Of each page what is drawn in its margin, and what inside of it."""
    streams = [zlib.decompress(part) for part in PACKED.findall(pdf) if part[:1] == b"x"]
    pages = [stream for stream in streams if b"Tj" in stream]
    return [(margin, inside) for margin, _, inside in (page.partition(b"W* n") for page in pages)]


def glyphs(drawn: bytes) -> str:
    """A letter of our own for each glyph but spaces, in the order in which they are drawn."""
    return "".join(
        chr(int(one, 16) + 0x4E00) for one in re.findall(rb"<([0-9A-F]{4})> Tj", drawn) if one != b"0003"
    )


async def words_of(page: Page) -> str:
    """What of the page would be printed."""
    await page.emulate_media(media="print")
    words = await page.evaluate("document.body.innerText")
    await page.emulate_media(media="null")
    return str(words)


async def chosen(page: Page, what: str) -> None:
    await page.goto("/paper")
    await page.locator("label[for=member]").click()
    await page.locator(f"[name=what][value={what}] + label").click()
    async with page.expect_navigation():
        await page.locator("main form button.big").first.click()


async def test_each_visit_form_is_one_a5_page_or_half_an_a4_page(
    chromium: Browser, request: pytest.FixtureRequest
) -> None:
    office = demo_office(request.config)
    page = await (await looking(chromium, office, "branch-secretary")).new_page()
    await chosen(page, "forms")
    forms = await page.locator(".visit").count()

    one_each = pages_of(await paper(page))
    said = await words_of(page)
    await page.goto(f"{page.url}?on=a4")
    two_each = pages_of(await paper(page))

    assert forms > 5
    assert one_each == [A5] * forms
    assert two_each == [A4_ACROSS] * -(-forms // 2)
    assert not [word for word in OF_THE_SCREEN if word in said]
    assert not [word for word in OF_THE_SCREEN if word not in await page.locator("body").inner_text()]
    await page.context.close()


@pytest.mark.parametrize(
    ("what", "size"), [("slips", A4), ("lists", A4), ("duty", A5), ("roster", A4_ACROSS)]
)
async def test_the_other_sheets_have_their_size_and_nothing_of_the_screen(
    chromium: Browser, request: pytest.FixtureRequest, what: str, size: tuple[int, int]
) -> None:
    page = await (await looking(chromium, demo_office(request.config), "branch-secretary")).new_page()
    await chosen(page, what)

    sizes = pages_of(await paper(page))
    said = await words_of(page)

    wanted = {"slips": -(-await page.locator(".slipa6").count() // 4), "lists": 1, "duty": 1, "roster": 2}
    assert sizes == [size] * wanted[what]
    assert not [word for word in OF_THE_SCREEN if word in said]
    assert not [word for word in OF_THE_SCREEN if word not in await page.locator("body").inner_text()]
    await page.context.close()


async def test_the_head_of_the_list_of_groups_stands_on_every_page_and_the_number_not_on_the_first(
    chromium: Browser, request: pytest.FixtureRequest
) -> None:
    page = await (await looking(chromium, demo_office(request.config), "branch-secretary")).new_page()
    await chosen(page, "roster")
    words = await page.locator(".roster thead").inner_text()

    first, second = drawings(await paper(page))

    head = glyphs(second[1])[: len(re.sub(r"\s", "", words))]
    assert len(head) > 60
    assert head in glyphs(first[1])
    assert (glyphs(first[0]), len(glyphs(second[0]))) == ("", 1)
    await page.context.close()
