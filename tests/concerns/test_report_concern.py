"""Reporting a concern: checked once more, agreed to by the family, with a slip code at once."""

import re
from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.world import World
from tests.support.written import arrive, columns
from webapp.concerns.kinds import CONCERN
from webapp.concerns.models import Category, Concern, Severity
from webapp.kinds import kind_attributes
from webapp.submissions.kinds import Unreadable

FULL = {
    "category": "1",
    "severity": "3",
    "summary": "Ống nước vỡ ở khe trên",
    "body": "Ba hộ không có nước từ hôm qua.",
    "answer_by": "1",
    "agreed": "1",
}
CHECKED = {**FULL, "checked": "1"}


async def test_the_answers_are_shown_once_more_before_anything_is_written(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.dan)

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/concerns", {**FULL, "op": "abc"})

    assert answer.status_code == 200
    for words in ("Kiểm tra lại", "Nước, điện, sóng", "Bức xúc", "Ống nước vỡ ở khe trên", "Đến nhà nói"):
        assert words in answer.text
    assert re.search(r'name="op" value="[\w-]{11}"', answer.text)
    assert not await Concern.exists()


async def test_the_answers_can_be_changed_again(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/concerns", {**FULL, "again": "1"})

    assert answer.status_code == 200
    assert 'name="category" id="category" value="1" checked' in answer.text
    assert 'value="Ống nước vỡ ở khe trên"' in answer.text
    assert not await Concern.exists()


async def test_a_checked_concern_is_written_and_its_slip_code_shown(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/concerns", CHECKED)

    concern = await Concern.get()
    assert columns(concern, "category", "severity", "summary", "body", "answer_by", "status") == (
        Category.WATER_POWER_SIGNAL,
        Severity.PRESSING,
        "Ống nước vỡ ở khe trên",
        "Ba hộ không có nước từ hôm qua.",
        1,
        "at_branch",
    )
    page = (await browser.get(answer.headers["location"])).text
    assert "Xã đã nhận lúc" in page
    assert f'<b class="code">{concern.receipt_code}</b>' in page


async def test_a_stranger_cannot_report_for_a_household(huoi_co: World, browser_of: Any) -> None:
    stranger = await browser_of(huoi_co.en)

    seen = await stranger.get(f"/households/{huoi_co.an.id}/concerns/new")
    written = await stranger.send_form(f"/households/{huoi_co.an.id}/concerns", CHECKED)

    assert (seen.status_code, written.status_code) == (404, 404)
    assert not await Concern.exists()


@pytest.mark.parametrize("who", ["clerk", "secretary", "viewer"])
async def test_the_office_does_not_report(huoi_co: World, browser_of: Any, who: str) -> None:
    browser = await browser_of(getattr(huoi_co, who))

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/concerns", CHECKED)

    assert answer.status_code == 403
    assert not await Concern.exists()


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"agreed": ""}, "agreed"),
        ({"category": "16"}, "category"),
        ({"severity": ""}, "severity"),
        ({"category": "15", "summary": ""}, "summary"),
        ({"summary": "dài " * 36}, "summary"),
        ({"body": "Số căn cước 040123456789"}, "body"),
    ],
)
async def test_what_is_missing_is_said_and_every_typed_word_is_kept(
    huoi_co: World, browser_of: Any, change: dict[str, str], wrong: str
) -> None:
    browser = await browser_of(huoi_co.dan)
    sent = {**CHECKED, **change}

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/concerns", sent)

    assert answer.status_code == 422
    assert wrong_fields(answer) == [wrong]
    assert "<title>Lỗi: " in answer.text
    assert sent["body"] in answer.text
    assert sent["summary"] in answer.text
    assert not await Concern.exists()


async def test_the_same_form_posted_twice_is_one_concern_with_one_slip(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.dan)

    answers = [
        await browser.send_form(f"/households/{huoi_co.an.id}/concerns", {**CHECKED, "op": "op000000002"})
        for _ in range(2)
    ]

    assert await Concern.all().count() == 1
    assert len({answer.headers["location"].partition("&")[0] for answer in answers}) == 1


async def test_made_without_signal_it_becomes_the_same_row(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)
    await browser.send_form(f"/households/{huoi_co.an.id}/concerns", CHECKED)
    online = await Concern.get()

    written = await arrive(CONCERN, huoi_co.dan, huoi_co.an, **FULL)

    offline = await Concern.get(id=written.id)
    same = (
        "household_id",
        "by_id",
        "by_name",
        "category",
        "severity",
        "summary",
        "body",
        "answer_by",
        "status",
    )
    assert columns(offline, *same) == columns(online, *same)
    assert offline.receipt_code == written.receipt_code != online.receipt_code


async def test_without_the_familys_yes_it_is_put_aside(huoi_co: World) -> None:
    with pytest.raises(Unreadable) as put_aside:
        await arrive(CONCERN, huoi_co.dan, huoi_co.an, **{**FULL, "agreed": "0"})

    assert put_aside.value.errors.keys() == {"agreed"}
    assert not await Concern.exists()


async def test_the_phones_page_needs_no_second_step_and_holds_nothing_of_one_request(
    huoi_co: World, db_pack: Any
) -> None:
    page = (await db_pack(huoi_co.dan)).content(f"/households/{huoi_co.an.id}/concerns/new").decode()

    assert kind_attributes("concern") in page
    assert 'name="checked" value="1"' in page
    assert "csrf" not in page
    assert 'name="op"' not in page


@pytest.fixture
def db_pack() -> Any:
    from webapp.accounts.sign_in.signed_in import member_person
    from webapp.phone.packs import pack_for

    async def pack(member: Any) -> Any:
        return await pack_for(await member_person(member))

    return pack


async def test_violence_and_complaints_are_told_where_to_go_not_written_down(
    huoi_co: World, browser_of: Any
) -> None:
    page = (await (await browser_of(huoi_co.dan)).get(f"/households/{huoi_co.an.id}/concerns/new")).text

    assert 'href="tel:111"' in page
    assert 'href="tel:113"' in page
    assert "đến nơi tiếp công dân" in page
