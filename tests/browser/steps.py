"""What a person does with the phone, named as she would."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx
from playwright.async_api import BrowserContext, Page, Route

from sync.envelope import CANCELLED
from tests.support.office import Office
from tests.support.phone import post
from webapp.accounts.enrolment.rules import hand_out_slip
from webapp.kinds import BY_NAME
from webapp.people.models import Member
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit

PIN = "246810"


def slip_for(office: Office, member: Member) -> str:
    async def work() -> str:
        _, code = await hand_out_slip(member, by="test")
        return code

    return str(office.ask(work))


async def enrol(phone: BrowserContext, office: Office, member: Member, *, wait: bool = True) -> Page:
    """Open the slip's link, say who one is, choose a PIN; then the phone has its pages."""
    page = await phone.new_page()
    await page.goto(f"{office.base}/s/{slip_for(office, member)}")
    form = page.locator("form[data-enrol]")
    await form.locator("[name=name_ok]").check()
    await form.locator("[name=pin]").fill(PIN)
    await form.locator("[name=pin2]").fill(PIN)
    await form.locator("button").click()
    await page.wait_for_url(f"{office.base}/", timeout=60_000)
    if wait:
        await has_everything(page)
    return page


async def has_everything(page: Page) -> None:
    """The worker serves pages, and the pages of the pack are here."""
    await until_page(
        page,
        """async () => {
            if (!navigator.serviceWorker.controller) return false;
            const open = indexedDB.open("gandan");
            const db = await new Promise((yes) => { open.onsuccess = () => yes(open.result); open.onerror = () => yes(null); });
            if (!db || !db.objectStoreNames.contains("pages")) { db && db.close(); return false; }
            const ask = (name, method) => new Promise((yes) => {
                const asked = db.transaction(name).objectStore(name)[method]();
                asked.onsuccess = () => yes(asked.result);
            });
            const count = await ask("pages", "count"), people = await ask("profiles", "getAll");
            db.close();
            return count >= 5 && people.every((one) => one.next !== 1);
        }""",
    )


async def until_page(page: Page, condition: str, given: Any = None, *, seconds: float = 60) -> None:
    """`wait_for_function` does not wait for promises."""
    end = time.monotonic() + seconds
    while not await page.evaluate(condition, given):
        assert time.monotonic() < end, condition
        await asyncio.sleep(0.05)


async def unlock(page: Page) -> None:
    await page.locator("form[data-unlock] [name=pin]").fill(PIN)
    await page.locator("form[data-unlock] button").click()
    await page.wait_for_function("() => location.pathname !== '/unlock'")


def form_of(kind: str) -> str:
    """Where a page has it, by the kind's name."""
    return f"form[data-kind='{BY_NAME[kind].code}']"


async def write_visit(page: Page, office: Office, household: Any, *, met: int = 1, note: str = "") -> None:
    """Five taps from the first page: the row, a visit, met, help needed or not, save."""
    await page.goto(f"{office.base}/households/{household.id}/visits/new")
    await page.locator(f"label[for=met{'' if met == 1 else f'-{met}'}]").click()
    if note:
        await page.locator("details summary").first.click()
        await page.locator("[name=note]").fill(note)
    await page.locator(form_of("visit") + " button.big").click()
    await page.locator("[data-saved]").wait_for()


async def says(page: Page, words: str, *, seconds: float = 40) -> None:
    """Until the bar says so; it may first say that it is sending."""
    await page.locator("[data-sync-bar] [data-say]", has_text=words).wait_for(timeout=seconds * 1000)


async def sentence(page: Page) -> str:
    """What the bar says about where the records are."""
    return (await page.locator("[data-sync-bar] [data-say]").first.inner_text()).strip()


async def counts(page: Page, unsent: int) -> None:
    """Until the tab says how many records are on this phone only."""
    await page.locator("[data-unsent]", has_text=f"({unsent})").wait_for()


def arrived(office: Office) -> list[dict[str, Any]]:
    async def work() -> list[dict[str, Any]]:
        return (
            await StoredSubmission.filter(status=1)
            .exclude(kind=CANCELLED)
            .order_by("number")
            .values("kind", "entity", "seq", "author_name")
        )

    return list(office.ask(work))


def visits(office: Office) -> list[dict[str, Any]]:
    async def work() -> list[dict[str, Any]]:
        return await Visit.all().values("household_id", "note", "by_name", "met")

    return list(office.ask(work))


async def record_exchanges(phone: BrowserContext) -> list[bytes]:
    """What the phone sends, as bytes, while it goes through to the office."""
    bodies: list[bytes] = []

    async def pass_on(route: Route) -> None:
        bodies.append(route.request.post_data_buffer or b"")
        await route.continue_()

    await phone.route("**/sync/v1/exchange", pass_on)
    return bodies


async def replay(office: Office, bodies: list[bytes], *, times: int) -> None:
    assert bodies
    async with httpx.AsyncClient(base_url=office.base) as client:
        answers = await asyncio.gather(*(post(client, body) for body in bodies for _ in range(times)))
    assert {answer.status_code for answer in answers} == {200}


async def until(true: Callable[[], bool], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        await asyncio.sleep(0.2)


async def new_phone(chromium: Any) -> BrowserContext:
    context = await chromium.new_context(
        viewport={"width": 360, "height": 640}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", has_touch=True
    )
    context.set_default_timeout(40_000)
    return context  # type: ignore[no-any-return]
