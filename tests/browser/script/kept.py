"""What the tests of the phone's script share: an enrolled phone, and a look into what it keeps."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import BrowserContext, Error, Page, expect

from tests.browser.script.between import Between
from tests.support.office import Office
from webapp.accounts.enrolment.rules import hand_out_slip
from webapp.people.models import Member

PIN = "482915"
PATIENCE = 40
"""Seconds: what is waited for comes at once, unless the machine has other things to do."""
KITS = "caches.keys().then((all) => all.filter((name) => !/^(here|kept|room)$/.test(name)))"
"""The caches of kits; what waits has a second place among them, and the room that is kept aside."""
NO_MORE_PAGES = "gd.chosen().then((it) => it.next !== 1)"
"""The second exchange brought what the first left out."""
CONTACT = "gd.chosen().then((it) => it.contact)"
DRAFTS = """() => gd.tx(["drafts"], async (at) => (await at("drafts").getAll()).map((it) => String(it.ct)).join("|"))"""


async def drafted(page: Page, seconds: float = PATIENCE) -> None:
    """Wait until what was typed last is kept on the phone: a draft that says the same twice in a row."""
    end, before = time.monotonic() + seconds, ""
    while not (now := await page.evaluate(DRAFTS)) or now != before:
        assert time.monotonic() < end, "no draft was kept"
        before = now
        await asyncio.sleep(0.6)  # longer than the pause between typing and keeping


@dataclass
class Kept:
    """An enrolled phone: its context, its first page, the road it uses."""

    phone: BrowserContext
    page: Page
    road: Between
    office: Office
    errors: list[str] = field(default_factory=list)

    async def open(self, path: str = "/") -> Page:
        await self.page.goto(self.road.base + path)
        await self.settled()
        return self.page

    async def settled(self) -> None:
        await self.page.evaluate("gd.kit")

    async def rows(self) -> list[dict[str, Any]]:
        """The outbox, without bytes."""
        return await self.page.evaluate(
            """async () => (await gd.allOf("outbox", (await gd.chosen()).device)).map(
                ({ seq, state, code, number, hold }) => ({ seq, state, code, number, hold: !!hold }))"""
        )

    async def states(self) -> list[str]:
        return [row["state"] for row in await self.rows()]

    async def until(self, condition: str, seconds: float = PATIENCE) -> None:
        """Wait for something of the script to be true; `wait_for_function` does not wait for promises."""
        end = time.monotonic() + seconds
        while not await self.page.evaluate(condition):
            assert time.monotonic() < end, condition
            await asyncio.sleep(0.05)

    async def until_states(self, *states: str, seconds: float = PATIENCE) -> None:
        end = time.monotonic() + seconds
        while (found := await self.states()) != list(states):
            assert time.monotonic() < end, found
            await asyncio.sleep(0.05)

    async def until_bar(self, words: str) -> None:
        await expect(self.page.locator(".sync")).to_contain_text(words)

    async def shows(self, path: str, words: str, seconds: float = PATIENCE) -> None:
        """Until the page on this phone, which comes after its receipt, says so."""
        end = time.monotonic() + seconds
        while words not in await (await self.open(path)).inner_text("main"):
            assert time.monotonic() < end, words

    async def send(self) -> Any:
        """As Send now does, until it is over. → what the worker answered; None when it did not"""
        ask = """gd.ask({ gd: "go", pushed: "tap" }, 20000)"""
        try:
            return await self.page.evaluate(ask)
        except Error:  # what the answer brought led to another page
            await self.page.wait_for_load_state()
            return await self.page.evaluate(ask)

    async def send_what_may_go(self) -> None:
        """As Send now does, until the office answered: what can still be undone stays, and is not waited for."""
        contact = await self.page.evaluate(CONTACT)
        await self.page.evaluate("""gd.tell({ gd: "go", pushed: "tap" })""")
        await self.until(f"{CONTACT}.then((it) => it > {contact})")

    async def visit(self, household: str, note: str = "") -> None:
        """Write a visit on the form, as a person would."""
        page = await self.open(f"/households/{household}/visits/new")
        await page.click("label[for=met]")
        if note:
            await page.click("summary")
            await page.fill("#note", note)
        await page.click("form[data-kind] button.big")
        await page.wait_for_selector("[data-saved]")


def slip_for(office: Office, member: Member) -> str:
    async def ask() -> str:
        _, code = await hand_out_slip(member, by=member.id)
        return code

    return str(office.ask(ask))


async def fill_slip(page: Page, base: str, code: str, pin: str = PIN) -> None:
    await page.goto(f"{base}/enrol/{code}")
    await page.wait_for_selector("form[data-enrol]:not([hidden])")
    await page.click("label[for=name_ok]")
    await page.fill("#pin", pin)
    await page.fill("#pin2", pin)
    await page.click("form[data-enrol] button")


async def enrolled(phone: BrowserContext, office: Office, road: Between, member: Member) -> Kept:
    page = await phone.new_page()
    kept = Kept(phone, page, road, office)
    phone.on("weberror", lambda error: kept.errors.append(str(error.error)))
    await fill_slip(page, road.base, slip_for(office, member))
    await page.wait_for_url(road.base + "/", timeout=PATIENCE * 1000)
    await kept.settled()
    await kept.until(NO_MORE_PAGES)
    return kept
