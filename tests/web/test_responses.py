"""An answer is ours to its end: a locked database while the reading is noted, HEAD, and what the health page says."""

import logging
import sqlite3
from typing import Any

import pytest
from litestar import Litestar
from tortoise.exceptions import OperationalError

from tests.support.routes import filled, handlers
from tests.support.world import World
from webapp.audit import middleware


def locked() -> OperationalError:
    error = OperationalError("locked")
    error.__cause__ = sqlite3.OperationalError("database is locked")
    return error


@pytest.mark.parametrize("path", ["/households", "/", "/concerns"])
async def test_a_page_whose_reading_cannot_be_noted_gives_the_page_of_every_fault(
    huoi_co: World,
    browser_of: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    path: str,
) -> None:
    async def fails(*_: Any) -> None:
        raise locked()

    browser = await browser_of(huoi_co.dan)
    assert (await browser.get("/healthz")).status_code == 200
    monkeypatch.setattr(middleware, "keep_shown", fails)

    with caplog.at_level(logging.ERROR, "gandan"):
        answer = await browser.get(path)

    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["retry-after"] == "60"
    assert "<h1>Máy ở xã chưa ghi được" in answer.text and huoi_co.an.head_name not in answer.text
    assert "database is locked" in caplog.text
    assert (await browser.get("/healthz")).status_code == 503


async def test_a_fault_beside_the_answer_has_its_reference_in_the_log(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(*_: Any) -> None:
        raise KeyError("what")

    monkeypatch.setattr(middleware, "keep_shown", fails)
    with caplog.at_level(logging.ERROR, "gandan"):
        answer = await (await browser_of(huoi_co.dan)).get("/households")

    assert answer.status_code == 500
    [record] = [one for one in caplog.records if one.message.startswith("fault ")]
    assert record.message.split()[1] in answer.text
    assert "KeyError" in record.message


async def test_signing_in_while_the_sessions_cannot_be_written_gives_the_same_page(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.accounts import sessions

    async def fails(*_: Any, **__: Any) -> None:
        raise locked()

    browser = await browser_of(huoi_co.clerk)
    await browser.get("/sign-in")
    monkeypatch.setattr(sessions.Sessions, "store_in_message", fails)
    answer = await browser.send_form("/sign-out")

    assert answer.status_code == 503
    assert "<h1>Máy ở xã chưa ghi được" in answer.text


async def test_head_answers_wherever_get_does_without_a_body(
    app: Litestar, huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.clerk)
    tried = 0
    for path, method, _ in handlers(app):
        if method != "GET" or "{path:path}" in path:
            continue
        where = filled(path, huoi_co)
        got, asked = await browser.get(where), await browser.request("HEAD", where)
        assert (asked.status_code, asked.content) == (got.status_code, b""), path
        assert asked.headers.get("content-type") == got.headers.get("content-type"), path
        tried += 1
    assert tried > 60
    assert (await browser.request("HEAD", "/put-aside/nothing")).status_code in (404, 405)
