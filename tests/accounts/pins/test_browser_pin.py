"""A browser that keeps no keys: its PIN is chosen at the slip and checked by the office."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.accounts.pins.browser_pin import EASY, EASY_PIN, PIN, with_slip
from tests.support.browsing import Browser, wrong_fields
from tests.support.world import World
from webapp.accounts.enrolment.rules import hand_out_slip
from webapp.accounts.models import BrowserPin, StoredSession
from webapp.accounts.pins.browser_pins import NOTED_EVERY, pause_after
from webapp.accounts.pins.pins import unfit_pin
from webapp.visits.models import Visit


async def ago(**times: timedelta) -> None:
    now = datetime.now(UTC)
    await BrowserPin.all().update(**{name: now - span for name, span in times.items()})


@pytest.fixture
async def browser(huoi_co: World, browser_of: Any) -> Browser:
    browser: Browser = await browser_of(None)
    assert (await with_slip(browser, huoi_co)).headers["location"] == "/"
    return browser


async def test_a_pin_that_is_easy_to_guess_is_not_taken_and_the_slip_stays_good(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(None)

    answer = await with_slip(browser, huoi_co, EASY_PIN)

    assert answer.status_code == 422 and wrong_fields(answer) == ["pin"]
    assert "Tôi là Lô Văn Dần" in answer.text
    code = re.findall(r'name="code" value="(\w+)"', answer.text)[0]
    good = await browser.send_form("/enrol", {"code": code, "pin": PIN, "pin2": PIN})
    assert good.headers["location"] == "/"


async def test_both_times_the_same_pin(huoi_co: World, browser_of: Any) -> None:
    answer = await with_slip(await browser_of(None), huoi_co, PIN, "482916")

    assert answer.status_code == 422 and wrong_fields(answer) == ["pin2"]
    assert PIN not in answer.text


async def test_the_pin_is_kept_as_a_slow_hash(browser: Browser) -> None:
    row = await BrowserPin.get()

    assert row.pin_hash.startswith("$argon2id$") and PIN not in str(dict(row))


async def test_after_ten_minutes_without_use_only_the_pin_opens_the_page_again(
    browser: Browser, huoi_co: World
) -> None:
    here = f"/households/{huoi_co.an.id}"
    await ago(seen_at=timedelta(minutes=9))
    assert (await browser.get(here)).status_code == 200

    await ago(seen_at=timedelta(minutes=11))
    locked = await browser.get(here)
    asked = await browser.get(locked.headers["location"])
    assert locked.headers["location"] == f"/pin?next={here}"
    assert "Lô Văn Dần" in asked.text and huoi_co.an.head_name not in asked.text
    assert (await browser.get(here)).status_code == 303

    opened = await browser.send_form("/pin", {"pin": PIN, "next": here})
    assert opened.headers["location"] == here
    assert (await browser.get(here)).status_code == 200


async def test_each_page_counts_as_use(browser: Browser) -> None:
    await ago(seen_at=timedelta(minutes=9))
    await browser.get("/households")

    assert datetime.now(UTC) - (await BrowserPin.get()).seen_at <= NOTED_EVERY


async def test_after_twelve_hours_the_pin_is_asked_though_it_was_in_use(browser: Browser) -> None:
    await ago(opened_at=timedelta(hours=12, minutes=1), seen_at=timedelta())
    assert (await browser.get("/")).headers["location"].startswith("/pin")

    await browser.send_form("/pin", {"pin": PIN})
    assert (await browser.get("/")).status_code == 200


async def test_what_was_typed_into_a_form_of_a_locked_browser_waits_behind_the_pin(
    browser: Browser, huoi_co: World
) -> None:
    here = f"/households/{huoi_co.an.id}/visits"
    form = await browser.get(f"{here}/new")
    by = re.findall(r'name="_by" value="([^"]+)"', form.text)[0]
    await ago(seen_at=timedelta(hours=1))

    sent = {"met": "1", "note": "Mái bếp dột", "op": "op000000001", "_by": by}
    answer = await browser.send_form(here, sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/pin?next=/typed")
    assert await Visit.all().count() == 0
    assert "Mái bếp" not in (await browser.get("/pin?next=/typed")).text

    opened = await browser.send_form("/pin", {"pin": PIN, "next": "/typed"})
    kept = await browser.get(opened.headers["location"])
    assert "Mái bếp dột" in kept.text and f'action="{here}"' in kept.text


async def test_wrong_pins_wait_longer_and_longer_and_the_tenth_ends_it(browser: Browser) -> None:
    await ago(seen_at=timedelta(hours=1))
    waited = []
    for wrong in range(1, 10):
        answer = await browser.send_form("/pin", {"pin": "000000"})
        assert answer.status_code == 422
        waited.append(int((re.findall(r"Chờ (\d+) giây", answer.text) or ["0"])[0]))
        if waited[-1]:
            early = await browser.send_form("/pin", {"pin": PIN})
            assert early.status_code == 422 and (await BrowserPin.get()).wrong == wrong
        await BrowserPin.all().update(until=datetime.now(UTC))
    assert waited == [0, 0, 0, 0, *(int(pause_after(wrong).total_seconds()) for wrong in range(5, 10))]

    last = await browser.send_form("/pin", {"pin": "000000"})

    assert "giấy mở máy mới" in last.text
    assert await StoredSession.all().count() == 0
    await BrowserPin.all().update(until=None, seen_at=datetime.now(UTC))
    assert (await browser.get("/")).headers["location"].startswith("/sign-in")


async def test_ten_wrong_pins_close_other_copies_of_the_cookie_too(browser: Browser) -> None:
    await BrowserPin.all().update(wrong=10)

    assert (await browser.get("/")).status_code == 303
    assert (await browser.send_form("/pin", {"pin": PIN})).status_code == 422


async def test_the_right_pin_forgives_the_wrong_ones(browser: Browser) -> None:
    for _ in range(3):
        await browser.send_form("/pin", {"pin": "000000"})
    await browser.send_form("/pin", {"pin": PIN})

    assert (await BrowserPin.get()).wrong == 0


async def test_the_pin_page_leads_to_no_other_site(browser: Browser) -> None:
    answer = await browser.send_form("/pin", {"pin": PIN, "next": "//evil.example/"})

    assert answer.headers["location"] == "/"


async def test_who_has_no_such_browser_is_asked_for_no_pin(huoi_co: World, browser_of: Any) -> None:
    assert (await (await browser_of(None)).get("/pin")).headers["location"] == "/"
    assert (await (await browser_of(huoi_co.clerk)).get("/pin?next=/arrivals")).headers[
        "location"
    ] == "/arrivals"


def test_what_is_easy_to_guess() -> None:
    assert all(unfit_pin(pin) for pin in EASY)
    assert not any(unfit_pin(pin) for pin in (PIN, "246810", "135790", "112233", "730846"))


async def test_a_typed_code_is_in_no_address(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(None)
    _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    start = await browser.get("/enrol")
    assert re.search(r'<form[^>]*method="?post"?[^>]*action="?/enrol', start.text)

    answer = await browser.send_form("/enrol", {"code": code.lower()})

    assert answer.status_code == 200 and "Tôi là Lô Văn Dần" in answer.text
    assert "location" not in answer.headers
