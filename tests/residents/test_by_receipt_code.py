"""Whoever has a receipt code sees the state and a day; codes without a concern tell nothing, not even by their time."""

import logging
import time
from typing import Any

import httpx
import pytest

from tests.residents.answered import WATER, reported, step, telephones
from tests.support.world import World
from tests.support.written import arrive
from webapp.concerns.kinds import CONCERN, WITHDRAWN
from webapp.concerns.models import Concern
from webapp.core.calendar import today
from webapp.core.i18n import show_date
from webapp.residents import pages, rules
from webapp.residents.forms import read_code

NOBODYS = "HK-000-000"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("HK-7QA-2M0", "HK-7QA-2M0"),
        ("hk 7qa 2m0", "HK-7QA-2M0"),
        ("7qa2mo", "HK-7QA-2M0"),
        (" hk7qa-2mO ", "HK-7QA-2M0"),
        ("HK-7QA-2M", ""),
        ("HK-7QA-2M00", ""),
        ("", ""),
        ("\x00", ""),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str, read: str) -> None:
    assert read_code(typed) == read


async def test_the_page_says_the_state_and_the_day_and_nothing_else(huoi_co: World, browser_of: Any) -> None:
    concern, family = await reported(huoi_co), await browser_of(None)

    first = await family.get(f"/v/{concern.receipt_code.lower()}")
    await step(huoi_co, concern, 2, text="Thứ năm thợ lên.")
    answered = await family.post("/v", data={"code": concern.receipt_code.replace("-", " ")})

    assert "Chi bộ đang xem" in first.text and show_date(today()) in first.text
    assert "Đã có trả lời" in answered.text and 'value="2"' in answered.text
    for page in (first, answered):
        assert page.status_code == 200
        for secret in (
            "Ống nước",
            "trên khe",
            "thợ lên",
            huoi_co.an.head_name,
            huoi_co.hamlet.full_name,
            "Dần",
        ):
            assert secret not in page.text
        assert "set-cookie" not in page.headers and page.headers["cache-control"] == "no-store"
        assert "<script" not in page.text


async def test_the_whole_answer_is_under_a_kilobyte_as_it_is_sent_with_its_headers(
    huoi_co: World, browser_of: Any
) -> None:
    concern, family = await reported(huoi_co), await browser_of(None)
    await step(huoi_co, concern, 2, text="Thứ năm thợ lên.")
    await telephones(huoi_co)
    plain = await family.get(f"/v/{concern.receipt_code}")
    for page in (plain, await family.get(f"/v/{NOBODYS}"), await family.get("/v")):
        assert 'href="tel:02383999111"' in page.text and "02383999222" in page.text
    assert "Hẹn đến nói trước" in plain.text

    answer = await family.get(f"/v/{concern.receipt_code}", headers={"accept-encoding": "br"})

    head = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
    assert head + int(answer.headers["content-length"]) < 1000


async def test_conduct_of_a_service_reads_like_any_matter_of_the_commune(
    huoi_co: World, browser_of: Any
) -> None:
    concern = await reported(huoi_co, category="14")

    page = await (await browser_of(None)).get(f"/v/{concern.receipt_code}")

    assert "Xã đang giải quyết" in page.text


async def test_what_was_withdrawn_or_never_was_looks_the_same_and_takes_the_same_time(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "ANSWER_AFTER", 0.15)
    concern, family = await reported(huoi_co), await browser_of(None)
    other = await arrive(CONCERN, huoi_co.dan, huoi_co.bao, seq=7, **WATER)
    await arrive(WITHDRAWN, huoi_co.dan, huoi_co.an, seq=2, concern=concern.id)

    async def timed(code: str) -> tuple[httpx.Response, float]:
        begun = time.monotonic()
        return await family.get(f"/v/{code}"), time.monotonic() - begun

    gone, unknown = await timed(concern.receipt_code), await timed(NOBODYS)
    there = await timed((await Concern.get(id=other.id)).receipt_code)

    assert gone[0].status_code == unknown[0].status_code == 404
    assert gone[0].text == unknown[0].text and gone[0].headers == unknown[0].headers
    assert all(seconds >= 0.15 for _answer, seconds in (gone, unknown, there))


async def test_wrong_codes_are_limited_and_no_log_holds_one(
    huoi_co: World, browser_of: Any, caplog: pytest.LogCaptureFixture
) -> None:
    concern, family = await reported(huoi_co), await browser_of(None)

    with caplog.at_level(logging.DEBUG):
        for _ in range(rules.OF_ADDRESS):
            assert (await family.get(f"/v/{NOBODYS}")).status_code == 404
        waits = await family.get(f"/v/{concern.receipt_code}")

    assert waits.status_code == 429 and 0 < int(waits.headers["retry-after"]) <= 60
    assert "Chi bộ" not in waits.text
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    assert not [said for said in ours if NOBODYS in said or concern.receipt_code in said]


async def test_a_page_asks_for_the_number(browser_of: Any) -> None:
    page = await (await browser_of(None)).get("/v")

    assert page.status_code == 200
    assert 'action="/v"' in page.text and 'name="code"' in page.text
