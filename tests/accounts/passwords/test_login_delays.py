"""Wrong passwords slow down who guesses, by whatever road, and keep out nobody who was here before."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from litestar import Litestar

from tests.accounts.enrolment.wrong_codes import from_address, guess
from tests.accounts.sign_in.sign_in import give_password
from tests.support.browsing import Browser
from tests.support.world import World
from webapp.accounts.models import StoredSession, WrongTries
from webapp.accounts.passwords.login_delays import Limit

pytestmark = pytest.mark.both

RIGHT = {"username": "vanphong", "password": "thuyen-ve-ban-ve"}


@pytest.fixture
async def world(huoi_co: World) -> World:
    await give_password(huoi_co.clerk, RIGHT["password"])
    await give_password(huoi_co.secretary, "duong-len-huoi-co")
    return huoi_co


async def wrong(browser: Browser, times: int, username: str = "VanPhong") -> httpx.Response:
    for number in range(times):
        answer = await browser.send_form("/sign-in", {"username": username, "password": f"sai {number}"})
    return answer


async def later(**ago: float) -> None:
    await WrongTries.all().update(last_at=datetime.now(UTC) - timedelta(**ago))


async def test_after_five_wrong_passwords_the_next_waits_longer_each_time(
    app: Litestar, world: World
) -> None:
    async with from_address(app, "10.0.0.1") as browser:
        assert (await wrong(browser, 5)).status_code == 422

        sixth = await browser.send_form("/sign-in", RIGHT)
        assert (sixth.status_code, "Chờ 1 phút" in sixth.text) == (429, True)
        assert 0 < int(sixth.headers["retry-after"]) <= 30
        await later(seconds=31)
        assert (await wrong(browser, 1)).status_code == 422
        assert 30 < int((await browser.send_form("/sign-in", RIGHT)).headers["retry-after"]) <= 60
        await later(seconds=61)

        assert (await browser.send_form("/sign-in", RIGHT)).status_code == 303
        assert (await wrong(browser, 4)).status_code == 422


def test_no_wait_is_longer_than_a_quarter_of_an_hour_and_a_day_forgets() -> None:
    limit, now = Limit("k", 5, 30, 900), datetime.now(UTC)

    assert [limit.wait(WrongTries(count=n, last_at=now), now) for n in (4, 5, 6, 7, 12, 10**6)] == [
        *(0, 30, 60, 120, 900, 900)
    ]
    assert limit.wait(WrongTries(count=10**6, last_at=now - timedelta(hours=25)), now) == 0


async def test_who_was_signed_in_before_is_not_kept_out_by_a_guesser_behind_the_same_address(
    app: Litestar, world: World
) -> None:
    async with from_address(app, "10.0.0.1") as own, from_address(app, "10.0.0.1") as guesser:
        assert (await own.send_form("/sign-in", RIGHT)).status_code == 303
        await own.send_form("/sign-out")
        await wrong(guesser, 40)
        await wrong(guesser, 40, "bithu")
        assert (await guesser.send_form("/sign-in", RIGHT)).status_code == 429

        assert (await own.send_form("/sign-in", RIGHT)).status_code == 303


async def test_a_known_browser_has_no_more_tries_than_any_other(app: Litestar, world: World) -> None:
    async with from_address(app, "10.0.0.1") as own:
        await own.send_form("/sign-in", RIGHT)
        await own.send_form("/sign-out")

        assert (await wrong(own, 5)).status_code == 422
        assert (await own.send_form("/sign-in", RIGHT)).status_code == 429


async def test_a_forged_cookie_and_one_of_an_older_password_are_nobodys(app: Litestar, world: World) -> None:
    async with from_address(app, "10.0.0.1") as own:
        await own.send_form("/sign-in", RIGHT)
        await own.send_form("/sign-out")
        name = f"k{world.clerk.id}"
        kept = own.cookies[name]
        await wrong(own, 5)
        for forged in (
            "x.y",
            "x." + kept.partition(".")[2],
            kept + "0",
            ".",
        ):
            async with from_address(app, "10.0.0.9") as thief:
                thief.cookies.set(name, forged)
                await wrong(thief, 6)
                assert await WrongTries.filter(count__gte=5).count() >= 1
        await give_password(world.clerk, "mat-khau-khac-han")
        async with from_address(app, "10.0.0.9") as old:
            old.cookies.set(name, kept)
            assert (await old.send_form("/sign-in", RIGHT)).status_code == 429


async def test_many_addresses_against_one_account_are_slowed_down_too(app: Litestar, world: World) -> None:
    for number in range(20):
        async with from_address(app, f"10.0.1.{number}") as browser:
            assert (await wrong(browser, 1)).status_code == 422
    await later(seconds=-20)  # however slow this machine is

    async with from_address(app, "10.0.2.1") as browser:
        answer = await browser.send_form("/sign-in", RIGHT)
        assert answer.status_code == 429
        assert 0 < int(answer.headers["retry-after"]) <= 60
        other = {"username": "bithu", "password": "duong-len-huoi-co"}
        assert (await browser.send_form("/sign-in", other)).status_code == 303


async def test_a_restart_forgives_nothing(app: Litestar, world: World) -> None:
    from webapp.app import reset_memory

    async with from_address(app, "10.0.0.1") as browser:
        await wrong(browser, 5)
        reset_memory(app)
        assert (await browser.send_form("/sign-in", RIGHT)).status_code == 429


async def test_one_password_for_many_names_is_slowed_down_by_address(app: Litestar, world: World) -> None:
    async with from_address(app, "10.0.0.1") as browser:
        for number in range(30):
            await wrong(browser, 1, f"ten-{number}")
        assert (await browser.send_form("/sign-in", RIGHT)).status_code == 429


async def test_guessing_codes_stops_no_signing_in_and_wrong_passwords_no_enrolment(
    app: Litestar, world: World
) -> None:
    assert (await guess(app, "10.0.0.1", 31))[-1].status_code == 429

    async with from_address(app, "10.0.0.1") as browser:
        assert (await browser.send_form("/sign-in", RIGHT)).status_code == 303
    async with from_address(app, "10.0.0.2") as browser:
        for number in range(31):
            await wrong(browser, 1, f"ten-{number}")
    assert (await guess(app, "10.0.0.2", 1))[0].status_code == 422


async def test_what_was_typed_as_a_name_is_not_kept(app: Litestar, world: World) -> None:
    async with from_address(app, "10.0.0.1") as browser:
        await wrong(browser, 1, "mat-khau-cua-toi")

    assert "mat-khau" not in str(await WrongTries.all().values())


async def test_a_desk_left_alone_for_half_an_hour_is_signed_out(app: Litestar, world: World) -> None:
    async with from_address(app, "10.0.0.1") as browser:
        await browser.send_form("/sign-in", RIGHT)
        row = await StoredSession.get()
        assert row.begun_at and row.idle == 1800
        await StoredSession.all().update(seen_at=datetime.now(UTC) - timedelta(minutes=29))
        assert (await browser.get("/arrivals")).status_code == 200
        await row.refresh_from_db()
        assert datetime.now(UTC) - row.seen_at < timedelta(minutes=1)

        await StoredSession.all().update(seen_at=datetime.now(UTC) - timedelta(minutes=31))

        assert (await browser.get("/arrivals")).headers["location"].startswith("/sign-in")
        assert not await StoredSession.exists()
