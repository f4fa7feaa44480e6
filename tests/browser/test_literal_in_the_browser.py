"""What people write runs nowhere: not on the phone that wrote it, not on another one, not at the office."""

from playwright.async_api import Browser, BrowserContext, Page

from tests.browser.commune import looking, sign_in
from tests.browser.steps import counts, enrol, says, visits, write_visit
from tests.literal.forms import EVIL
from tests.support.office import Office
from tests.support.world import World
from webapp.register.models import Household

NOTE = " ".join(EVIL)[:290]


def watched(page: Page, seen: list[str]) -> Page:
    """Notes every window that a script opens, and every time the page's own rules stopped something."""

    async def dismissed(dialog: object) -> None:
        seen.append("a script ran")
        await dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", dismissed)
    page.on(
        "console", lambda said: seen.append(said.text) if "Content Security Policy" in said.text else None
    )
    return page


async def is_only_text(page: Page) -> None:
    found = page.locator('img[src=x], script:not([src]):not([type="application/json"]), [onerror]')
    assert await found.evaluate_all("(all) => all.map((one) => one.outerHTML.slice(0, 200))") == []


async def looked_at(context: BrowserContext, office: Office, paths: list[str], seen: list[str]) -> None:
    page = watched(await context.new_page(), seen)
    for path in paths:
        await page.goto(office.base + path)
        await page.evaluate(
            "Promise.resolve(self.gd && gd.kit).then(() => new Promise((yes) => setTimeout(yes)))"
        )
        await is_only_text(page)


async def test_markup_in_names_and_notes_runs_nowhere(
    phone: BrowserContext, chromium: Browser, office: Office, world: World
) -> None:
    """T-15: 0 executions, 0 reports of the content policy, written without signal and read everywhere."""
    seen: list[str] = []
    here = f"/households/{world.an.id}"
    office.ask(lambda: Household.filter(id=world.an.id).update(head_name=EVIL[1], folded="an"))
    page = watched(await enrol(phone, office, world.dan), seen)
    await phone.set_offline(True)
    await write_visit(page, office, world.an, note=NOTE)
    await counts(page, 1)
    await looked_at(phone, office, ["/", "/outbox", here, f"{here}/visits/new"], seen)

    await phone.set_offline(False)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await says(page, "Xã đã nhận lúc")
    assert [row["note"] for row in visits(office)] == [NOTE.strip()]
    await looked_at(phone, office, ["/", here, "/outbox"], seen)
    for person in (world.khoa, world.clerk):
        context = await looking(chromium, office)
        await sign_in(context, office, person)
        await looked_at(context, office, [here, f"{here}/readers", "/households", "/concerns"], seen)
        await context.close()

    assert seen == []
