"""A browser on HTTP/2 may send each cookie in a field of its own."""

from typing import Any

import pytest

from tests.support.world import World


@pytest.mark.parametrize("first", ["s", "look"])
async def test_session_and_look_are_found_wherever_they_stand(
    huoi_co: World, browser_of: Any, first: str
) -> None:
    browser = await browser_of(huoi_co.clerk)
    held = {"s": browser.cookies["s"], "look": "2.dark"}
    browser.cookies.clear()
    names = sorted(held, key=lambda name: name != first)
    cookies = [("cookie", f"{name}={held[name]}") for name in names]

    page = await browser.get("/arrivals", headers=cookies)
    posted = await browser.post("/sign-out", data={"_csrf_token": browser.token}, headers=cookies)

    assert page.status_code == 200
    assert 'data-theme="dark"' in page.text
    assert posted.status_code == 303
