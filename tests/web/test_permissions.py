"""Nobody is shown what is not theirs: random people, pages and methods against an oracle that asks row by row."""

import os
import random
from typing import Any

import pytest

from tests.support.browsing import Browser, sign_in
from tests.support.oracle import Rows
from tests.support.permissions import CODE, MEMBERS, change_something, grow
from tests.support.world import World
from webapp.accounts.models import Account
from webapp.concerns.models import Concern
from webapp.people.models import Member

pytestmark = pytest.mark.both

PAIRS = int(os.environ.get("GANDAN_FUZZ", "1000"))
PEOPLE = (*MEMBERS, "clerk", "secretary", "viewer", "stranger")
OFFICE = {"commune_office", "commune_secretary"}
CARRIERS = {"member", "branch_secretary"}
OF_A_HOUSEHOLD = {
    ("GET", ""): CARRIERS | OFFICE,
    ("GET", "/visits/new"): CARRIERS,
    ("GET", "/concerns/new"): CARRIERS,
    ("GET", "/notices"): CARRIERS,
    ("POST", "/notices"): CARRIERS,
    ("GET", "/changes/new"): CARRIERS | {"commune_office"},
    ("GET", "/readers"): CARRIERS | OFFICE,
    ("GET", "/sheet"): CARRIERS | OFFICE,
    ("GET", "/erasure"): OFFICE,
    ("POST", "/visits"): CARRIERS,
    ("POST", "/visits/corrections"): CARRIERS,
    ("POST", "/concerns"): CARRIERS,
    ("POST", "/changes"): CARRIERS | {"commune_office"},
    ("POST", "/consents"): CARRIERS | {"commune_office"},
    ("POST", "/needs"): CARRIERS | {"commune_office"},
    ("POST", "/requests"): CARRIERS | {"commune_office"},
    ("GET", "/poverty"): {"branch_secretary"} | OFFICE,
    ("POST", "/poverty"): {"commune_office"},
    ("GET", "/support"): {"branch_secretary", "commune_office"},
    ("POST", "/support"): {"branch_secretary", "commune_office"},
    ("GET", "/pairs"): {"branch_secretary", "commune_office"},
    ("POST", "/pairs"): {"branch_secretary", "commune_office"},
    ("POST", "/another-member"): CARRIERS | {"commune_office"},
    ("POST", "/population"): CARRIERS | {"commune_office"},
    ("POST", "/reviews"): CARRIERS,
}
LISTS = {
    ("GET", "/"): CARRIERS | OFFICE | {"province_viewer"},
    ("GET", "/households"): CARRIERS | OFFICE,
    ("GET", "/households/register"): {"branch_secretary"} | OFFICE,
    ("POST", "/households/register"): {"branch_secretary"} | OFFICE,
    ("GET", "/households/requests"): CARRIERS | OFFICE,
    ("GET", "/households/poverty"): {"branch_secretary"} | OFFICE,
    ("GET", "/households/poverty/entries"): {"branch_secretary"} | OFFICE,
    ("GET", "/households/population"): {"branch_secretary"} | OFFICE,
    ("GET", "/hamlets"): {"branch_secretary"} | OFFICE,
    ("GET", "/concerns"): CARRIERS | OFFICE,
    ("GET", "/notices"): CARRIERS | OFFICE,
    ("GET", "/notices/new"): OFFICE,
    ("POST", "/notices"): OFFICE,
    ("GET", "/conflicts"): CARRIERS | OFFICE,
    ("GET", "/duty"): CARRIERS,
    ("GET", "/progress"): CARRIERS,
    ("GET", "/branch"): {"branch_secretary"} | OFFICE,
    ("GET", "/waiting"): OFFICE,
    ("GET", "/arrivals"): OFFICE,
    ("GET", "/put-aside"): OFFICE,
    ("GET", "/members"): {"branch_secretary"} | OFFICE,
    ("GET", "/handover"): {"branch_secretary"} | OFFICE,
    ("GET", "/paper"): {"branch_secretary", "commune_office"},
    ("GET", "/paper/visits"): CARRIERS | OFFICE,
    ("GET", "/erasures"): {"branch_secretary"} | OFFICE,
}


def expected(rows: Rows, person: Any, method: str, allowed: set[str], seen: bool) -> set[int]:
    role = rows.role(person)
    if role == "stranger":
        return {303} if method == "GET" else {401}
    if role not in allowed:
        return {403}
    return {200, 303, 422} if seen else {404}


class Walk:
    """One random person asks for one random thing; what comes back is held against the oracle."""

    def __init__(self, world: World, dice: random.Random, browsers: dict[str, Browser]) -> None:
        self.world, self.dice, self.browsers = world, dice, browsers
        self.answers: dict[int, int] = {}

    async def step(self, rows: Rows, concerns: list[Concern]) -> None:
        name = self.dice.choice(PEOPLE)
        person = await self.person(name)
        sort = self.dice.randrange(4)
        if sort == 0:
            (method, path), allowed = self.dice.choice(list(LISTS.items()))
            seen = True
        elif sort == 1:
            concern = self.dice.choice(concerns)
            method, path, allowed = "GET", f"/concerns/{concern.id}", CARRIERS | OFFICE
            seen = rows.sees(person, concern)
        else:
            (method, end), allowed = self.dice.choice(list(OF_A_HOUSEHOLD.items()))
            home = self.dice.choice(rows.households)
            path, seen = f"/households/{home.id}{end}", home.id in rows.visible(person)
        await self.ask(rows, name, person, method, path, allowed, seen)

    async def ask(
        self, rows: Rows, name: str, person: Any, method: str, path: str, allowed: set[str], seen: bool
    ) -> None:
        browser = self.browsers[name]
        if person:
            await sign_in(browser, person)
        answer = await (browser.get(path) if method == "GET" else browser.send_form(path, {"met": "99"}))
        self.answers[answer.status_code] = self.answers.get(answer.status_code, 0) + 1
        told = f"{name} {method} {path}: {answer.status_code}"
        assert answer.status_code in expected(rows, person, method, allowed, seen), told
        visible = rows.visible(person)
        codes = {home.code for home in rows.households if home.id in visible}
        closed = {home.code for home in rows.households if home.closed_on}  # their old records stay readable
        readable = codes | (closed if rows.role(person) in OFFICE else set())
        assert set(CODE.findall(answer.text)) <= readable, told
        if self.dice.random() < 0.1:
            other = self.dice.choice(["PUT", "DELETE", "PATCH"])
            assert (await browser.request(other, path)).status_code in (401, 403, 404, 405), f"{other} {told}"

    async def person(self, name: str) -> Account | Member | None:
        if name == "stranger":
            return None
        person: Account | Member = getattr(self.world, name)
        await person.refresh_from_db()
        return person


@pytest.mark.parametrize("seed", [36])
async def test_random_people_get_exactly_what_is_theirs(
    huoi_co: World, browser_of: Any, database_url: str, seed: int
) -> None:
    """T-36: random person x page x method against the oracle; `GANDAN_FUZZ=100000` for a long run.

    Whoever may see what is decided by the same code on both; on PostgreSQL each of its statements runs.
    """
    pairs = PAIRS if database_url.startswith("sqlite") else PAIRS * 2 // 5
    dice = random.Random(seed + pairs)
    await grow(huoi_co, dice)
    browsers = {name: await browser_of(getattr(huoi_co, name, None)) for name in PEOPLE}
    for browser in browsers.values():
        await browser.get("/sign-in")
    walk, concerns = Walk(huoi_co, dice, browsers), await Concern.all().order_by("household__code")
    rows = await Rows.now()
    for number in range(pairs):
        if number % 5 == 0:
            await change_something(huoi_co, dice)
            rows = await Rows.now()
        await walk.step(rows, concerns)
    assert {200, 303, 403, 404, 422} <= set(walk.answers), walk.answers
    assert min(walk.answers[status] for status in (200, 403, 404)) > pairs / 20, walk.answers
