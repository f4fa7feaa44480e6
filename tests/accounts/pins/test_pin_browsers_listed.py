"""A browser that opens with a PIN: its member changes the PIN; who hands out slips sees it and closes it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.accounts.pins.browser_pin import EASY_PIN, PIN, with_slip
from tests.support.browsing import Browser, wrong_fields
from tests.support.world import World
from webapp.accounts.models import BrowserPin, StoredSession
from webapp.people.models import Member

NEW = "730846"


@pytest.fixture
async def browser(huoi_co: World, browser_of: Any) -> Browser:
    browser: Browser = await browser_of(None)
    await with_slip(browser, huoi_co)
    return browser


async def changed(browser: Browser, old: str = PIN, pin: str = NEW, again: str | None = None) -> Any:
    fields = {"old": old, "pin": pin, "pin2": pin if again is None else again}
    return await browser.send_form("/account/pin", fields)


async def opens(browser: Browser, pin: str) -> bool:
    return bool((await browser.send_form("/pin", {"pin": pin})).status_code == 303)


@pytest.mark.both
async def test_the_pin_is_changed_by_whoever_knows_the_old_one(browser: Browser) -> None:
    page = (await browser.get("/account")).text
    assert 'action="/account/pin"' in page and 'action="/account/password"' not in page

    answer = await changed(browser)

    assert answer.headers["location"] == "/account?done=pin"
    assert "Đã đổi mã PIN" in (await browser.get("/account?done=pin")).text
    assert await opens(browser, NEW)
    assert not await opens(browser, PIN)


async def test_a_new_pin_that_is_easy_to_guess_is_not_taken(browser: Browser) -> None:
    answer = await changed(browser, pin=EASY_PIN)

    assert answer.status_code == 422 and wrong_fields(answer) == ["pin"]
    assert (await BrowserPin.get()).wrong == 0
    assert await opens(browser, PIN)


async def test_two_that_differ_and_no_old_one_are_told_and_nothing_typed_comes_back(browser: Browser) -> None:
    differ, none = await changed(browser, again="730847"), await changed(browser, old="")

    assert (wrong_fields(differ), wrong_fields(none)) == (["pin2"], ["old"])
    assert differ.status_code == none.status_code == 422
    assert not any(pin in differ.text + none.text for pin in (PIN, NEW))


async def test_a_wrong_old_pin_counts_as_at_the_lock_and_the_tenth_ends_it(browser: Browser) -> None:
    for wrong in range(1, 10):
        answer = await changed(browser, old="000000")
        assert answer.status_code == 422 and (await BrowserPin.get()).wrong == wrong
        assert wrong_fields(answer) == ["old"]
        if wrong > 4:
            assert (await changed(browser)).status_code == 422, "too early"
        await BrowserPin.all().update(until=datetime.now(UTC))

    assert "giấy mở máy mới" in (await changed(browser, old="000000")).text
    assert await StoredSession.all().count() == 0


async def test_where_there_is_no_such_pin_there_is_none_to_change(huoi_co: World, browser_of: Any) -> None:
    for person in (huoi_co.clerk, huoi_co.dan):
        other = await browser_of(person)
        assert 'action="/account/pin"' not in (await other.get("/account")).text
        assert (await changed(other)).status_code == 404


@pytest.mark.parametrize("who", ["khoa", "clerk", "secretary"])
async def test_who_hands_out_slips_sees_the_browser_and_closes_it(
    huoi_co: World, browser_of: Any, browser: Browser, who: str
) -> None:
    other = await browser_of(getattr(huoi_co, who))
    listed = (await other.get("/phones")).text
    closing = f"/browsers/{(await BrowserPin.get()).id}/closing"
    assert f'action="{closing}"' in listed and huoi_co.dan.full_name in listed

    answer = await other.send_form(closing)

    assert (answer.status_code, answer.headers["location"]) == (303, "/phones")
    assert "/browsers/" not in (await other.get("/phones")).text
    assert (await browser.get("/")).headers["location"] == "/sign-in?next=/"
    assert not await StoredSession.filter(owner=huoi_co.dan.id).exists()


@pytest.mark.both
async def test_another_branch_neither_sees_nor_closes_it(
    huoi_co: World, browser_of: Any, browser: Browser
) -> None:
    row, khoa = await BrowserPin.get(), await browser_of(huoi_co.khoa)
    elsewhere = await Member.create(full_name="Cụt Văn Mười", commune=huoi_co.commune.id)
    await BrowserPin.all().update(member=elsewhere.id)

    assert "Cụt Văn Mười" not in (await khoa.get("/phones")).text
    assert (await khoa.send_form(f"/browsers/{row.id}/closing")).status_code == 404
    assert (await (await browser_of(huoi_co.dan)).send_form(f"/browsers/{row.id}/closing")).status_code == 403
    assert await BrowserPin.exists(id=row.id)


@pytest.mark.both
async def test_signing_out_there_or_here_leaves_no_browser_behind(
    huoi_co: World, browser_of: Any, browser: Browser
) -> None:
    second: Browser = await browser_of(None)
    await with_slip(second, huoi_co)
    assert await BrowserPin.all().count() == 2
    assert "dùng lần cuối" in (await browser.get("/account")).text

    await second.send_form("/account/sessions/ending", {"session": "others"})
    assert await BrowserPin.all().count() == 1
    await second.send_form("/sign-out")
    assert await BrowserPin.all().count() == 0


async def test_a_new_slip_in_the_same_browser_takes_the_place_of_the_old_pin(
    huoi_co: World, browser: Browser
) -> None:
    await with_slip(browser, huoi_co, NEW)

    assert await BrowserPin.all().count() == 1
    assert await opens(browser, NEW)
