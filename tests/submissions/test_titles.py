"""What a browser writes into its history: no title names a household, a person of one or a code."""

import re
from typing import Any

import pytest
from litestar import Litestar

from tests.support.routes import filled, handlers
from tests.support.world import World
from tests.support.written import arrive
from webapp.concerns.kinds import CONCERN
from webapp.concerns.models import Concern


@pytest.mark.parametrize("who", ["dan", "khoa", "clerk"])
async def test_no_title_names_a_household_or_a_code(
    app: Litestar, huoi_co: World, browser_of: Any, who: str
) -> None:
    await arrive(CONCERN, huoi_co.dan, huoi_co.an, category="1", severity="2", agreed="1", own="1")
    concern, looked_at = await Concern.get(household_id=huoi_co.an.id), 0
    browser = await browser_of(getattr(huoi_co, who))
    for path, method, _handler in handlers(app):
        if method != "GET":
            continue
        answer = await browser.get(filled(path.replace("{concern_id:str}", concern.id), huoi_co))
        for title in re.findall(r"<title>(.*?)</title>", answer.text, re.S):
            looked_at += 1
            assert huoi_co.an.head_name not in title, (path, title)
            assert not re.search(r"HC-\d|HK-|\d{8}", title), (path, title)
    assert looked_at > 20


async def test_a_slips_title_names_nobody(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.clerk)
    answer = await browser.send_form(f"/members/{huoi_co.dan.id}/slip")

    title = re.findall(r"<title>(.*?)</title>", answer.text, re.S)[0]
    assert huoi_co.dan.full_name not in title and not re.search(r"\d", title)


async def test_every_form_that_posts_is_closed_to_what_a_browser_brings_back(
    app: Litestar, huoi_co: World, browser_of: Any
) -> None:
    found = 0
    for who in (huoi_co.dan, huoi_co.khoa, huoi_co.clerk):
        browser = await browser_of(who)
        for path, method, _handler in handlers(app):
            text = (await browser.get(filled(path, huoi_co))).text if method == "GET" else ""
            for form in re.findall(r"<form [^>]*>", text):
                found += 1
                assert 'method="post"' not in form or 'autocomplete="off"' in form, (path, form)
    assert found > 20
