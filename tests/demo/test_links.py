"""The demo's links let a visitor in as one of its people; elsewhere there are no such links."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import started
from tests.support.browsing import Browser, browser_for
from webapp import settings as settings_module
from webapp.accounts.models import Slip, StoredSession
from webapp.accounts.queries import usable_slip
from webapp.accounts.sessions import stored_key
from webapp.accounts.sign_in.signed_in import person_of
from webapp.demo.base.cast import PEOPLE

ROLES = {
    "member": "member",
    "branch-secretary": "branch_secretary",
    "commune-clerk": "commune_office",
    "commune-secretary": "commune_secretary",
    "province-viewer": "province_viewer",
}


@pytest.fixture
async def visitor(demo_office: Path) -> AsyncIterator[Browser]:
    from webapp.app import create_app

    application = create_app()
    async with started(application):
        browser = await browser_for(application, None)
        yield browser
        await browser.aclose()


async def role_of(browser: Browser) -> str:
    row = await StoredSession.get(key=stored_key(browser.cookies["s"]))
    person = await person_of(json.loads(bytes(row.value)))
    return str(person.role) if person else ""


def test_there_is_a_link_for_each_kind_of_person() -> None:
    assert list(PEOPLE) == list(ROLES)


@pytest.mark.parametrize("slug", ROLES)
async def test_a_link_signs_in_as_its_person(visitor: Browser, slug: str) -> None:
    answer = await visitor.get(f"/demo/{slug}")

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert await role_of(visitor) == ROLES[slug]


async def test_a_second_link_takes_the_place_of_the_first(visitor: Browser) -> None:
    await visitor.get("/demo/member")
    first = visitor.cookies["s"]

    await visitor.get("/demo/commune-clerk")

    assert await role_of(visitor) == "commune_office"
    assert not await StoredSession.filter(key=stored_key(first)).exists()


@pytest.mark.parametrize("slug", ["member", "branch-secretary"])
async def test_a_fresh_slip_turns_the_browser_into_the_members_phone(visitor: Browser, slug: str) -> None:
    answer = await visitor.get(f"/demo/{slug}/slip")

    where, code = answer.headers["location"].rsplit("/", 1)
    assert (answer.status_code, where) == (303, "/enrol")
    slip = await usable_slip(code)
    assert slip is not None
    assert slip.member.full_name in PEOPLE[slug]


async def test_offices_have_no_slips_and_strangers_no_links(visitor: Browser) -> None:
    for path in ("/demo/commune-clerk/slip", "/demo/nobody", "/demo/nobody/slip"):
        answer = await visitor.get(path)
        assert answer.status_code == 404, path
    assert not await Slip.exists()


@pytest.mark.parametrize("path", [*(f"/demo/{slug}" for slug in ROLES), "/demo/member/slip"])
async def test_a_real_installation_has_no_links(
    visitor: Browser, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GANDAN_DEMO")
    settings_module.settings.cache_clear()

    answer = await visitor.get(path)

    assert answer.status_code == 404
    assert "s" not in visitor.cookies
    assert not await Slip.exists()
