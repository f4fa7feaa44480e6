"""Every screen there is, and how a person comes to it."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Page

LIST = Path(__file__).parents[1] / "households/files/ho-gia-dinh.xlsx"
LISTS = {
    "notice": "/notices",
    "household": "/households",
    "concern": "/concerns",
    "arrival": "/arrivals",
    "phone": "/phones",
    "member": "/members",
}
PHONE_SIZE = {"width": 360, "height": 640}
Way = Callable[[Page], Awaitable[object]]


@dataclass(frozen=True)
class Screen:
    name: str
    who: str
    path: str
    way: Way | None = None
    """What is done on the page at `path` before the screen is there."""
    at: str = ""
    """The address where that leads, with a star for each key."""

    def __str__(self) -> str:
        return self.name


async def opened(context: BrowserContext, screen: Screen) -> Page:
    """In the one page that this person has open."""
    page = context.pages[0] if context.pages else await context.new_page()
    await page.set_viewport_size(PHONE_SIZE)
    came = await page.goto(screen.path.format(**await _things(context)))
    if screen.way:
        await screen.way(page)
    if screen.at:  # a slip's code goes from the address at once: then it counts where the page came from
        there = [page.url, came.url if came else ""]
        assert screen.at in [shape(urlsplit(url).path, like=screen.at) for url in there], there
    return page


def shape(path: str, like: str = "") -> str:
    """An address with a star for whatever stands for a key, as a route or a screen or `like` has it."""
    parts = path.partition("?")[0].split("/")
    stars = like.split("/") if like.count("/") == path.count("/") else parts
    return "/".join(
        "*" if star == "*" or part.startswith("{") else part for part, star in zip(parts, stars, strict=True)
    )


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


async def by_hand(page: Page) -> None:
    """With all that can be done without a signal, and a file that was carried and answered."""
    await kept(page)
    await page.evaluate(
        """() => {
        const row = document.querySelector("#carried-row").content.cloneNode(true);
        row.querySelector("[data-label]").textContent = "dan.gandan";
        row.querySelector("[data-state]").textContent = "Xã đã nhận 3 phiếu";
        row.querySelector("[data-state]").classList.add("ok");
        row.querySelectorAll("button").forEach((it) => { it.hidden = false; });
        document.querySelector("[data-carried-list]").append(row);
        document.querySelector("[data-courier]").hidden = false;
    }"""
    )


async def two_files_handed_in(page: Page) -> None:
    names = ("../chua-gui.gandan.exe", "hai.gandan")
    await page.locator("#file").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": b"MZ"} for name in names]
    )
    await sent("main form button")(page)


async def unfolded(page: Page) -> None:
    await page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")


async def a_wish(page: Page) -> None:
    """Some family asks for something first."""
    there = page.url
    await page.goto(CHANGE.format(**await _things(page.context)))
    await unfolded(page)
    await page.locator("#request label[for=wants]").click()
    await sent("#request button.big")(page)
    await page.goto(there)


async def one_visit_to_put_right(page: Page) -> None:
    """Not the newest one, whose form is with the household's details."""
    older = page.locator('a[href$="/correction"]')
    await page.goto("/households")
    for home in [await row.get_attribute("href") or "" for row in await page.locator("a.row").all()]:
        await page.goto(home)
        if await older.count():
            break
    await page.goto((await older.first.get_attribute("href")) or "")


async def a_card_torn(page: Page) -> None:
    await page.evaluate("document.querySelector('main [name=version]').value = ''")


async def no_code(page: Page) -> None:
    await page.locator("#code").fill("11112222")
    await page.locator("main form button").click()
    await page.locator("main [role=alert]").first.wait_for()


async def enrolment_offered(page: Page) -> None:
    await page.locator("[data-enrol] [name=pin]").wait_for()


async def list_handed_in(page: Page) -> None:
    await page.locator("#list").set_input_files(LIST)
    await page.locator("main form button.big").click()
    await page.wait_for_url(re.compile(r"/households/import/[\w-]{11}$"))


def all_of_one(what: str) -> Way:
    """Chosen for the printer: everything of the first member."""

    async def choose(page: Page) -> None:
        await page.locator("label[for=member]").click()
        await page.locator(f"[name=what][value={what}] + label").click()

    return choose


HOUSEHOLD = "/households/{household}"
VISIT, CONCERN, CHANGE = (f"{HOUSEHOLD}/{what}/new" for what in ("visits", "concerns", "changes"))

PHONE = (
    Screen("sign-in", "", "/sign-in"),
    Screen("sign-in refused", "", "/sign-in", sent("main form button")),
    Screen("enrol", "", "/enrol"),
    Screen("enrol with a wrong code", "", "/enrol", no_code),
    Screen("enrol with a slip", "", "/demo/member/slip", enrolment_offered, at="/enrol/*"),
    Screen("help", "", "/help"),
    Screen("number on a slip", "", "/v"),
    Screen("number of no concern", "", "/v/HK-000-000", at="/v/*"),
    Screen("not here", "", "/nothing-here"),
    Screen("today", "member", "/"),
    Screen("duty card", "member", "/duty"),
    Screen("residents' meetings", "member", "/meetings", unfolded),
    Screen("residents' meetings with mistakes", "member", "/meetings", after(unfolded, sent())),
    Screen("why we do this", "member", "/duty/purpose"),
    Screen("training cards", "member", "/duty/cards"),
    Screen("a training card", "member", "/duty/cards/2"),
    Screen("duty card with mistakes", "member", "/duty", after(a_card_torn, sent())),
    Screen("duty card read", "branch-secretary", "/duty", sent()),
    Screen("help asked for", "member", "/help-requests"),
    Screen("help asked for, with mistakes", "member", "/help-requests", sent()),
    Screen("own progress", "member", "/progress"),
    Screen("report of a month", "member", "/month"),
    Screen("households", "member", "/households"),
    Screen("household", "member", HOUSEHOLD, unfolded),
    Screen("put right, consent, needs, wishes", "member", CHANGE, unfolded),
    Screen("an answer with mistakes", "member", CHANGE, after(unfolded, sent("#consent button.big"))),
    Screen("needs with mistakes", "member", CHANGE, after(unfolded, sent("#needs button.big"))),
    Screen("a wish with mistakes", "member", CHANGE, after(unfolded, sent("#request button.big"))),
    Screen("who has seen our page", "member", f"{HOUSEHOLD}/readers"),
    Screen("the family's sheet", "member", f"{HOUSEHOLD}/sheet"),
    Screen("what families ask", "branch-secretary", "/households/requests", a_wish),
    Screen("level of help", "branch-secretary", f"{HOUSEHOLD}/support"),
    Screen("level of help with mistakes", "branch-secretary", f"{HOUSEHOLD}/support", sent()),
    Screen("visit", "member", VISIT, unfolded),
    Screen("visit with mistakes", "member", VISIT, sent()),
    Screen(
        "visit to put right",
        "member",
        HOUSEHOLD,
        one_visit_to_put_right,
        at="/households/*/visits/*/correction",
    ),
    Screen("visit put right with mistakes", "member", HOUSEHOLD, after(one_visit_to_put_right, sent())),
    Screen("concern", "member", CONCERN, unfolded),
    Screen("concern to check", "member", CONCERN, after(concern_answers, sent())),
    Screen("concern with mistakes", "member", CONCERN, sent()),
    Screen("change", "member", CHANGE),
    Screen("change with mistakes", "member", CHANGE, sent()),
    Screen("own absence", "member", "/absence"),
    Screen("own absence with mistakes", "member", "/absence", sent("main form button")),
    Screen("who came or went with mistakes", "member", CHANGE, after(unfolded, sent("#population button"))),
    Screen("concerns", "member", "/concerns"),
    Screen("one concern", "member", "/concerns/{concern}"),
    Screen("one concern to answer", "branch-secretary", "/concerns/{concern}", unfolded),
    Screen("notices", "member", "/notices"),
    Screen("families to tell", "member", "/telling"),
    Screen("one notice", "member", "/notices/{notice}"),
    Screen("notices to tell", "member", f"{HOUSEHOLD}/notices", unfolded),
    Screen(
        "notices to tell with mistakes",
        "member",
        f"{HOUSEHOLD}/notices",
        after(unfolded, sent("details button")),
    ),
    Screen("a notice's questions", "branch-secretary", "/notices/{notice}/questions"),
    Screen("outbox, nothing kept", "member", "/outbox"),
    Screen("outbox", "member", "/outbox", kept),
    Screen("outbox, by hand", "member", "/outbox", by_hand),
    Screen("carry for another", "member", "/carry", by_hand),
    Screen("carry for another, nothing kept", "member", "/carry"),
    Screen("carry for another, nobody signed in", "", "/carry"),
    Screen("this phone", "member", "/device", kept),
    Screen("this phone, nothing kept", "", "/device"),
    Screen("who", "member", "/who"),
    Screen("unlock", "member", "/unlock"),
    Screen("full", "member", "/full"),
    Screen("lost", "member", "/lost"),
    Screen("for somebody else", "member", "/arrivals"),
    Screen("secretary today", "branch-secretary", "/"),
    Screen("secretary households", "branch-secretary", "/households"),
    Screen("branch today", "branch-secretary", "/branch"),
    Screen("branch today with mistakes", "branch-secretary", "/branch", sent()),
    Screen("secretary members", "branch-secretary", "/members"),
    Screen("handed over", "branch-secretary", "/handover"),
    Screen("secretary phones", "branch-secretary", "/phones"),
    Screen("slip", "branch-secretary", "/members", sent("td button")),
    Screen("paper", "branch-secretary", "/paper", unfolded),
    Screen("visits from paper", "member", "/paper/visits"),
    Screen(
        "visits from paper with mistakes", "branch-secretary", "/paper/visits", sent("main form button.big")
    ),
    Screen("paper with mistakes", "branch-secretary", "/paper", sent("main form button.big")),
    Screen(
        "visit forms",
        "branch-secretary",
        "/paper",
        after(all_of_one("forms"), sent("main form button.big")),
        at="/paper/sheets/*",
    ),
    *(
        Screen(
            f"paper: {what}",
            "branch-secretary",
            "/paper",
            after(all_of_one(what), sent("main form button.big")),
            at=f"/paper/branches/*/{what}",
        )
        for what in ("slips", "lists", "duty", "roster")
    ),
    Screen("above the commune", "province-viewer", "/"),
)


async def some_households_chosen(page: Page) -> None:
    for label in await page.locator(".chips label").all():
        if len(await page.locator(".chips :checked").all()) < 2:
            await label.click()
    for one in await page.locator("#member option").all():
        room = re.search(r"\((\d+)/(\d+)\)", await one.text_content() or "")
        if room and int(room[1]) + 2 <= int(room[2]):
            await page.locator("#member").select_option(await one.get_attribute("value"))
    await page.locator("#reason").fill("Nhà ở sát nhau")


def followed(selector: str) -> Way:
    async def go(page: Page) -> None:
        await page.goto((await page.locator(selector).first.get_attribute("href")) or "")

    return go


records = after(followed('main td a[href^="/households/"]'), followed('main a[href$="/erasure"]'))
groups = followed('main a[href$="/groups"]')
the_first_group = followed('main .list a[href*="/groups/"]')
the_first_pair = followed('main .acts a[href*="/duplicates/"]')
a_new_group = followed('main a[href$="/groups/new"]')


async def an_absence(page: Page) -> None:
    await page.locator("#member").select_option(index=2)
    for name, days in (("since", 1), ("until", 9)):
        await page.locator(f"#{name}").fill(f"{date.today() + timedelta(days=days):%d/%m/%Y}")


async def absences(page: Page) -> None:
    await page.goto((await page.locator('a[href$="/absences"]').get_attribute("href")) or "")


async def members_handed_in(page: Page) -> None:
    rows = (
        "Họ và tên;Chi bộ;Năm sinh;Dân tộc",
        "Vừ Bá Sơn;Huồi Cọ;1990;x",
        "Lô Văn Dần;Nơi khác;19;x",
    )
    file = {"name": "ds.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}
    await page.locator("#list").set_input_files([file])
    await page.locator("main form button.big").click()
    await page.wait_for_url(re.compile(r"/members/import/[\w-]{11}$"))


async def to_the_top(page: Page) -> None:
    """The list of mistakes is long enough to scroll the navigation halfway under the bar."""
    await page.evaluate("scrollTo(0, 0)")


def the_first(what: str) -> Way:
    async def go(page: Page) -> None:
        found = page.locator(f'main a[href^="/organisation/{what}/"]').first
        await page.goto(await found.get_attribute("href") or "")

    return go


async def proposed(page: Page) -> None:
    """A plan that is under way, or a new one."""
    if await page.locator('a[href*="/plans/"]').count():
        await page.goto((await page.locator('a[href*="/plans/"]').first.get_attribute("href")) or "")
    else:
        await sent('form[action$="/plans"] button')(page)


async def a_draft(page: Page) -> None:
    for name in ("number", "title", "issuer", "words"):
        await page.locator(f"#{name}").fill("Nước sạch")
    await sent()(page)
    await followed("a[href$='/edit']")(page)


OFFICE = (
    Screen("assignments", "commune-clerk", "/assignments"),
    Screen("assignments of a branch", "branch-secretary", "/assignments"),
    Screen(
        "a hand-over with mistakes",
        "branch-secretary",
        "/assignments",
        sent('[action$="/moves"] .box button'),
    ),
    Screen(
        "who is affected",
        "branch-secretary",
        "/assignments",
        after(some_households_chosen, sent('[action$="/moves"] .box button')),
    ),
    Screen("the commune by hamlet", "commune-clerk", "/reports/hamlets"),
    Screen("absences", "branch-secretary", "/assignments", absences, at="/assignments/branches/*/absences"),
    Screen(
        "an absence with mistakes",
        "branch-secretary",
        "/assignments",
        after(absences, sent("main .box button")),
    ),
    Screen(
        "who stands in",
        "branch-secretary",
        "/assignments",
        after(absences, an_absence, sent("main .box button")),
    ),
    Screen("assignment plan", "branch-secretary", "/assignments", proposed, at="/assignments/plans/*"),
    Screen(
        "assignment plan with mistakes",
        "branch-secretary",
        "/assignments",
        after(proposed, sent('[action$="/lines"] .box button')),
    ),
    Screen("nobody in charge", "commune-clerk", "/assignments/uncovered"),
    Screen("nobody in charge, a wrong day", "branch-secretary", "/assignments/uncovered?on=31/02/2026"),
    Screen("who decides", "commune-clerk", "/assignments/levels"),
    Screen("who decides, with mistakes", "commune-clerk", "/assignments/levels", sent("main .box button")),
    Screen("paper of the commune", "commune-clerk", "/paper"),
    Screen("visits from paper at the desk", "commune-clerk", "/paper/visits"),
    Screen("what waits", "commune-secretary", "/waiting"),
    Screen("arrivals", "commune-clerk", "/arrivals"),
    Screen("files from phones", "commune-clerk", "/arrivals/file"),
    Screen("files from phones refused", "commune-clerk", "/arrivals/file", two_files_handed_in),
    Screen("carry at a desk", "commune-clerk", "/carry"),
    Screen("what was typed and not sent", "commune-clerk", "/typed"),
    Screen("not agreed yet", "commune-clerk", "/conflicts"),
    Screen("put aside", "commune-clerk", "/put-aside"),
    Screen("arrivals of a phone", "commune-clerk", "/arrivals/{arrival}"),
    Screen("phones", "commune-clerk", "/phones"),
    Screen("one phone", "commune-clerk", "/phones/{phone}", unfolded),
    Screen(
        "phone not closed", "commune-clerk", "/phones/{phone}", after(unfolded, sent("main details button"))
    ),
    Screen("numbers of a phone", "commune-clerk", "/phones/{phone}/numbers"),
    Screen("erasures that wait", "commune-clerk", "/erasures"),
    Screen("accounts", "commune-clerk", "/accounts"),
    Screen("own account", "commune-clerk", "/account"),
    Screen("a branch at the desk", "commune-clerk", "/branch"),
    Screen("all hamlets", "commune-clerk", "/hamlets"),
    Screen("clusters and path", "branch-secretary", "/hamlets", unfolded, at="/hamlets/*/path"),
    Screen(
        "clusters and path with mistakes",
        "branch-secretary",
        "/hamlets",
        sent('main [action$="/path"] button'),
    ),
    Screen("groups of neighbours", "branch-secretary", "/hamlets", groups, at="/hamlets/*/groups"),
    Screen(
        "whom to ask with mistakes", "branch-secretary", "/hamlets", after(groups, sent("main .box button"))
    ),
    Screen(
        "a group of neighbours",
        "branch-secretary",
        "/hamlets",
        after(groups, the_first_group),
        at="/hamlets/*/groups/*",
    ),
    Screen(
        "a group to change",
        "branch-secretary",
        "/hamlets",
        after(groups, the_first_group, followed('main a[href$="/change"]')),
        at="/hamlets/*/groups/*/change",
    ),
    Screen(
        "a new group",
        "branch-secretary",
        "/hamlets",
        after(groups, a_new_group),
        at="/hamlets/*/groups/new",
    ),
    Screen(
        "a group with mistakes",
        "branch-secretary",
        "/hamlets",
        after(groups, a_new_group, sent()),
    ),
    Screen("split, join, close", "commune-clerk", f"{HOUSEHOLD}/moving"),
    Screen(
        "split with mistakes", "branch-secretary", f"{HOUSEHOLD}/moving", sent('[action$="/split"] button')
    ),
    Screen("likely duplicates", "commune-clerk", "/households/duplicates"),
    Screen(
        "two households side by side",
        "commune-clerk",
        "/households/duplicates",
        the_first_pair,
        at="/households/duplicates/*/*",
    ),
    Screen(
        "the same household with mistakes",
        "commune-clerk",
        "/households/duplicates",
        after(the_first_pair, sent()),
    ),
    Screen("sheet of a month", "commune-clerk", "/households/population"),
    Screen(
        "sheet of a hamlet's month",
        "branch-secretary",
        f"/households/population?month={date.today() - timedelta(days=36):%Y-%m}",
    ),
    Screen("register", "commune-clerk", "/households/register"),
    Screen("register of the hamlet", "branch-secretary", "/households/register"),
    Screen("household at the desk", "commune-clerk", HOUSEHOLD),
    Screen("who has seen it", "commune-clerk", f"{HOUSEHOLD}/readers"),
    Screen(
        "records to erase", "commune-clerk", "/arrivals", after(records, unfolded), at="/households/*/erasure"
    ),
    Screen(
        "records to erase, with mistakes",
        "commune-clerk",
        "/arrivals",
        after(records, sent("main form button")),
    ),
    Screen("poor list", "commune-clerk", "/households/poverty", unfolded),
    Screen("poor list with mistakes", "commune-clerk", "/households/poverty", sent()),
    Screen("who is to be told of the review", "commune-clerk", "/households/poverty/entries?of=to_inform"),
    Screen("who escaped poverty", "commune-clerk", "/households/poverty/entries?of=escaped"),
    Screen("decisions about one household", "commune-clerk", f"{HOUSEHOLD}/poverty", unfolded),
    Screen("a decision with mistakes", "commune-clerk", f"{HOUSEHOLD}/poverty", sent()),
    Screen("concern desk", "commune-clerk", "/concerns"),
    Screen("families not heard from", "commune-clerk", "/visits/unheard"),
    Screen("promised days", "commune-clerk", "/office/promises", unfolded),
    Screen(
        "promised days with mistakes",
        "commune-clerk",
        "/office/promises",
        after(unfolded, sent('form[action$="/spans"] button')),
    ),
    Screen("concerns to print", "commune-clerk", "/concerns/list"),
    Screen("ready phrases", "commune-clerk", "/concerns/phrases"),
    Screen("ready phrases with mistakes", "commune-clerk", "/concerns/phrases", sent()),
    Screen("residents' meetings at the desk", "commune-clerk", "/meetings", unfolded),
    Screen("why we do this, at the desk", "commune-clerk", "/duty/purpose"),
    Screen("dates of the year", "commune-clerk", "/dates"),
    Screen("dates of the year with mistakes", "commune-clerk", "/dates", sent()),
    Screen("notices at the desk", "commune-clerk", "/notices"),
    Screen("one notice at the desk", "commune-clerk", "/notices/{notice}"),
    Screen("a notice to write", "commune-clerk", "/notices/new"),
    Screen("a notice to write, with mistakes", "commune-clerk", "/notices/new", sent()),
    Screen("a draft of a notice", "commune-clerk", "/notices/new", a_draft, at="/notices/*/edit"),
    Screen("an answer with mistakes at the desk", "commune-clerk", "/notices/{notice}/questions", sent()),
    Screen("complaints and denunciations", "commune-clerk", "/reception"),
    Screen(
        "an address with mistakes",
        "commune-clerk",
        "/reception",
        after(unfolded, sent('form[action$="/addresses"] button')),
    ),
    Screen("safety and conduct", "commune-secretary", "/reception/private"),
    Screen("slip of a concern", "commune-secretary", "/concerns/{concern}/slip"),
    Screen("one concern at the desk", "commune-secretary", "/concerns/{concern}"),
    Screen("members", "commune-clerk", "/members"),
    Screen("members, only to read", "commune-secretary", "/members"),
    Screen("member", "commune-clerk", "/members/{member}", unfolded),
    Screen(
        "member with mistakes",
        "commune-clerk",
        "/members/{member}",
        after(unfolded, sent('form:has([value="status"]) button')),
    ),
    Screen("member of the branch", "branch-secretary", "/members/{member}", unfolded),
    Screen("new member", "commune-clerk", "/members/new"),
    Screen("new member with mistakes", "commune-clerk", "/members/new", sent()),
    Screen("organisation", "commune-clerk", "/organisation"),
    Screen("organisation, to read", "branch-secretary", "/organisation"),
    Screen(
        "one unit",
        "commune-clerk",
        "/organisation",
        after(the_first("units"), unfolded),
        at="/organisation/units/*",
    ),
    Screen(
        "one branch",
        "commune-clerk",
        "/organisation",
        after(the_first("branches"), unfolded),
        at="/organisation/branches/*",
    ),
    Screen(
        "one branch with mistakes",
        "commune-clerk",
        "/organisation",
        after(the_first("branches"), unfolded, sent("details form button")),
    ),
    Screen("import members", "commune-clerk", "/members/import"),
    Screen("import members without a file", "commune-clerk", "/members/import", sent()),
    Screen(
        "import members preview",
        "commune-clerk",
        "/members/import",
        members_handed_in,
        at="/members/import/*",
    ),
    Screen("rollout", "commune-clerk", "/organisation/rollout", unfolded),
    Screen("rollout, to read", "branch-secretary", "/organisation/rollout"),
    Screen(
        "rollout of a branch",
        "commune-clerk",
        "/organisation/rollout",
        the_first("rollout"),
        at="/organisation/rollout/*",
    ),
    Screen(
        "a guiding paper",
        "commune-clerk",
        "/organisation/rollout",
        after(the_first("papers"), unfolded),
        at="/organisation/papers/*",
    ),
    Screen(
        "a guiding paper refused",
        "commune-clerk",
        "/organisation/rollout",
        after(unfolded, sent("details button"), to_the_top),
    ),
    Screen("import", "commune-clerk", "/households/import"),
    Screen("import without a file", "commune-clerk", "/households/import", sent()),
    Screen(
        "import preview",
        "commune-clerk",
        "/households/import",
        list_handed_in,
        at="/households/import/*",
    ),
    Screen(
        "import done", "commune-clerk", "/households/import", after(list_handed_in, sent("main .acts button"))
    ),
)
SMALL = (
    Screen("a plan to answer", "dan", "/assignments/plans/{plan}"),
    Screen("a plan to answer, with mistakes", "dan", "/assignments/plans/{plan}", sent("main form button")),
    Screen("the whole plan as a member sees it", "khoa", "/assignments/plans/{plan}"),
    Screen("own handovers, given", "dan", "/handover/mine"),
    Screen("own handovers, taken", "en", "/handover/mine"),
    Screen("today with a plan and a handover", "dan", "/"),
    Screen("what was handed over", "khoa", "/handover"),
    Screen("minutes of a handover", "khoa", "/handover/{handover}/minutes"),
    Screen("absence that waits", "dan", "/absence"),
    Screen("an absence to confirm", "khoa", "/assignments/branches/{branch}/absences"),
    Screen("who stands in", "khoa", "/assignments/branches/{branch}/absences/{absence}"),
    Screen(
        "who stands in, with mistakes",
        "khoa",
        "/assignments/branches/{branch}/absences/{absence}",
        sent("[action$=stand-ins] button"),
    ),
    Screen("who suits a household", "khoa", "/households/{household}/pairs"),
    Screen(
        "who suits a household, with mistakes",
        "khoa",
        "/households/{household}/pairs",
        sent("main form button"),
    ),
)
"""In the small world, where there is what the demo commune has not."""
SMALL_OFFICE = (
    Screen("what would be proposed", "clerk", "/assignments/branches/{branch}/proposal"),
    Screen("who stands in, at the desk", "clerk", "/assignments/branches/{branch}/absences/{absence}"),
    Screen("who suits a household, at the desk", "clerk", "/households/{household}/pairs"),
    Screen("what was handed over, at the desk", "clerk", "/handover"),
    Screen("minutes of a handover, at the desk", "clerk", "/handover/{handover}/minutes"),
)
NO_SCREENS = {
    "/sync/v1/kinds": "the kinds of records as data, for who writes a client",
    "/pin": "of a browser without keys that was not used for a while: test_plain_forms.py opens it",
    "/healthz": "for the machine that watches",
    "/static/*": "files",
    "/sw.js": "the phone's worker",
    "/worker-list": "for the phone's worker",
    "/attachments/*": "a photo or a spoken note alone",
    "/attachments/*/page": "the same inside a page, once it came in pieces: test_photo_story.py opens it",
    "/demo/*": "a link that leads on, in the demo only",
    "/demo/*/slip": "a link that leads on, in the demo only",
    "/s/*": "the printed, short way to /enrol/*",
    "/duty/cards/*": "one of the five is among the screens, by its number",
    "/concerns/list.xlsx": "a file",
    "/members/list.xlsx": "a file",
    "/members/import/*/to-correct.xlsx": "a file",
    "/households/import/*/to-correct.xlsx": "a file",
    "/reports/hamlets.xlsx": "a file",
}
"""What is fetched and never looked at as a page."""


AT_THE_PROVINCE = (
    "/",
    "/communes/{commune}",
    "/concerns",
    "/concerns/{answered}",
    "/concerns/{raised}",
    "/files",
    "/overdue",
    "/put-aside",
    "/account",
    "/accounts",
    "/typed",
)


AT_THE_OFFICE = ("/upstream", "/concerns/{here}", "/concerns/{waiting}/send-up")
