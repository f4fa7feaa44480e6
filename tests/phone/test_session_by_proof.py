"""The cookie for pages by network comes with a proof of the key under the PIN, for the person whose key it is."""

from typing import Any

import httpx
import pytest

from sync.envelope import to_text
from tests.support.phone import Phone, enrolled, post
from tests.support.world import World
from webapp.accounts.enrolment.rules import session_of
from webapp.accounts.models import Account, StoredSession
from webapp.accounts.sessions import begin_session


async def asking(member: Any) -> Phone:
    """A phone whose PIN has just been typed."""
    phone = await enrolled(member)
    phone.extras = {"session": 1}
    return phone


@pytest.fixture
async def phone(huoi_co: World) -> Phone:
    return await asking(huoi_co.dan)


async def shown(browser: httpx.AsyncClient, home: Any) -> int:
    return (await browser.get(f"/households/{home.id}", follow_redirects=False)).status_code


async def test_two_people_on_one_phone_each_see_their_own_after_their_own_proof(
    huoi_co: World, phone: Phone, browser_of: Any
) -> None:
    browser, other = await browser_of(None), await asking(huoi_co.en)
    for who, mine, theirs in ((phone, huoi_co.an, huoi_co.canh), (other, huoi_co.canh, huoi_co.an)) * 2:
        await who.exchange(browser)

        assert (await shown(browser, mine), await shown(browser, theirs)) == (200, 404)
        assert await StoredSession.all().count() == 1


async def test_the_same_session_is_not_given_twice(huoi_co: World, phone: Phone, browser_of: Any) -> None:
    browser = await browser_of(None)
    _, body = phone.request([])
    assert "set-cookie" in (await post(browser, body)).headers

    _, body = phone.request([])
    again = await post(browser, body)

    assert "set-cookie" not in again.headers


async def test_a_phone_that_shows_no_cookie_and_asks_for_none_gets_none(
    phone: Phone, browser_of: Any
) -> None:
    phone.extras = {}

    answer = await post(await browser_of(None), phone.request([])[1])

    assert "set-cookie" not in answer.headers and not await StoredSession.all().count()


async def test_who_proves_nothing_gets_no_session(huoi_co: World, phone: Phone, browser_of: Any) -> None:
    thief = Phone(phone.device, phone.key, phone.office)
    thief.extras = {"session": 1}
    browser = await browser_of(None)
    _, good = phone.request([])
    await post(await browser_of(None), good)
    await StoredSession.all().delete()

    for body in (thief.request([])[1], good):
        assert "set-cookie" not in (await post(browser, body)).headers

    assert await StoredSession.all().count() == 0


async def test_an_office_account_in_the_same_browser_is_not_signed_out(
    huoi_co: World, phone: Phone, browser_of: Any
) -> None:
    browser = await browser_of(None)
    key, _ = await begin_session(session_of(account=await Account.get(id=huoi_co.clerk.id)))
    browser.cookies.set("s", key)

    await phone.exchange(browser)

    assert (await browser.get("/arrivals")).status_code == 200
    assert to_text(phone.device) not in str([row.value for row in await StoredSession.all()])
