"""Every page that a phone can open is taken from its screen by the script, but for the plain ones."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from litestar import Litestar

from sync.envelope import to_text
from tests.support.browsing import Browser, browser_for
from tests.support.phone import enrolled
from tests.support.routes import filled, handlers
from tests.support.world import World
from webapp.accounts.models import Device, StoredSession
from webapp.phone.routes import OPEN, PLAIN
from webapp.web.person import Role

RULE = re.search(r"gd\.plain = \(path\) => /(.*)/\.test\(path\);", Path("static/bar.js").read_text())
BY_CODE = re.compile("/v(/|$)")
"""Of whoever has a receipt code: nobody is named, and no script is loaded."""
PHONES = {Role.MEMBER, Role.BRANCH_SECRETARY}


def is_plain(path: str) -> bool:
    """As the phone's script says it."""
    assert RULE
    return bool(re.search(RULE[1].replace("\\/", "/"), path))


@pytest.fixture(params=["dan", "khoa"])
async def phone(app: Litestar, huoi_co: World, request: pytest.FixtureRequest) -> Browser:
    """A member's phone and a branch secretary's, signed in with their keys."""
    member = getattr(huoi_co, request.param)
    device = to_text((await enrolled(member)).device)
    await Device.filter(id=device).update(proved_at=datetime.now(UTC))
    browser = await browser_for(app, member)
    session = json.dumps({"member": member.id, "device": device}).encode()
    await StoredSession.filter(owner=member.id).update(value=session)
    return browser


async def test_every_page_a_phone_can_open_holds_the_script_that_takes_it_away(
    app: Litestar, huoi_co: World, phone: Browser
) -> None:
    looked_at = 0
    for path, method, handler in handlers(app):
        where, policy = filled(path, huoi_co), handler.opt["policy"]
        if (
            method != "GET"
            or is_plain(where)
            or BY_CODE.match(where)
            or not (isinstance(policy, str) or PHONES & set(policy))
        ):
            continue
        answer = await phone.get(where)
        if answer.status_code != 200 or "html" not in answer.headers["content-type"]:
            continue
        looked_at += 1
        assert 'id="boot"' in answer.text and 'id="words"' in answer.text, where
    assert looked_at > 12


def test_only_pages_without_anybodys_name_stay_on_the_screen() -> None:
    assert all(is_plain(path) for path in PLAIN)
    assert all(is_plain(path) for path in OPEN)
    for path in (
        "/",
        "/outbox/1",
        "/households",
        "/concerns",
        "/paper/visits",
        "/progress",
        "/helping",
        "/devices",
    ):
        assert not is_plain(path), path


async def test_the_plain_pages_name_no_household(huoi_co: World, phone: Browser) -> None:
    for path in PLAIN:
        text = (await phone.get(path)).text
        assert huoi_co.an.head_name not in text and huoi_co.an.code not in text, path
