"""A form counts for the session it was made for: not after signing in anew, not for another account, never without its marks."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar

from tests.accounts.sign_in.sign_in import give_password
from tests.support.browsing import Browser
from tests.support.rejected_forms import hidden
from tests.support.routes import filled, handlers
from tests.support.world import World
from webapp.accounts.models import StoredSession
from webapp.accounts.sessions import stored_key
from webapp.visits.models import Visit
from webapp.web import rejected_forms

WORDS = "Mái nhà dột, bà con cần bạt che"
BY_SCRIPT = "data-enrol"
"""The one form of a page that only the phone's script reads; its other half, without script, has its marks."""

BY_CODE = ' action="/v"'
"""Whoever has a receipt code sends these: no cookie, so no token and nobody's account."""


async def another_session(browser: Browser, person: Any) -> None:
    """As after signing in in another tab: the same browser, the forms of its open pages are older."""
    key = f"{person.id}-anew"
    value = f'{{"{"account" if hasattr(person, "username") else "member"}":"{person.id}"}}'.encode()
    await StoredSession.create(key=stored_key(key), value=value, owner=person.id)
    browser.cookies.clear()
    browser.cookies.set("s", key)


async def visit_form(browser: Browser, world: World) -> tuple[str, dict[str, str]]:
    path = f"/households/{world.an.id}/visits"
    shown = (await browser.get(f"{path}/new")).text
    op = re.search(r'name="op" value="([^"]+)"', shown)
    assert op
    return path, hidden(shown) | {"op": op[1], "met": "1", "note": WORDS}


async def test_a_form_of_before_the_last_sign_in_waits_and_is_sent_again(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.dan)
    path, fields = await visit_form(browser, huoi_co)
    await another_session(browser, huoi_co.dan)

    answer = await browser.post(path, data=fields)

    assert answer.status_code == 403
    assert "đã cũ" in answer.text and 'href="/typed"' in answer.text
    assert await Visit.all().count() == 0
    kept = (await browser.get("/typed")).text
    assert WORDS in unescape(kept)
    again = dict(re.findall(r'name="([\w]+)" value="([^"]*)"', kept))
    assert (await browser.post(path, data={**again, "note": WORDS})).status_code == 303
    assert [visit.note for visit in await Visit.all()] == [WORDS]
    assert not rejected_forms.waits(huoi_co.dan.id)


async def test_a_form_of_one_account_is_not_written_for_the_next(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)
    path, fields = await visit_form(browser, huoi_co)
    await another_session(browser, huoi_co.khoa)

    answer = await browser.post(path, data=fields)

    assert answer.status_code == 403
    assert "của tài khoản khác" in answer.text
    assert WORDS not in unescape(answer.text) and "/typed" not in answer.text
    assert await Visit.all().count() == 0
    assert WORDS not in unescape((await browser.get("/typed")).text)
    assert WORDS in unescape((await (await browser_of(huoi_co.dan)).get("/typed")).text)


async def test_a_form_in_which_nothing_is_typed_is_not_another_accounts_either(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.clerk)
    fields = hidden((await browser.get("/account")).text)
    await another_session(browser, huoi_co.secretary)

    answer = await browser.post(f"/accounts/{huoi_co.clerk.id}/closing", data=fields)

    assert answer.status_code == 403 and "của tài khoản khác" in answer.text
    await huoi_co.clerk.refresh_from_db()
    assert huoi_co.clerk.disabled_at is None


async def test_the_token_of_before_signing_in_is_good_no_longer(huoi_co: World, browser_of: Any) -> None:
    await give_password(huoi_co.clerk, "thuyen-ve-ban-ve")
    browser = await browser_of(None)
    await browser.get("/sign-in")
    before = browser.token
    await browser.send_form("/sign-in", {"username": "vanphong", "password": "thuyen-ve-ban-ve"})

    old = await browser.post("/account/sessions/ending", data={"_csrf_token": before, "session": "others"})

    assert old.status_code == 403
    assert "Trang này đã cũ" in old.text
    assert (await browser.send_form("/account/sessions/ending", {"session": "others"})).status_code == 303


async def test_a_browser_without_cookies_is_told_what_is_wrong(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(None)
    await browser.get("/sign-in")
    browser.cookies.clear()

    answer = await browser.send_form("/sign-in", {"username": "vanphong", "password": "thuyen-ve-ban-ve"})

    assert answer.status_code == 403
    assert "đang chặn cookie" in answer.text and "đã cũ" not in answer.text


async def test_a_token_that_another_site_planted_as_a_cookie_fits_no_session(
    huoi_co: World, browser_of: Any
) -> None:
    stranger, browser = await browser_of(None), await browser_of(huoi_co.clerk)
    await stranger.get("/sign-in")
    browser.cookies.set("c", stranger.cookies["c"])

    answer = await browser.post("/sign-out", data={"_csrf_token": stranger.token})

    assert answer.status_code == 403
    assert await StoredSession.filter(owner=huoi_co.clerk.id).exists()


@pytest.mark.parametrize("planted", ["a" * 32, "a" * 128, "a", ""])
async def test_a_token_that_nobody_made_fits_no_cookie_beside_it(
    huoi_co: World, browser_of: Any, planted: str
) -> None:
    await give_password(huoi_co.clerk, "thuyen-ve-ban-ve")
    browser = await browser_of(None)
    browser.cookies.set("c", planted)
    said = {"username": "vanphong", "password": "thuyen-ve-ban-ve", "_csrf_token": planted}

    assert (await browser.post("/sign-in", data=said)).status_code == 403
    assert not await StoredSession.filter(owner=huoi_co.clerk.id).exists()


async def test_pages_asked_for_at_once_after_signing_in_have_one_token(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.clerk)
    found = [hidden((await browser.get(path)).text)["_csrf_token"] for path in ("/account", "/arrivals")]
    browser.cookies.delete("c")

    assert found[0] == found[1] == hidden((await browser.get("/account")).text)["_csrf_token"]


@pytest.mark.parametrize("who", ["dan", "khoa", "clerk", "secretary", "viewer"])
async def test_every_form_of_every_page_has_its_token_and_whose_it_is(
    app: Litestar, huoi_co: World, browser_of: Any, who: str
) -> None:
    person = getattr(huoi_co, who)
    browser, seen = await browser_of(person), 0
    for path, method, _handler in handlers(app):
        if method != "GET" or path.startswith(("/static", "/sync", "/demo")):
            continue
        text = (await browser.get(filled(path, huoi_co))).text
        for form in re.findall(r'<form method="post"(.*?)</form>', text, re.DOTALL):
            if BY_SCRIPT not in form and BY_CODE not in form:
                marks = hidden(form)
                assert marks["_csrf_token"] == browser.token, path
                assert rejected_forms.signed_by(marks[rejected_forms.BY]) == person.id, path
                seen += 1
    assert seen >= 3


def test_no_template_has_a_form_without_its_marks() -> None:
    seen = 0
    for file in sorted(Path("templates").rglob("*.html")):
        text = file.read_text()
        text = text.replace(
            "{{ hidden }}", "{{ csrf_input() }}" if "{% set hidden %}{{ csrf_input()" in text else ""
        )
        for form in re.findall(r'<form method="post"(.*?)</form>', text, re.DOTALL):
            kept = (
                "kind_attributes(" in form and "action=" not in form
            )  # on a phone's own page, where no browser posts it
            assert "csrf_input()" in form or BY_SCRIPT in form or BY_CODE in form or kept, (
                f"{file}: {form[:80]}"
            )
            seen += 1
    assert seen > 90
