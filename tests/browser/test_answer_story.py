"""A family's matter from the hamlet to the commune and back to the door, partly without signal."""

from typing import Any

from playwright.async_api import Browser, BrowserContext, Page

from tests.browser.commune import sign_in
from tests.browser.conftest import Pocket
from tests.browser.steps import enrol, form_of, says, until_page
from tests.support.office import Office
from tests.support.world import World
from webapp.concerns.models import Concern, ConcernStep
from webapp.concerns.workflow import StepAction

ANSWER = "Thợ mang máy bơm vào bản sáng thứ sáu."
AGAIN = "Xin lỗi gia đình vì chậm: sáng mai thợ vào."

LAST_CONTACT = """async () => {
    const open = indexedDB.open("gandan"), db = await new Promise((yes) => { open.onsuccess = () => yes(open.result); });
    const asked = db.transaction("profiles").objectStore("profiles").getAll();
    const people = await new Promise((yes) => { asked.onsuccess = () => yes(asked.result); });
    db.close();
    return Math.max(...people.map((one) => one.contact));
}"""


async def step(page: Page, action: StepAction, text: str = "") -> None:
    """As the page offers it; one that needs words is behind a line."""
    form = page.locator(form_of("concern_step")).filter(
        has=page.locator(f"[name=action][value='{action:d}']")
    )
    if text or not await form.is_visible():
        await page.locator("details").filter(has=form).locator("summary").click()
    if text:
        await form.locator("[name=text]").fill(text)
    await form.locator("button").last.click()


async def exchange(page: Page, office: Office) -> None:
    """On the line again, the person taps."""
    await page.goto(f"{office.base}/outbox")
    before = await page.evaluate(LAST_CONTACT)
    await page.locator("[data-send]").click()
    await until_page(page, f"async (before) => await ({LAST_CONTACT})() > before", before)
    await says(page, "Xã đã nhận")


def matter(office: Office) -> Any:
    return office.ask(lambda: Concern.get())


def actions(office: Office) -> list[StepAction]:
    async def work() -> list[StepAction]:
        return [row.action for row in await ConcernStep.all().order_by("received_at")]

    return list(office.ask(work))


async def write_well_is_dry(page: Page, office: Office, world: World) -> None:
    await page.goto(f"{office.base}/households/{world.an.id}/concerns/new")
    form = page.locator(form_of("concern"))
    await form.locator("label[for=category]").first.click()
    await form.locator("label[for^=severity]").nth(1).click()
    await form.locator("details").filter(has=page.locator("[name=body]")).locator("summary").click()
    await form.locator("[name=body]").fill("Giếng cạn từ tuần trước, phải gánh nước suối.")
    await form.locator("label[for^=agreed]").first.click()
    await form.locator("button.big").click()
    await page.locator("[data-saved] [data-slip]").wait_for()


async def test_a_dry_well_is_carried_up_answered_opened_again_and_told_at_the_door(
    pocket: Pocket, phone: BrowserContext, chromium: Browser, office: Office, world: World
) -> None:
    away = await pocket.switch_on()
    member = await enrol(away, office, world.dan)
    await away.set_offline(True)
    await write_well_is_dry(member, office, world)
    await away.set_offline(False)
    await exchange(member, office)
    here = f"{office.base}/concerns/{matter(office).id}"

    secretary = await enrol(phone, office, world.khoa)
    await phone.set_offline(True)
    await secretary.goto(here)
    await step(secretary, StepAction.PASS_UP)
    await secretary.locator("[data-saved]").wait_for()
    await phone.set_offline(False)
    await exchange(secretary, office)
    assert (matter(office).status, matter(office).details_up) == ("at_commune", True)

    desk = await chromium.new_context()
    await sign_in(desk, office, world.clerk)
    clerk = await desk.new_page()
    await clerk.goto(here)
    await clerk.get_by_text("Giếng cạn từ tuần trước").wait_for()
    async with clerk.expect_navigation():
        await step(clerk, StepAction.ANSWER, ANSWER)
    await exchange(member, office)

    await away.set_offline(True)
    await member.goto(f"{office.base}/")
    await member.locator("main a[href='/concerns']").first.click()
    await member.locator(f"main a[href='/concerns/{matter(office).id}']").click()
    await member.locator("big", has_text=ANSWER).wait_for()
    await step(member, StepAction.NOT_ENOUGH, "Thứ sáu không thấy ai.")
    await member.locator("[data-saved]").wait_for()
    await away.set_offline(False)
    await exchange(member, office)
    assert (matter(office).status, matter(office).level) == ("reopened", 2)

    await clerk.goto(f"{office.base}/waiting")
    await clerk.locator(f".waits a[href='/concerns/{matter(office).id}']").first.click()
    async with clerk.expect_navigation():
        await step(clerk, StepAction.ANSWER, AGAIN)
    await exchange(member, office)
    await away.set_offline(True)
    await member.goto(here)
    await member.locator("big", has_text=AGAIN).wait_for()
    await step(member, StepAction.TOLD)
    await member.locator("[data-saved]").wait_for()
    assert matter(office).status == "answered"
    await away.set_offline(False)
    await exchange(member, office)

    assert matter(office).status == "closed"
    assert actions(office) == [
        StepAction.PASS_UP,
        StepAction.ANSWER,
        StepAction.NOT_ENOUGH,
        StepAction.ANSWER,
        StepAction.TOLD,
    ]
    await desk.close()
