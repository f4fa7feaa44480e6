"""Signing in at the office, out again, and what a stranger meets."""

from datetime import UTC, datetime, timedelta

from tests.accounts.sign_in.sign_in import give_password
from tests.support.world import World
from webapp.accounts.models import Account, StoredSession


async def test_the_clerk_signs_in_and_sees_her_name_or_her_pages(huoi_co: World, browser_of) -> None:
    await give_password(huoi_co.clerk, "thuyen-ve-ban-ve")
    browser = await browser_of(None)

    answer = await browser.send_form(
        "/sign-in", {"username": "VanPhong", "password": "thuyen-ve-ban-ve", "next": "/arrivals"}
    )

    assert answer.status_code == 303
    assert answer.headers["location"] == "/arrivals"
    assert (await browser.get("/arrivals")).status_code == 200


async def test_a_wrong_password_keeps_the_name_and_says_what_to_do(huoi_co: World, browser_of) -> None:
    await give_password(huoi_co.clerk, "thuyen-ve-ban-ve")
    browser = await browser_of(None)

    answer = await browser.send_form("/sign-in", {"username": "vanphong", "password": "sai rồi", "next": "/"})

    assert answer.status_code == 422
    assert "không khớp" in answer.text
    assert 'value="vanphong"' in answer.text
    assert "sai rồi" not in answer.text
    assert await StoredSession.all().count() == 0


async def test_a_disabled_account_and_an_unknown_name_are_refused_alike(huoi_co: World, browser_of) -> None:
    await give_password(huoi_co.clerk, "thuyen-ve-ban-ve")
    await Account.filter(id=huoi_co.clerk.id).update(disabled_at=datetime.now(UTC))
    browser = await browser_of(None)

    disabled = await browser.send_form("/sign-in", {"username": "vanphong", "password": "thuyen-ve-ban-ve"})
    unknown = await browser.send_form("/sign-in", {"username": "vanphong", "password": "ai-biet-duoc"})

    assert disabled.status_code == unknown.status_code == 422


async def test_signing_in_never_leads_to_another_site(huoi_co: World, browser_of) -> None:
    await give_password(huoi_co.clerk, "thuyen-ve-ban-ve")
    for wanted in ("https://example.org/", "//example.org", "/\\example.org"):
        browser = await browser_of(None)
        answer = await browser.send_form(
            "/sign-in", {"username": "vanphong", "password": "thuyen-ve-ban-ve", "next": wanted}
        )
        assert answer.headers["location"] == "/"


async def test_a_planted_session_key_does_not_survive_signing_in(huoi_co: World, browser_of) -> None:
    await give_password(huoi_co.clerk, "thuyen-ve-ban-ve")
    browser = await browser_of(None)
    browser.cookies.set("s", "planted")

    await browser.send_form("/sign-in", {"username": "vanphong", "password": "thuyen-ve-ban-ve"})

    keys = await StoredSession.all().values_list("key", flat=True)
    assert len(keys) == 1
    assert "planted" not in keys


async def test_signing_out_ends_the_session_at_the_office_too(huoi_co: World, browser_of) -> None:
    browser = await browser_of(huoi_co.clerk)
    assert (await browser.get("/arrivals")).status_code == 200

    await browser.send_form("/sign-out")

    assert await StoredSession.all().count() == 0
    assert (await browser.get("/arrivals")).status_code == 303


async def test_a_session_that_is_too_old_is_nobodys(huoi_co: World, browser_of) -> None:
    browser = await browser_of(huoi_co.clerk)
    await StoredSession.all().update(expires_at=datetime.now(UTC) - timedelta(minutes=1))

    assert (await browser.get("/arrivals")).headers["location"].startswith("/sign-in")


async def test_a_form_without_its_token_is_refused(huoi_co: World, browser_of) -> None:
    browser = await browser_of(huoi_co.clerk)

    assert (await browser.post("/sign-out")).status_code == 403


async def test_looking_at_pages_writes_no_session(huoi_co: World, browser_of) -> None:
    browser = await browser_of(None)

    answer = await browser.get("/sign-in")

    assert await StoredSession.all().count() == 0
    assert not [c for c in answer.headers.get_list("set-cookie") if c.startswith("s=")]
