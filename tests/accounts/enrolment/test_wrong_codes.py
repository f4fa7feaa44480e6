"""Whoever tries out codes is slowed down by address and over all addresses; the office hears of it."""

from datetime import UTC, datetime, timedelta

import pytest
from litestar import Litestar

from tests.accounts.enrolment.enrol import new_point, redeem
from tests.accounts.enrolment.wrong_codes import from_address, guess
from tests.support.world import World
from webapp.accounts.enrolment import wrong_codes
from webapp.accounts.enrolment.rules import hand_out_slip
from webapp.accounts.models import WrongCodes

pytestmark = pytest.mark.both


async def as_if(hours_ago: int) -> None:
    row = await WrongCodes.get()
    await row.delete()
    hour = (datetime.now(UTC) - timedelta(hours=hours_ago)).isoformat()[:13]
    await WrongCodes.create(hour=hour, count=row.count)


async def test_after_thirty_wrong_codes_in_a_minute_an_address_waits(app: Litestar, huoi_co: World) -> None:
    answers = await guess(app, "10.0.0.1", 31)

    assert {answer.status_code for answer in answers[:30]} == {422}
    last = answers[30]
    assert (last.status_code, last.json()["reason"]) == (429, "often")
    assert 0 < int(last.headers["retry-after"]) <= 60
    async with from_address(app, "10.0.0.1") as browser:
        for page in (
            await browser.get("/s/00000001"),
            await browser.send_form("/enrol", {"code": "00000001"}),
        ):
            assert (page.status_code, "Chờ 1 phút" in page.text) == (429, True)
            assert 0 < int(page.headers["retry-after"]) <= 60


async def test_right_codes_are_not_counted_however_many_phones_come_through_one_router(
    app: Litestar, huoi_co: World
) -> None:
    async with from_address(app, "10.0.0.1") as browser:
        for _ in range(40):
            _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
            assert (await redeem(browser, code, new_point())).status_code == 200


async def test_over_all_addresses_guessing_is_stopped_and_printed_slips_still_work(
    app: Litestar, huoi_co: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wrong_codes, "AN_HOUR", 20)
    _, on_screen = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    _, on_paper = await hand_out_slip(huoi_co.en, by=huoi_co.khoa.id, paper=True)
    for number in range(20):
        await guess(app, f"10.0.1.{number}", 1)

    async with from_address(app, "10.0.2.1") as browser:
        stopped = await redeem(browser, on_screen, new_point())
        printed = await redeem(browser, on_paper, new_point())

    assert (stopped.status_code, stopped.json()["reason"]) == (429, "often")
    assert 0 < int(stopped.headers["retry-after"]) <= 3600
    assert printed.status_code == 200


async def test_the_budget_is_written_down_and_a_new_hour_has_a_new_one(
    app: Litestar, huoi_co: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wrong_codes, "AN_HOUR", 3)
    await guess(app, "10.0.0.1", 3)
    assert (await guess(app, "10.0.0.2", 1))[0].status_code == 429

    await as_if(hours_ago=1)

    assert (await guess(app, "10.0.0.2", 1))[0].status_code == 422


async def test_the_office_sees_on_its_first_page_that_somebody_is_guessing(
    app: Litestar, huoi_co: World, browser_of, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wrong_codes, "WORTH_A_NOTICE", 5)
    clerk = await browser_of(huoi_co.clerk)
    await guess(app, "10.0.0.1", 4)
    assert "mã sai" not in (await clerk.get("/arrivals")).text

    await guess(app, "10.0.0.2", 1)

    assert "5 lần gõ mã sai" in (await clerk.get("/arrivals")).text
    assert "5 lần gõ mã sai" in (await (await browser_of(huoi_co.khoa)).get("/phones")).text
    await as_if(hours_ago=26)
    assert "mã sai" not in (await clerk.get("/arrivals")).text


async def test_slips_not_used_yet_are_listed_and_withdrawn_by_who_leads(huoi_co: World, browser_of) -> None:
    slip, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id, paper=True)
    stranger, clerk, khoa = [await browser_of(one) for one in (huoi_co.dan, huoi_co.clerk, huoi_co.khoa)]

    for leader in (clerk, khoa):
        shown = (await leader.get("/phones")).text
        assert "Giấy chưa dùng (1)" in shown and f"/slips/{slip.id}/withdrawal" in shown
        assert code not in shown
    assert (await stranger.send_form(f"/slips/{slip.id}/withdrawal")).status_code == 403
    assert (await clerk.send_form("/slips/AAAAAAAAAAA/withdrawal")).status_code == 404
    assert (await khoa.send_form(f"/slips/{slip.id}/withdrawal")).headers["location"] == "/phones"

    assert "Giấy chưa dùng" not in (await clerk.get("/phones")).text
    assert (await redeem(await browser_of(None), code, new_point())).json()["reason"] == "old"


async def test_a_secretary_neither_sees_nor_withdraws_slips_of_another_branch(
    huoi_co: World, browser_of
) -> None:
    slip, _ = await hand_out_slip(huoi_co.dan, by=huoi_co.clerk.id, paper=True)
    await huoi_co.dan.fetch_related("memberships")
    for membership in huoi_co.dan.memberships:
        membership.valid_to = membership.valid_from
        await membership.save()
    khoa = await browser_of(huoi_co.khoa)

    assert "Giấy chưa dùng" not in (await khoa.get("/phones")).text
    assert (await khoa.send_form(f"/slips/{slip.id}/withdrawal")).status_code == 404


async def test_the_same_page_gives_a_printed_slip_or_a_code_for_the_phone_that_is_here(
    huoi_co: World, browser_of
) -> None:
    khoa = await browser_of(huoi_co.khoa)
    await khoa.get("/sign-in")

    printed = await khoa.send_form(f"/members/{huoi_co.dan.id}/slip")
    shown = await khoa.send_form(f"/members/{huoi_co.dan.id}/slip", {"on": "screen"})

    assert "15 phút" in printed.text and 'value="screen"' in printed.text
    assert 'value="screen"' not in shown.text
