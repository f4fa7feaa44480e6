"""A meeting of residents is one number of people, written by whoever was there, with or without signal."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.phone import enrolled
from tests.support.world import World
from webapp.core.calendar import today
from webapp.meetings.models import ResidentsMeeting
from webapp.submissions.intake.rebuild import rebuild_from_log

RESIDENTS_MEETING = 23


def sent(world: World, **more: str) -> dict[str, str]:
    return {
        "hamlet": world.hamlet.id,
        "on": "",
        "subject": "Sửa đường vào bản",
        "people": "41",
        "op": "1",
    } | more


async def test_online_and_without_signal_it_is_the_same_row(huoi_co: World, browser_of: Any) -> None:
    dan, air, phone = await browser_of(huoi_co.dan), await browser_of(None), await enrolled(huoi_co.dan)
    await phone.exchange(air)
    assert "Ghi một buổi họp" in phone.pages["/meetings"].decode()

    phone.write(RESIDENTS_MEETING, "", [huoi_co.hamlet.id, None, "Sửa đường vào bản", 41])
    await phone.exchange(air)
    for _ in range(2):
        answer = await dan.send_form("/meetings", sent(huoi_co))

    rows = await ResidentsMeeting.all()
    assert len(rows) == 2 and answer.status_code == 303
    assert {(row.hamlet_id, row.held_on, row.subject, row.people, row.by_id) for row in rows} == {
        (huoi_co.hamlet.id, today(), "Sửa đường vào bản", 41, huoi_co.dan.id)
    }
    assert phone.pages["/meetings"].decode().count("41 người") == 1
    assert (await (await browser_of(huoi_co.clerk)).get("/meetings")).text.count("41 người") == 2
    assert await rebuild_from_log(check=True) == 0


async def test_mistakes_keep_what_was_typed(huoi_co: World, browser_of: Any) -> None:
    dan = await browser_of(huoi_co.dan)
    tomorrow = (today() + timedelta(days=1)).isoformat()

    answer = await dan.send_form("/meetings", sent(huoi_co, hamlet="", on=tomorrow, people="nhiều"))
    empty = await dan.send_form("/meetings", sent(huoi_co, subject=""))

    assert answer.status_code == empty.status_code == 422
    for name in ("hamlet", "on", "people"):
        assert f'href="#{name}"' in answer.text
    assert 'value="Sửa đường vào bản"' in answer.text and 'value="nhiều"' in answer.text
    assert 'href="#subject"' in empty.text
    assert not await ResidentsMeeting.exists()


async def test_a_member_writes_of_the_own_hamlet_only(huoi_co: World, browser_of: Any) -> None:
    elsewhere = sent(huoi_co, hamlet=huoi_co.other_hamlet.id)
    found = {
        who: (await (await browser_of(getattr(huoi_co, who))).send_form("/meetings", elsewhere)).status_code
        for who in ("dan", "khoa", "viewer")
    }
    phone = await enrolled(huoi_co.dan)
    phone.write(RESIDENTS_MEETING, "", [huoi_co.other_hamlet.id, None, "Sửa đường", 41])
    await phone.exchange(await browser_of(None))

    assert found == {"dan": 404, "khoa": 404, "viewer": 403}
    assert phone.receipts[1].code == "form"
    assert not await ResidentsMeeting.exists()


@pytest.mark.parametrize("who", ["clerk", "secretary"])
async def test_the_office_writes_of_any_hamlet(huoi_co: World, browser_of: Any, who: str) -> None:
    browser = await browser_of(getattr(huoi_co, who))

    await browser.send_form("/meetings", sent(huoi_co, hamlet=huoi_co.other_hamlet.id))

    row = await ResidentsMeeting.get()
    assert (row.hamlet_id, row.by_id) == (huoi_co.other_hamlet.id, None)
    assert "Bản Xàn</h2>" in (await browser.get("/meetings")).text
