"""A member asks for help; secretary and deputy see it and answer, and the answer is on the member's first page."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.phone import enrolled
from tests.support.world import World
from webapp.core.calendar import today
from webapp.help_requests.models import HelpAnswer, HelpReason, HelpRequest
from webapp.people.models import BranchMembership, Position
from webapp.submissions.intake import rebuild

REQUEST, ANSWER = 25, 26
HERE = "/help-requests"


async def asked(world: World, browser_of: Any, line: str = "Nước lên") -> HelpRequest:
    phone = await enrolled(world.dan)
    phone.write(REQUEST, "", [int(HelpReason.WAY), line])
    await phone.exchange(await browser_of(None))
    return await HelpRequest.get()


@pytest.mark.both
async def test_a_request_without_signal_is_seen_answered_and_comes_back(
    huoi_co: World, browser_of: Any
) -> None:
    request, air = await asked(huoi_co, browser_of), await browser_of(None)
    khoa = await enrolled(huoi_co.khoa)
    await khoa.exchange(air)
    assert "1 đảng viên xin giúp" in khoa.pages["/"].decode()
    await khoa.exchange(air)
    assert "Nước lên" in khoa.pages[HERE].decode()

    khoa.write(ANSWER, "", [request.id, "Mai tôi sang cùng."])
    await khoa.exchange(air)

    first = (await (await browser_of(huoi_co.dan)).get("/")).text
    assert "Mai tôi sang cùng." in first
    assert "đảng viên xin giúp" not in khoa.pages["/"].decode()
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_two_taps_and_no_word_on_a_page_are_enough(huoi_co: World, browser_of: Any) -> None:
    dan = await browser_of(huoi_co.dan)

    for _twice in range(2):
        answer = await dan.send_form(HERE, {"reason": "4", "line": "", "op": "one-form"})
        assert answer.status_code == 303

    request = await HelpRequest.get()
    assert (request.member_id, request.reason, request.line) == (huoi_co.dan.id, HelpReason.LOAD, "")
    assert "chưa ai xem" in (await dan.get(HERE)).text


async def test_what_is_missing_is_said_and_what_was_typed_stays(huoi_co: World, browser_of: Any) -> None:
    dan = await browser_of(huoi_co.dan)

    nothing = await dan.send_form(HERE, {"line": "Thuyền hỏng"})
    other = await dan.send_form(HERE, {"reason": "7"})

    assert nothing.status_code == other.status_code == 422
    assert 'value="Thuyền hỏng"' in nothing.text and "Chọn việc cần giúp" in nothing.text
    assert not await HelpRequest.exists()


async def test_seen_without_words_is_told_too(huoi_co: World, browser_of: Any) -> None:
    request, khoa = await asked(huoi_co, browser_of), await browser_of(huoi_co.khoa)

    assert (await khoa.send_form(f"{HERE}/answers", {"request": request.id, "op": "seen"})).status_code == 303

    assert f"{huoi_co.khoa.full_name} đã xem" in (await (await browser_of(huoi_co.dan)).get(HERE)).text
    assert "đảng viên xin giúp" not in (await khoa.get("/")).text
    assert "Nước lên" in (await khoa.get(HERE)).text, "it can still be answered"


async def test_a_deputy_answers_too_and_nobody_else_sees_it(huoi_co: World, browser_of: Any) -> None:
    request, en = await asked(huoi_co, browser_of), await browser_of(huoi_co.en)
    fields = {"request": request.id, "text": "Tôi sang.", "op": "deputy"}
    assert (await en.send_form(f"{HERE}/answers", fields)).status_code == 404
    assert "Nước lên" not in (await en.get(HERE)).text
    assert (await (await browser_of(huoi_co.dan)).send_form(f"{HERE}/answers", fields)).status_code == 404
    for account in (huoi_co.clerk, huoi_co.viewer):
        assert (await (await browser_of(account)).get(HERE)).status_code == 403

    since = {"valid_from": today() - timedelta(days=9), "commune": huoi_co.commune.id}
    await Position.create(member=huoi_co.en, org=huoi_co.branch, kind="deputy_secretary", **since)

    assert (await en.send_form(f"{HERE}/answers", fields)).status_code == 303
    assert (await HelpAnswer.get()).by_id == huoi_co.en.id


async def test_a_phone_answers_only_for_its_own_branch(huoi_co: World, browser_of: Any) -> None:
    request, air = await asked(huoi_co, browser_of), await browser_of(None)
    await BranchMembership.filter(member_id=huoi_co.dan.id).delete()
    khoa = await enrolled(huoi_co.khoa)
    khoa.write(ANSWER, "", [request.id, "Mai tôi sang."])
    await khoa.exchange(air)

    assert (khoa.receipts[1].status, khoa.receipts[1].code) == (3, "form")
    assert not await HelpAnswer.exists()
