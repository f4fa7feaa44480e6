"""Every screen there is, and how a person comes to it."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from playwright.async_api import BrowserContext, Page

LIST = Path(__file__).parents[1] / "households/files/ho-gia-dinh.xlsx"
LISTS = {"household": "/households", "concern": "/concerns", "arrival": "/arrivals"}
PHONE_SIZE = {"width": 360, "height": 640}
Way = Callable[[Page], Awaitable[object]]


@dataclass(frozen=True)
class Screen:
    name: str
    who: str
    path: str
    way: Way | None = None
    """What is done on the page at `path` before the screen is there."""

    def __str__(self) -> str:
        return self.name


async def opened(context: BrowserContext, screen: Screen) -> Page:
    """In the one page that this person has open."""
    page = context.pages[0] if context.pages else await context.new_page()
    await page.set_viewport_size(PHONE_SIZE)
    await page.goto(screen.path.format(**await _things(context)))
    if screen.way:
        await screen.way(page)
    return page


@cache
def _seen(context: BrowserContext) -> dict[str, str]:
    return {}


async def _things(context: BrowserContext) -> dict[str, str]:
    """The first household, concern and phone that this person can open."""
    found = _seen(context)
    for name, path in LISTS.items():
        if name not in found:
            html = await (await context.request.get(path)).text()
            first = re.search(rf'href="/{name}s/([\w-]{{11}})"', html)
            found[name] = first[1] if first else ""
    return found


def after(*steps: Way) -> Way:
    async def go(page: Page) -> None:
        for step in steps:
            await step(page)

    return go


def sent(selector: str = "main form button.big") -> Way:
    """Press, and wait for the page that comes back at whatever address."""

    async def press(page: Page) -> None:
        async with page.expect_navigation():
            await page.locator(selector).first.click()

    return press


async def concern_answers(page: Page) -> None:
    await page.evaluate("document.querySelector('[name=checked]')?.remove()")
    for name in ("category", "severity", "agreed"):
        await page.locator(f"label[for={name}]").click()
    await page.locator("#summary").fill("Ống nước vỡ ở khe trên")


async def kept(page: Page) -> None:
    """As on a phone that keeps records, without enrolling one."""
    await page.evaluate("document.documentElement.dataset.kept = ''")
    await unfolded(page)


async def unfolded(page: Page) -> None:
    await page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")


async def no_code(page: Page) -> None:
    await page.locator("#code").fill("11112222")
    await page.locator("main form button").click()
    await page.wait_for_url(re.compile("/enrol/11112222"))


async def enrolment_offered(page: Page) -> None:
    await page.locator("[data-enrol] [name=pin]").wait_for()


async def list_handed_in(page: Page) -> None:
    await page.locator("#list").set_input_files(LIST)
    await page.locator("main form button.big").click()
    await page.wait_for_url(re.compile(r"/households/import/[\w-]{11}$"))


HOUSEHOLD = "/households/{household}"
VISIT, CONCERN, CHANGE = (f"{HOUSEHOLD}/{what}/new" for what in ("visits", "concerns", "changes"))

PHONE = (
    Screen("sign-in", "", "/sign-in"),
    Screen("sign-in refused", "", "/sign-in", sent("main form button")),
    Screen("enrol", "", "/enrol"),
    Screen("enrol with a wrong code", "", "/enrol", no_code),
    Screen("enrol with a slip", "", "/demo/member/slip", enrolment_offered),
    Screen("help", "", "/help"),
    Screen("not here", "", "/nothing-here"),
    Screen("today", "member", "/"),
    Screen("households", "member", "/households"),
    Screen("household", "member", HOUSEHOLD, unfolded),
    Screen("visit", "member", VISIT, unfolded),
    Screen("visit with mistakes", "member", VISIT, sent()),
    Screen("concern", "member", CONCERN, unfolded),
    Screen("concern to check", "member", CONCERN, after(concern_answers, sent())),
    Screen("concern with mistakes", "member", CONCERN, sent()),
    Screen("change", "member", CHANGE),
    Screen("change with mistakes", "member", CHANGE, sent()),
    Screen("concerns", "member", "/concerns"),
    Screen("one concern", "member", "/concerns/{concern}"),
    Screen("outbox, nothing kept", "member", "/outbox"),
    Screen("outbox", "member", "/outbox", kept),
    Screen("this phone", "member", "/device", kept),
    Screen("this phone, nothing kept", "", "/device"),
    Screen("who", "member", "/who"),
    Screen("unlock", "member", "/unlock"),
    Screen("for somebody else", "member", "/arrivals"),
    Screen("secretary today", "branch-secretary", "/"),
    Screen("secretary households", "branch-secretary", "/households"),
    Screen("secretary members", "branch-secretary", "/members"),
    Screen("slip", "branch-secretary", "/members", sent("td button")),
    Screen("above the commune", "province-viewer", "/"),
)

OFFICE = (
    Screen("arrivals", "commune-clerk", "/arrivals"),
    Screen("arrivals of a phone", "commune-clerk", "/arrivals/{arrival}"),
    Screen("register", "commune-clerk", "/households/register"),
    Screen("register of the hamlet", "branch-secretary", "/households/register"),
    Screen("household at the desk", "commune-clerk", HOUSEHOLD),
    Screen("concern desk", "commune-clerk", "/concerns"),
    Screen("one concern at the desk", "commune-secretary", "/concerns/{concern}"),
    Screen("members", "commune-clerk", "/members"),
    Screen("members, only to read", "commune-secretary", "/members"),
    Screen("import", "commune-clerk", "/households/import"),
    Screen("import without a file", "commune-clerk", "/households/import", sent()),
    Screen("import preview", "commune-clerk", "/households/import", list_handed_in),
    Screen(
        "import done", "commune-clerk", "/households/import", after(list_handed_in, sent("main .acts button"))
    ),
)
