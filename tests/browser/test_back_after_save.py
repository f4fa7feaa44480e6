"""What was saved is not offered once more, and what was typed lies nowhere in clear."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.commune import sign_in, small_office
from tests.browser.conftest import Pocket
from tests.browser.steps import arrived, enrol, slip_for, write_visit
from tests.support.office import Office
from tests.support.world import World

NOTE = "Mái bếp dột, xin tấm lợp"
FILLED = (
    "() => [...document.querySelectorAll('form input:checked, form textarea')].map((it) => it.value).join('')"
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with small_office(tmp_path_factory.mktemp("office")) as office:
        yield office


async def back(page: Page) -> None:
    """A browser fills in what it kept after the page has loaded, and our script after that."""
    await page.go_back()
    await page.evaluate("""() => Promise.resolve(self.gd && gd.kit).then(() => new Promise((yes) =>
        requestAnimationFrame(() => requestAnimationFrame(() => yes()))))""")


@pytest.mark.parametrize("signal", [True, False])
async def test_back_leads_a_phone_to_the_household_and_to_no_filled_form(
    phone: BrowserContext, office: Office, world: World, signal: bool
) -> None:
    page = await enrol(phone, office, world.dan)
    await phone.set_offline(not signal)
    await write_visit(page, office, world.an, note=NOTE)
    await page.locator(".tabs a[href='/households']").click()
    await page.wait_for_url("**/households")

    await back(page)

    await expect(page).to_have_url(f"{office.base}/households/{world.an.id}")
    await expect(page.locator("h1").first).to_contain_text(world.an.head_name)
    await back(page)
    assert not await page.evaluate(FILLED)


@pytest.mark.parametrize("script", [True, False])
async def test_back_shows_no_filled_form_on_the_plain_web_and_two_taps_are_one_visit(
    chromium: Browser, office: Office, world: World, script: bool
) -> None:
    context = await chromium.new_context(java_script_enabled=script)
    await sign_in(context, office, world.dan)
    page, before = await context.new_page(), len(arrived(office))
    await page.goto(f"{office.base}/households/{world.an.id}/visits/new")
    await page.locator("label[for=met]").click()
    await page.locator("details summary").first.click()
    await page.locator("[name=note]").fill(NOTE)
    await page.locator("form[method=post] button.big").dblclick()
    await page.get_by_text("Xã đã nhận lúc").wait_for()
    await page.goto(f"{office.base}/households")

    for _ in range(2):
        await page.go_back()
        if await page.locator("textarea[name=note]").count():
            await expect(page.locator("textarea[name=note]")).to_have_value("")
            await expect(page.locator("[name=met]:checked")).to_have_count(0)
            break
    else:
        pytest.fail("the form was not met")
    assert len(arrived(office)) == before + 1
    await context.close()


@pytest.mark.parametrize("kept", [True, False])
async def test_a_closed_browser_holds_no_note_in_clear(
    pocket: Pocket, office: Office, world: World, kept: bool
) -> None:
    context = await pocket.switch_on()
    if kept:
        page = await enrol(context, office, world.dan)
    else:
        await sign_in(context, office, world.dan)
        page = await context.new_page()
    await page.goto(f"{office.base}/households/{world.an.id}/visits/new")
    await page.locator("details summary").first.click()
    await page.locator("[name=note]").fill(NOTE)
    await page.goto(f"{office.base}/households")
    await context.close()

    assert [str(file) for file in pocket.folder.rglob("*") if file.is_file() and holds(file, NOTE)] == []


def holds(file: Path, text: str) -> bool:
    content = file.read_bytes()
    return text.encode() in content or text.encode("utf-16-le") in content


async def test_a_pin_is_asked_in_no_field_that_a_store_of_passwords_would_take(
    phone: BrowserContext, office: Office, world: World
) -> None:
    page = await enrol(phone, office, world.dan)
    for path in ("/device", "/unlock"):
        await page.goto(office.base + path)
        assert await page.locator("input[type=password]").count() == 0
        fields = page.locator("input.pin")
        assert await fields.count() >= 3
        assert set(await fields.evaluate_all("all => all.map((it) => it.autocomplete)")) == {"off"}
        assert set(
            await fields.evaluate_all("all => all.map((it) => getComputedStyle(it).webkitTextSecurity)")
        ) == {"disc"}


async def test_back_on_the_saved_box_leads_where_one_came_from(
    phone: BrowserContext, office: Office, world: World
) -> None:
    page = await enrol(phone, office, world.dan)
    for path, home in (("visits/new", world.an), ("concerns/new", world.bao)):
        await page.goto(f"{office.base}/households/{home.id}/{path}")
        await page.evaluate("document.querySelector('form[data-kind]').dataset.required = ''; 0")
        await page.locator("form[data-kind] button.big").first.click()
        link = page.locator("[data-saved] [data-next]")

        await link.click()

        await page.wait_for_url(f"{office.base}/households/{home.id}")
        await expect(page.locator("h1").first).to_contain_text(home.head_name)


async def met(page: Page) -> list[dict[str, str]]:
    """What the back key goes through: addresses and titles."""
    link = await page.context.new_cdp_session(page)
    return list((await link.send("Page.getNavigationHistory"))["entries"])


async def test_no_address_that_back_goes_through_holds_a_code_or_a_name(
    chromium: Browser, phone: BrowserContext, office: Office, world: World
) -> None:
    """On a phone that keeps keys; in a chat program's browser, which does not; and typed, without script."""
    page, code = await phone.new_page(), slip_for(office, world.dan)
    await page.goto(f"{office.base}/s/{code}")
    await page.wait_for_url(f"{office.base}/enrol")
    await page.goto(f"{office.base}/help")
    zalo = await chromium.new_context(user_agent="Mozilla/5.0 Chrome/120 Mobile Safari/537.36 Zalo android")
    chat = await zalo.new_page()
    await chat.goto(f"{office.base}/enrol/{code}")
    await chat.wait_for_url(f"{office.base}/enrol")
    bare = await chromium.new_context(java_script_enabled=False)
    typed = await bare.new_page()
    await typed.goto(f"{office.base}/enrol")
    await typed.locator("#code").fill(code)
    await typed.locator("main form button").click()
    await typed.get_by_role("button", name=f"Tôi là {world.dan.full_name}").first.wait_for()

    for one in (page, chat, typed):
        for entry in await met(one):
            assert code not in entry["url"] and code not in entry["title"], entry
            assert world.dan.full_name not in entry["title"]
    await zalo.close()
    await bare.close()
