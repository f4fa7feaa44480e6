"""Without any script everything that a person has to do can be done, as long as there is signal."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.commune import looking, sign_in, small_office
from tests.browser.screens import LIST
from tests.browser.steps import PIN, arrived, slip_for, visits
from tests.support.office import Office
from tests.support.world import World
from webapp.accounts.models import Account, BrowserPin
from webapp.accounts.passwords.passwords import hashed_password
from webapp.concerns.models import Concern
from webapp.register.models import Household

NOTE = "Nước vào bản tắc sau mưa, hẹn tuần sau quay lại"
RECEIVED = re.compile(r"^Xã đã nhận lúc \d\d:\d\d \(số \d+\)\.$")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with small_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture(scope="module")
def world(office: Office) -> World:
    return office.world  # type: ignore[attr-defined,no-any-return]


@pytest_asyncio.fixture(loop_scope="session")
async def plain(chromium: Browser, office: Office) -> AsyncIterator[BrowserContext]:
    context = await looking(chromium, office, javascript=False)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def member(plain: BrowserContext, office: Office, world: World) -> Page:
    await sign_in(plain, office, world.dan)
    return await plain.new_page()


async def choose_pin(page: Page, pin: str = PIN) -> None:
    for field in await page.locator("[name^=pin]:visible").all():
        await field.fill(pin)


async def press(page: Page, name: str) -> None:
    async with page.expect_navigation():
        await page.get_by_role("button", name=name, exact=True).click()


async def receipt(page: Page) -> str:
    return (await page.locator("main [role=status]").inner_text()).strip()


async def mistakes(page: Page) -> list[str]:
    """Where the links of the summary lead; each place must be there."""
    assert (await page.title()).startswith("Lỗi: ")
    summary = page.locator("main [data-errors]")
    assert await page.locator("main > *").first.get_attribute("data-errors") is not None
    links = [await link.get_attribute("href") or "" for link in await summary.locator("a").all()]
    for link in links:
        assert await page.locator(f"main form {link}").count() == 1, link
    return links


async def test_the_slip_opens_the_households(plain: BrowserContext, office: Office, world: World) -> None:
    page = await plain.new_page()
    await page.goto(f"/s/{slip_for(office, world.dan)}")
    assert not await page.locator("[data-enrol] [name=pin]").is_visible()
    await choose_pin(page)

    await press(page, f"Tôi là {world.dan.full_name}")

    assert page.url == f"{office.base}/"
    await page.goto("/households")
    assert await page.get_by_text(world.an.head_name).is_visible()


async def test_a_browser_nobody_used_for_ten_minutes_asks_for_its_pin(
    plain: BrowserContext, office: Office, world: World
) -> None:
    page = await plain.new_page()
    await page.goto(f"/s/{slip_for(office, world.dan)}")
    await choose_pin(page, "123456")
    await press(page, f"Tôi là {world.dan.full_name}")
    await expect(page.locator("form:visible .msg")).to_contain_text("Mã PIN gồm 6 chữ số")
    await choose_pin(page)
    await press(page, f"Tôi là {world.dan.full_name}")
    await page.goto(f"/households/{world.an.id}")
    office.ask(lambda: BrowserPin.all().update(seen_at=datetime.now(UTC) - timedelta(minutes=11)))

    await page.goto(f"/households/{world.an.id}/visits/new")
    assert world.an.head_name not in await page.locator("body").inner_text()
    await page.locator("[name=pin]").fill("730846")
    await press(page, "Mở")
    await expect(page.locator("form .msg")).to_have_text("Sai mã PIN. Còn 9 lần thử.")
    await page.locator("[name=pin]").fill(PIN)
    await press(page, "Mở")

    assert page.url == f"{office.base}/households/{world.an.id}/visits/new"


async def test_a_used_slip_is_refused_in_words(plain: BrowserContext, office: Office, world: World) -> None:
    code = slip_for(office, world.dan)
    page = await plain.new_page()
    await page.goto(f"/s/{code}")
    await choose_pin(page)
    await press(page, f"Tôi là {world.dan.full_name}")

    await page.goto(f"/s/{code}")

    assert await mistakes(page) == ["#code"]
    assert await page.locator("#code").input_value() == code


async def test_a_visit_is_written_and_received(member: Page, office: Office, world: World) -> None:
    """T-54: without any script."""
    await member.goto(f"/households/{world.an.id}/visits/new")
    await member.locator("label[for=met]").click()
    await member.locator("label[for='did-2']").click()
    await member.locator("label[for='did-5']").click()
    await member.locator("summary").click()
    await member.locator("#note").fill(NOTE)
    await press(member, "Lưu phiếu thăm")

    assert RECEIVED.match(await receipt(member))
    assert [row["note"] for row in visits(office) if row["note"]] == [NOTE]
    assert await member.get_by_text(NOTE).is_visible()


async def test_a_mistake_keeps_what_was_typed(member: Page, office: Office, world: World) -> None:
    before = len(arrived(office))
    await member.goto(f"/households/{world.bao.id}/visits/new")
    await member.locator("label[for='did-3']").click()
    await member.locator("summary").click()
    await member.locator("#note").fill(NOTE)
    await member.locator("#on").fill("2035-01-01")
    await press(member, "Lưu phiếu thăm")

    assert "#met" in await mistakes(member)
    assert await member.locator("#note").input_value() == NOTE
    assert await member.locator("#did-3").is_checked()
    assert len(arrived(office)) == before

    await member.locator("label[for=met]").click()
    await member.locator("#on").fill("")
    await press(member, "Lưu phiếu thăm")
    assert RECEIVED.match(await receipt(member))
    assert len(arrived(office)) == before + 1


async def test_an_ordinary_visit_is_one_tap(member: Page, office: Office, world: World) -> None:
    before = len(visits(office))
    await member.goto(f"/households/{world.bao.id}")

    await press(member, "Thăm bình thường")

    assert RECEIVED.match(await receipt(member))
    assert len(visits(office)) == before + 1


async def test_tapping_again_while_the_answer_is_on_its_way_makes_one_record(
    member: Page, office: Office, world: World
) -> None:
    before = len(arrived(office))
    committed = asyncio.Event()

    async def answer_is_lost(route: Route) -> None:
        await route.fetch(max_redirects=0)
        committed.set()

    await member.goto(f"/households/{world.bao.id}")
    await member.route("**/visits", answer_is_lost, times=1)
    place = await member.get_by_role("button", name="Thăm bình thường").bounding_box()
    assert place
    await member.mouse.click(place["x"] + 30, place["y"] + 30)
    await committed.wait()
    assert len(arrived(office)) == before + 1
    await member.mouse.click(place["x"] + 30, place["y"] + 30)

    assert RECEIVED.match(await receipt(member))
    assert len(arrived(office)) == before + 1


async def test_a_concern_is_checked_changed_and_received(member: Page, office: Office, world: World) -> None:
    await member.goto(f"/households/{world.an.id}/concerns/new")
    await member.locator("#summary").fill(NOTE)
    await press(member, "Lưu việc cần báo")
    assert await mistakes(member) == ["#category", "#severity", "#agreed"]
    assert await member.locator("#summary").input_value() == NOTE

    for name in ("category", "severity", "agreed"):
        await member.locator(f"label[for={name}]").click()
    await press(member, "Lưu việc cần báo")
    assert await member.get_by_role("heading", name="Kiểm tra lại").is_visible()
    await press(member, "Sửa lại")
    assert await member.locator("#summary").input_value() == NOTE
    await press(member, "Lưu việc cần báo")
    await press(member, "Lưu việc cần báo")

    assert RECEIVED.match(await receipt(member))
    concern = office.ask(lambda: Concern.get(summary=NOTE))
    await member.goto("/concerns")
    assert await member.get_by_text(concern.receipt_code).first.is_visible()


async def test_a_detail_is_put_right(member: Page, office: Office, world: World) -> None:
    await member.goto(f"/households/{world.an.id}/changes/new")
    await member.locator("#people").fill("7")
    await member.locator("#head_phone").fill("không có")
    await press(member, "Lưu sửa đổi")
    assert await mistakes(member) == ["#head_phone"]
    assert await member.locator("#people").input_value() == "7"

    await member.locator("#head_phone").fill("")
    await press(member, "Lưu sửa đổi")

    assert RECEIVED.match(await receipt(member))
    assert office.ask(lambda: Household.get(id=world.an.id)).people == 7


async def test_the_office_signs_in_and_imports_a_list(
    plain: BrowserContext, office: Office, world: World
) -> None:
    async def give_password() -> None:
        await Account.filter(id=world.clerk.id).update(password_hash=await hashed_password("mật khẩu dài"))

    office.ask(give_password)
    page = await plain.new_page()
    await page.goto("/households/import")
    assert page.url.startswith(f"{office.base}/sign-in")
    await page.locator("#username").fill("vanphong")
    await page.locator("#password").fill("sai")
    await press(page, "Đăng nhập")
    assert await mistakes(page) == ["#password"]
    assert await page.locator("#username").input_value() == "vanphong"
    await page.locator("#password").fill("mật khẩu dài")
    await press(page, "Đăng nhập")
    assert page.url == f"{office.base}/households/import"

    await page.locator("#list").set_input_files(LIST)
    await page.locator("main form button.big").click()
    await page.wait_for_url(re.compile(r"/households/import/[\w-]{11}$"))
    before = office.ask(lambda: Household.all().count())
    async with page.expect_navigation():
        await page.locator("main form .acts button").click()

    assert office.ask(lambda: Household.all().count()) > before


async def test_the_look_is_kept_without_script(plain: BrowserContext) -> None:
    page = await plain.new_page()
    await page.goto("/device")
    await page.locator("label[for=size-3]").click()
    await page.locator("label[for=theme-dark]").click()
    await press(page, "Lưu cỡ chữ và màu")

    await page.goto("/help")
    html = page.locator("html")
    assert (await html.get_attribute("data-size"), await html.get_attribute("data-theme")) == ("3", "dark")
