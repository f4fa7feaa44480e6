"""Every route says who may use it, and keeps to it; every page says how it may be kept."""

from typing import Any

import pytest
from litestar import Litestar

from tests.support.routes import filled, handlers
from tests.support.world import World
from webapp.web import policies
from webapp.web.person import Person, Role


async def test_every_route_names_who_may_use_it(app: Litestar) -> None:
    for path, method, handler in handlers(app):
        policy = handler.opt.get("policy")
        named = policy in ("public", "signed_in") or (
            policy and all(isinstance(role, Role) for role in policy)
        )
        assert named, f"{method} {path} has no policy"


def test_what_is_said_of_a_person_agrees_with_the_groups() -> None:
    said = {
        "leads_branch": policies.BRANCH_SECRETARIES,
        "is_clerk": policies.CLERKS,
        "is_commune_secretary": policies.COMMUNE_SECRETARIES,
        "decides_for_province": policies.PROVINCE_OFFICE,
        "carries_households": policies.CARRIERS,
        "in_office": policies.OFFICE,
        "organises": policies.ORGANISERS,
        "leads": policies.LEADERS,
        "writes": policies.WRITERS,
        "of_province": policies.PROVINCE,
    }
    for words, group in said.items():
        assert {role for role in Role if getattr(Person("", "", role, ""), words)} == group, words


async def test_a_stranger_gets_nothing_but_the_way_to_sign_in(
    app: Litestar, huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(None)
    await browser.get("/sign-in")
    for path, method, handler in handlers(app):
        if handler.opt["policy"] == "public":
            continue
        where = filled(path, huoi_co)
        answer = await (browser.get(where) if method == "GET" else browser.send_form(where))
        assert answer.status_code in ((303,) if method == "GET" else (401,)), (
            f"{method} {path}: {answer.status_code}"
        )
        assert "Moong Thị An" not in answer.text


async def test_the_wrong_role_is_refused_everywhere(app: Litestar, huoi_co: World, browser_of: Any) -> None:
    people = {
        Role.MEMBER: huoi_co.dan,
        Role.BRANCH_SECRETARY: huoi_co.khoa,
        Role.COMMUNE_OFFICE: huoi_co.clerk,
        Role.COMMUNE_SECRETARY: huoi_co.secretary,
        Role.PROVINCE_VIEWER: huoi_co.viewer,
    }
    tried = 0
    for role, person in people.items():
        browser = await browser_of(person)
        await browser.get("/sign-in")
        for path, method, handler in handlers(app):
            policy = handler.opt["policy"]
            if isinstance(policy, str) or role in policy:
                continue
            where = filled(path, huoi_co)
            answer = await (browser.get(where) if method == "GET" else browser.send_form(where))
            assert answer.status_code == 403, f"{role} {method} {path}: {answer.status_code}"
            tried += 1
    assert tried > 20


@pytest.mark.parametrize("path", ["/", "/households", "/concerns", "/outbox", "/device", "/help"])
async def test_pages_are_kept_nowhere_and_run_only_our_own_script(
    huoi_co: World, browser_of: Any, path: str
) -> None:
    answer = await (await browser_of(huoi_co.dan)).get(path)

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    rules = answer.headers["content-security-policy"]
    assert "default-src 'none'" in rules
    assert "unsafe" not in rules
    assert "script-src 'self';" in rules
    assert (answer.headers["x-content-type-options"], answer.headers["referrer-policy"]) == (
        "nosniff",
        "no-referrer",
    )


async def test_no_page_carries_a_script_or_a_style_inside(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)
    for path in ("/", f"/households/{huoi_co.an.id}", f"/households/{huoi_co.an.id}/visits/new"):
        text = (await browser.get(path)).text
        assert " onclick=" not in text
        assert "style=" not in text
        assert "<style" not in text
