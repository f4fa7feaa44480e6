"""What every answer says about itself, and that no other site's form is taken."""

import json
import re
from typing import Any

import pytest
from litestar import Litestar

from tests.support.routes import filled, handlers
from tests.support.world import World
from webapp import settings as settings_module
from webapp.accounts.models import Account
from webapp.phone import routes
from webapp.upstream.link import NotJoined, join_province_by_network
from webapp.upstream.transport import NoAnswer, post_by_network

ELSEWHERE = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site", "origin": "null"},
    {"origin": "https://evil.example"},
    {"origin": "http://huukhuong.test.evil.example"},
    {"origin": "http://huukhuong.test:81"},
)
HERE = (
    {},
    {"origin": "null", "sec-fetch-site": "same-origin"},
    {"origin": "http://huukhuong.test", "sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
)


@pytest.mark.parametrize("said", ELSEWHERE, ids=str)
async def test_a_form_of_another_site_is_taken_nowhere_though_its_token_is_right(
    app: Litestar, huoi_co: World, browser_of: Any, said: dict[str, str]
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    await clerk.get("/sign-in")
    tried = 0
    for path, method, _handler in handlers(app):
        if method == "GET" or path.startswith("/sync/"):
            continue
        where = filled(path, huoi_co)
        answer = await clerk.request(method, where, data={"_csrf_token": clerk.token}, headers=said)
        assert (answer.status_code, answer.text) == (403, "another site"), (method, path)
        tried += 1
    assert tried > 60


@pytest.mark.parametrize("said", HERE, ids=str)
async def test_our_own_forms_are_taken(huoi_co: World, browser_of: Any, said: dict[str, str]) -> None:
    clerk = await browser_of(huoi_co.clerk)

    assert (await clerk.send_form("/device/look", {"size": "2"}, headers=said)).status_code == 303


@pytest.mark.parametrize("path", ["/sw.js", "/worker-list", "/healthz"])
async def test_what_a_browser_keeps_for_everybody_carries_no_cookie(
    huoi_co: World, browser_of: Any, path: str
) -> None:
    answer = await (await browser_of(None)).get(path)

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_nothing_that_is_somebody_s_is_kept_on_the_way(huoi_co: World, browser_of: Any) -> None:
    clerk, stranger = await browser_of(huoi_co.clerk), await browser_of(None)
    found = [
        await clerk.get("/arrivals"),
        await clerk.send_form("/device/look", {"size": "1"}),
        await stranger.get("/arrivals"),
        await stranger.post("/enrol/device", json={"code": "1"}),
        await stranger.get("/nowhere"),
    ]
    for answer in found:
        assert answer.headers["cache-control"] == "no-store", answer.url
        assert answer.headers["x-content-type-options"] == "nosniff"
    page = found[0].headers
    assert page["cross-origin-opener-policy"] == "same-origin"
    assert "microphone=(self)" in page["permissions-policy"]
    assert "strict-transport-security" not in page


async def test_over_https_the_browser_stays_there(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = await browser_of(None)
    monkeypatch.setenv("GANDAN_BASE_URL", "https://huukhuong.test")
    settings_module.settings.cache_clear()

    answer = await stranger.get("/sign-in")

    assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_no_page_of_the_office_lets_htmx_run_words(huoi_co: World, browser_of: Any) -> None:
    page = (await (await browser_of(huoi_co.clerk)).get("/arrivals")).text
    found = re.search(r"name=\"htmx-config\" content='([^']+)'", page)

    assert found and json.loads(found[1])["allowEval"] is False


@pytest.mark.parametrize(("said", "off"), [(None, False), ("on", False), ("off", True), ("0", True)])
async def test_the_operator_stops_every_phone_s_worker(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch, said: str | None, off: bool
) -> None:
    """`tests/browser/script/test_script_worker.py` shows what a worker does that is told so."""
    if said is not None:
        monkeypatch.setenv("GANDAN_OFFLINE", said)
    settings_module.settings.cache_clear()
    for kept in (routes._kit, routes._squeezed_kit):
        kept.cache_clear()
    try:
        kit = (await (await browser_of(None)).get("/worker-list", headers={"accept-encoding": ""})).json()
    finally:
        for kept in (routes._kit, routes._squeezed_kit):
            kept.cache_clear()
    assert kit["off"] is off


@pytest.mark.parametrize(
    "url", ["http://tinh.example", "http://10.0.0.1:8000", "http://127.0.0.1.evil.example", "ftp://x"]
)
async def test_nothing_goes_up_in_clear(huoi_co: World, url: str) -> None:
    with pytest.raises(NotJoined, match="https://"):
        await join_province_by_network(url, "12345678")
    with pytest.raises(NoAnswer):
        await post_by_network(f"{url}/sync/v1/exchange", b"")
    assert await Account.all().exists()
