"""The office's menu: every page within two steps, and every page says where one is."""

import re
from typing import Any

import pytest
from litestar import Litestar

from tests.support.browsing import Browser
from tests.support.routes import handlers
from tests.support.world import World
from webapp.app import MENU
from webapp.web.menu import Menu, MenuPage, Section, menu_for
from webapp.web.person import Person, Role
from webapp.web.policies import CLERKS, OFFICE

LINK = re.compile(r'<a href="([^"]+)"(?: aria-current="(\w+)")?>')
ELSEWHERE = {
    "/carry": "a phone's files, handed on at any desk",
    "/handover/mine": "a phone's page",
}
"""Pages that an office person may open and that no section of the menu is about."""


def menus(html: str) -> list[list[tuple[str, str]]]:
    """The sections, and the pages of the section that one is in."""
    return [LINK.findall(nav) for nav in re.findall(r'<nav class="nav.*?</nav>', html, flags=re.S)]


async def opened(browser: Browser, path: str) -> str:
    answer = await browser.get(path)
    while answer.status_code == 303:
        answer = await browser.get(answer.headers["location"])
    assert answer.status_code == 200, path
    return str(answer.text)


async def office(browser_of: Any, world: World, who: str) -> Browser:
    browser: Browser = await browser_of(getattr(world, who))
    return browser


@pytest.mark.parametrize(("who", "only"), [("clerk", True), ("secretary", False)])
async def test_every_page_of_the_menu_opens_and_is_marked(
    huoi_co: World, browser_of: Any, who: str, only: bool
) -> None:
    browser = await office(browser_of, huoi_co, who)
    sections = menus(await opened(browser, "/arrivals"))[0]
    assert len(sections) == 6

    found = []
    for section, _ in sections:
        main, pages = menus(await opened(browser, section))
        assert [here for here, current in main if current] == [section]
        assert 2 <= len(pages) <= 6
        for path, _ in pages:
            again, inside = menus(await opened(browser, path))
            assert [here for here, current in again if current] == [section], path
            assert [here for here, current in inside if current == "page"] == [path]
        found += [path for path, _ in pages]

    assert len(found) == len(set(found))
    for desk in ("/households/import", "/households/duplicates", "/paper"):
        assert (desk in found) is only


async def test_every_list_of_the_office_is_somewhere_in_the_menu(
    app: Litestar, huoi_co: World, browser_of: Any
) -> None:
    browser = await office(browser_of, huoi_co, "clerk")
    tried = 0
    for path, method, handler in handlers(app):
        policy = handler.opt["policy"]
        if method != "GET" or isinstance(policy, str) or Role.COMMUNE_OFFICE not in policy:
            continue
        if "{" in path or "." in path or path in ELSEWHERE:
            continue
        current = [one for nav in menus(await opened(browser, path)) for one in nav if one[1]]
        assert len(current) == 2, path
        tried += 1
    assert tried > 20


async def test_a_branch_secretary_finds_her_pages_below_her_branch(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.khoa)
    page = await opened(browser, "/branch")
    linked = set(re.findall(r'href="(/[^"]*)"', page[page.index("<dl") :]))

    assert {"/concerns", "/assignments", "/handover", "/phones", "/hamlets", "/paper"} <= linked
    for path in linked - {"/outbox"}:
        await opened(browser, path)


async def test_above_the_commune_there_is_one_page(huoi_co: World, browser_of: Any) -> None:
    browser = await office(browser_of, huoi_co, "viewer")

    assert menus(await opened(browser, "/")) == [[("/", "page")]]


def test_no_two_pages_have_one_place_in_the_menu() -> None:
    places = [(page.section, page.place) for page in MENU]

    assert len(places) == len(set(places))


def page(section: Section, place: int, path: str, policy: frozenset[Role] = OFFICE) -> MenuPage:
    return MenuPage(section, place, path.strip("/"), path, path, policy)


def menu_of(role: Role, here: str) -> Menu:
    pages = [
        page(Section.MEMBERS, 2, "/phones"),
        page(Section.MEMBERS, 1, "/members"),
        page(Section.CONCERNS, 1, "/concerns"),
        page(Section.REPORTS, 1, "/paper", CLERKS),
    ]
    return menu_for(pages, Person("a", "Ơn", role, "c"), here)


def test_sections_and_pages_stand_in_their_order_and_are_shown_to_whom_they_are_for() -> None:
    clerk, secretary = (menu_of(role, "") for role in (Role.COMMUNE_OFFICE, Role.COMMUNE_SECRETARY))

    assert [section.path for section in clerk.sections] == ["/concerns", "/members", "/paper"]
    assert [section.path for section in secretary.sections] == ["/concerns", "/members"]
    assert [shown.path for shown in clerk.sections[1].pages] == ["/members", "/phones"]
    assert clerk.inside is None


def test_a_section_is_marked_as_the_page_itself_or_as_what_it_lies_in() -> None:
    alone, within = menu_of(Role.COMMUNE_OFFICE, "concerns"), menu_of(Role.COMMUNE_OFFICE, "phones")

    assert [(one.name, one.aria_current) for one in alone.sections if one.is_current] == [
        (Section.CONCERNS.value, "page")
    ]
    assert alone.inside is None
    assert within.inside is not None
    assert (within.inside.name, within.inside.aria_current) == (Section.MEMBERS.value, "true")
    assert [shown.path for shown in within.inside.pages if shown.is_current] == ["/phones"]
