"""A family sees, corrects, erases what is kept about it, or asks for another contact; and it is told what was done."""

from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.phone import enrolled
from tests.support.world import World
from tests.support.written import arrive, columns
from webapp.core.calendar import today
from webapp.households.family.kinds import CONSENT, FAMILY_REQUEST
from webapp.households.family.models import FamilyRequest
from webapp.households.requests.models import FamilyAnswer
from webapp.submissions.intake import rebuild

ERASE = {"wants": "3", "wish": "Bỏ số điện thoại cũ"}


async def asked(world: World) -> FamilyRequest:
    await arrive(FAMILY_REQUEST, world.dan, world.an, **ERASE)
    return await FamilyRequest.get()


@pytest.mark.both
async def test_from_the_wish_to_the_family_that_was_told(huoi_co: World, browser_of: Any) -> None:
    dan, clerk = await browser_of(huoi_co.dan), await browser_of(huoi_co.clerk)
    home = f"/households/{huoi_co.an.id}"

    answer = await dan.send_form(f"{home}/requests", ERASE)
    page = (await dan.get(answer.headers["location"])).text
    assert "Gia đình đề nghị: <b>Xóa đi</b>" in page and "cần làm" in page
    wish = await FamilyRequest.get()
    assert columns(wish, "wants", "words", "asked_on", "by_name") == (3, ERASE["wish"], today(), "Lô Văn Dần")

    desk = (await clerk.get("/households/requests")).text
    assert "Moong Thị An" in desk and ERASE["wish"] in desk and f'href="{home}/erasure"' in desk
    await clerk.send_form("/households/requests", {"request": wish.id, "outcome": "1", "reason": "Đã xóa"})
    assert "Đã xóa" in (await dan.get(home)).text

    await dan.send_form("/households/requests/told", {"request": wish.id})
    said = await FamilyAnswer.get()
    assert columns(said, "done", "by_name", "told_on", "told_by") == (
        True,
        "Hà Thị Ơn",
        today(),
        "Lô Văn Dần",
    )
    assert "Gia đình đề nghị: <b>" not in (await dan.get(home)).text
    assert "Đã báo gia đình ngày" in (await clerk.get("/households/requests")).text


async def test_from_the_wish_to_see_it_is_one_step_to_the_sheet(huoi_co: World, browser_of: Any) -> None:
    await arrive(FAMILY_REQUEST, huoi_co.dan, huoi_co.an, wants="1")
    dan, clerk = await browser_of(huoi_co.dan), await browser_of(huoi_co.clerk)
    sheet, home = f'href="/households/{huoi_co.an.id}/sheet"', f"/households/{huoi_co.an.id}"

    assert sheet in (await dan.get("/households/requests")).text
    assert sheet in (await dan.get(f"{home}/readers")).text
    assert sheet in (await clerk.get("/households/requests")).text
    assert sheet in (await clerk.get(home)).text


async def test_a_no_needs_a_reason_and_what_was_typed_is_kept(huoi_co: World, browser_of: Any) -> None:
    wish, khoa = await asked(huoi_co), await browser_of(huoi_co.khoa)

    without = await khoa.send_form("/households/requests", {"request": wish.id, "outcome": "2"})
    nothing = await khoa.send_form("/households/requests", {"request": wish.id, "reason": "chờ xã"})

    assert without.status_code == nothing.status_code == 422
    assert wrong_fields(without) == ["reason"] and 'value="2" checked' in without.text
    assert wrong_fields(nothing) == ["outcome"] and 'value="chờ xã"' in nothing.text
    assert not await FamilyAnswer.exists()


async def test_answered_twice_the_first_answer_stays(huoi_co: World, browser_of: Any) -> None:
    wish, khoa = await asked(huoi_co), await browser_of(huoi_co.khoa)

    for outcome in ("1", "2"):
        form = {"request": wish.id, "outcome": outcome, "reason": "vì thế"}
        await khoa.send_form("/households/requests", form)

    assert (await FamilyAnswer.get()).done


async def test_a_stranger_neither_asks_for_a_family_nor_reads_what_it_asked(
    huoi_co: World, browser_of: Any
) -> None:
    stranger = await browser_of(huoi_co.en)
    wish = await asked(huoi_co)

    assert (await stranger.send_form(f"/households/{huoi_co.an.id}/requests", ERASE)).status_code == 404
    assert (await stranger.send_form("/households/requests/told", {"request": wish.id})).status_code == 404
    assert "Moong" not in (await stranger.get("/households/requests")).text
    assert await FamilyRequest.all().count() == 1


@pytest.mark.parametrize(
    ("who", "status"), [("dan", 403), ("secretary", 403), ("viewer", 403), ("clerk", 303)]
)
async def test_branch_and_office_answer(huoi_co: World, browser_of: Any, who: str, status: int) -> None:
    wish, browser = await asked(huoi_co), await browser_of(getattr(huoi_co, who))

    answer = await browser.send_form("/households/requests", {"request": wish.id, "outcome": "1"})

    assert answer.status_code == status
    assert await FamilyAnswer.exists() == (status == 303)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"wish": "bỏ số cũ"}, "wants"),
        ({"wants": "9", "wish": "bỏ số cũ"}, "wants"),
        ({"wants": "2", "wish": "số 040123456789"}, "wish"),
        ({"wants": "2", "wish": "a" * 201}, "wish"),
    ],
)
async def test_what_is_wrong_is_said_and_every_word_is_kept(
    huoi_co: World, browser_of: Any, sent: dict[str, str], wrong: str
) -> None:
    browser = await browser_of(huoi_co.dan)

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/requests", sent)

    assert answer.status_code == 422
    assert wrong_fields(answer) == [wrong]
    assert f'value="{sent["wish"]}"' in answer.text
    assert not await FamilyRequest.exists()


async def test_the_same_form_posted_twice_is_one(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)

    for _ in range(2):
        await browser.send_form(f"/households/{huoi_co.an.id}/requests", {**ERASE, "op": "op5w"})

    assert await FamilyRequest.all().count() == 1


async def test_made_without_signal_it_becomes_the_same_row_and_keeps_its_answer_when_made_again(
    huoi_co: World, browser_of: Any
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(huoi_co.dan)
    await browser.send_form(f"/households/{huoi_co.an.id}/requests", ERASE)
    online = await FamilyRequest.get()
    phone.write(12, huoi_co.bao.id, [3, ERASE["wish"]])

    await phone.exchange(browser)

    offline = await FamilyRequest.get(household_id=huoi_co.bao.id)
    same = ("wants", "words", "asked_on", "by_id", "by_name", "commune")
    assert columns(offline, *same) == columns(online, *same)
    clerk = await browser_of(huoi_co.clerk)
    await clerk.send_form("/households/requests", {"request": offline.id, "outcome": "1"})
    assert await rebuild.rebuild_from_log(check=False) == 0
    assert "Đã xong" in (await clerk.get("/households/requests")).text


async def test_a_family_that_said_no_may_ask_and_only_what_it_wants_is_kept(
    huoi_co: World, browser_of: Any
) -> None:
    await arrive(CONSENT, huoi_co.dan, huoi_co.an, answer="2")
    browser = await browser_of(huoi_co.dan)

    form = (await browser.get(f"/households/{huoi_co.an.id}/changes/new")).text
    await browser.send_form(f"/households/{huoi_co.an.id}/requests", ERASE)

    assert 'id="request"' in form and 'name="wish"' not in form
    assert columns(await FamilyRequest.get(), "wants", "words") == (3, "")
    assert "HC-001" in (await (await browser_of(huoi_co.clerk)).get("/households/requests")).text
