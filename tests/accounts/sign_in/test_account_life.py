"""An account is closed, its password changed and its sessions ended: by whom it concerns, at once."""

from datetime import UTC, datetime

import pytest
from litestar import Litestar

from tests.accounts.enrolment.wrong_codes import from_address
from tests.accounts.sign_in.sign_in import give_password
from tests.support.browsing import wrong_fields
from tests.support.phone import enrolled
from tests.support.world import World
from webapp import installing
from webapp.accounts.models import Account, StoredSession
from webapp.web.person import Role

PASSWORD, NEW = "thuyen-ve-ban-ve", "ba con cá lăng to"
RIGHT = {"username": "vanphong", "password": PASSWORD}


@pytest.fixture
async def world(huoi_co: World) -> World:
    await give_password(huoi_co.clerk, PASSWORD)
    return huoi_co


async def test_a_closed_account_is_out_at_once_and_signs_in_no_more(
    app: Litestar, world: World, browser_of
) -> None:
    secretary = await browser_of(world.secretary)
    await secretary.get("/accounts")
    async with from_address(app, "10.0.0.1") as clerk:
        await clerk.send_form("/sign-in", RIGHT)

        answer = await secretary.send_form(f"/accounts/{world.clerk.id}/closing")

        assert answer.headers["location"] == "/accounts"
        assert (await clerk.get("/arrivals")).headers["location"].startswith("/sign-in")
        assert (await clerk.send_form("/sign-in", RIGHT)).status_code == 422
    account = await Account.get(id=world.clerk.id)
    assert account.disabled_at and account.disabled_by == world.secretary.id
    shown = (await secretary.get("/accounts")).text
    assert "Tài khoản đã đóng (1)" in shown and f"/accounts/{world.clerk.id}/closing" not in shown


async def test_nobody_closes_their_own_and_only_the_office_closes_any(world: World, browser_of) -> None:
    clerk = await browser_of(world.clerk)
    await clerk.get("/accounts")

    own = await clerk.send_form(f"/accounts/{world.clerk.id}/closing")
    none = await clerk.send_form("/accounts/AAAAAAAAAAA/closing")
    by_member = await (await browser_of(world.dan)).send_form(f"/accounts/{world.clerk.id}/closing")
    by_viewer = await (await browser_of(world.viewer)).send_form(f"/accounts/{world.clerk.id}/closing")

    assert [own.status_code, none.status_code, by_member.status_code, by_viewer.status_code] == [
        409,
        404,
        403,
        403,
    ]
    assert not await Account.filter(disabled_at__isnull=False).exists()


@pytest.mark.both
async def test_the_phones_of_who_left_are_named_where_the_account_was_closed(
    world: World, browser_of
) -> None:
    await enrolled(world.dan)
    await Account.filter(id=world.clerk.id).update(member_id=world.dan.id)
    secretary = await browser_of(world.secretary)
    await secretary.get("/accounts")

    await secretary.send_form(f"/accounts/{world.clerk.id}/closing")

    assert "còn 1 máy chưa đóng" in (await secretary.get("/accounts")).text


async def test_a_new_password_is_asked_for_the_old_one_and_ends_all_other_sessions(
    app: Litestar, world: World
) -> None:
    async with from_address(app, "10.0.0.1") as here, from_address(app, "10.0.0.2") as there:
        await here.send_form("/sign-in", RIGHT)
        await there.send_form("/sign-in", RIGHT)
        await here.get("/account")
        wrong = await here.send_form("/account/password", {"old": "sai", "password": NEW, "password2": NEW})
        easy = await here.send_form(
            "/account/password", {"old": PASSWORD, "password": "hathion2026", "password2": "hathion2026"}
        )
        differ = await here.send_form(
            "/account/password", {"old": PASSWORD, "password": NEW, "password2": "khác"}
        )
        assert [wrong.status_code, easy.status_code, differ.status_code] == [422, 422, 422]
        assert [wrong_fields(one) for one in (wrong, easy, differ)] == [["old"], ["password"], ["password2"]]
        assert NEW not in wrong.text and PASSWORD not in differ.text
        assert (await there.get("/arrivals")).status_code == 200

        done = await here.send_form("/account/password", {"old": PASSWORD, "password": NEW, "password2": NEW})

        assert done.headers["location"] == "/account?done=password"
        assert (await here.get("/arrivals")).status_code == 200
        assert (await there.get("/arrivals")).status_code == 303
        assert (await there.send_form("/sign-in", RIGHT)).status_code == 422
        assert (await there.send_form("/sign-in", RIGHT | {"password": NEW})).status_code == 303


@pytest.mark.both
async def test_guessing_the_old_password_from_an_open_desk_waits_too(app: Litestar, world: World) -> None:
    async with from_address(app, "10.0.0.1") as desk:
        await desk.send_form("/sign-in", RIGHT)
        await desk.get("/account")
        sent = {"password": NEW, "password2": NEW}
        for number in range(5):
            await desk.send_form("/account/password", {"old": f"sai {number}"} | sent)

        answer = await desk.send_form("/account/password", {"old": PASSWORD} | sent)

    assert (answer.status_code, "Chờ 1 phút" in answer.text) == (429, True)


async def test_sessions_are_seen_and_ended_by_whose_they_are(app: Litestar, world: World, browser_of) -> None:
    stranger = await browser_of(world.secretary)
    async with (
        from_address(app, "10.0.0.1") as here,
        from_address(app, "10.0.0.2") as there,
        from_address(app, "10.0.0.3") as third,
    ):
        for browser in (here, there, third):
            await browser.send_form("/sign-in", RIGHT)
        shown = (await here.get("/account")).text
        assert "Đang đăng nhập ở đâu</h2>" in shown.replace(" (3)", "")
        oldest = await StoredSession.filter(owner=world.clerk.id).order_by("begun_at")
        await stranger.get("/account")
        await stranger.send_form("/account/sessions/ending", {"session": oldest[1].key})
        assert (await there.get("/arrivals")).status_code == 200

        await here.send_form("/account/sessions/ending", {"session": oldest[1].key})
        assert (await there.get("/arrivals")).status_code == 303
        assert (await third.get("/arrivals")).status_code == 200
        await here.send_form("/account/sessions/ending", {"session": "others"})

        assert (await third.get("/arrivals")).status_code == 303
        assert (await here.get("/arrivals")).status_code == 200
    assert await StoredSession.filter(owner=world.secretary.id).exists()


async def test_a_member_sees_and_ends_sessions_and_has_no_password_to_change(
    world: World, browser_of
) -> None:
    member = await browser_of(world.dan)

    shown = await member.get("/account")

    assert shown.status_code == 200 and 'name="old"' not in shown.text
    assert (await member.send_form("/account/password", {"old": "x"})).status_code == 403


@pytest.mark.both
async def test_a_command_closes_an_account_and_a_new_password_opens_it(world: World) -> None:
    await StoredSession.create(key="k", value=b"{}", owner=world.clerk.id)

    await installing.close_account_of("VanPhong")

    assert (await Account.get(id=world.clerk.id)).disabled_at <= datetime.now(UTC)
    assert not await StoredSession.exists()
    with pytest.raises(installing.CannotBegin, match="no account"):
        await installing.close_account_of("khong-co")
    await installing.give_account("vanphong", name="Hà Thị Ơn", role=Role.COMMUNE_OFFICE, password=NEW)
    assert (await Account.get(id=world.clerk.id)).disabled_at is None
