"""The office's menu: every page within two steps, and every page says where one is."""

import re
from typing import Any

import pytest
from litestar import Litestar

from tests.support.browsing import Browser
from tests.support.routes import handlers
from tests.support.world import World
from webapp.web.person import Role

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
    assert len(sections) == 5

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


async def test_above_the_commune_there_is_one_page(huoi_co: World, browser_of: Any) -> None:
    browser = await office(browser_of, huoi_co, "viewer")

    assert menus(await opened(browser, "/")) == [[("/", "page")]]
