"""Whatever a signed-in person's browser sends, in an address or in a form, is no fault of the office."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from litestar import Litestar

from tests.support.logs import people_of
from tests.support.routes import handlers
from tests.support.world import World

NOT_TRIED = ("/sign-out", "/sync/", "/demo/", "/typed")
FOR_A_DATABASE = ["99999999999999999999", "-1", "a\x00b", "A" * 90, "\ud7ff\uffff"]
"""One of each sort of which a database may think otherwise."""
FOR_OUR_CODE = ["²", "①", "9" * 400, "\u202e", "1e9", "٣", "[]"]
"""No number, or a number or text like those: read, or refused, before a database is asked."""
ASKED = re.compile(r'(?:texts?\(\w+, |\.get(?:all)?\(|named\(\w+, )"(\w+)"')
NAMES = sorted(
    {name for file in Path("webapp").rglob("*.py") for name in ASKED.findall(file.read_text())} - {"op"}
)


def role_for(policy: Any, people: dict[Any, Any]) -> Any:
    return next((role for role in people if policy in ("signed_in", "public") or role in policy), None)


async def browsers(world: World, browser_of: Any) -> dict[Any, Any]:
    found = {role: await browser_of(person) for role, person in people_of(world).items()}
    for browser in found.values():
        await browser.get("/sign-in")
    return found


def with_parts(path: str, odd: str, world: World) -> list[str]:
    """Each part of the address in turn, the others as they may be."""
    names = re.findall(r"\{(\w+):(\w+)\}", path)
    found = []
    for name, _kind in names:
        filled = path
        for other, kind in names:
            value = (
                odd
                if other == name
                else world.an.id
                if other == "household_id"
                else "1"
                if kind == "int"
                else "A" * 11
            )
            filled = filled.replace(f"{{{other}:{kind}}}", quote(value, safe=""))
        found.append(filled)
    return found


@pytest.mark.both
@pytest.mark.parametrize("odd", FOR_A_DATABASE, ids=range(len(FOR_A_DATABASE)))
async def test_no_address_is_a_fault_of_the_database(
    app: Litestar, huoi_co: World, browser_of: Any, odd: str
) -> None:
    await no_address_is_a_fault(app, huoi_co, browser_of, odd)


@pytest.mark.parametrize("odd", FOR_OUR_CODE, ids=range(len(FOR_OUR_CODE)))
async def test_no_address_is_a_fault(app: Litestar, huoi_co: World, browser_of: Any, odd: str) -> None:
    await no_address_is_a_fault(app, huoi_co, browser_of, odd)


async def no_address_is_a_fault(app: Litestar, huoi_co: World, browser_of: Any, odd: str) -> None:
    people, tried = await browsers(huoi_co, browser_of), 0
    for path, method, handler in handlers(app):
        role = role_for(handler.opt["policy"], people)
        if method != "GET" or role is None or path.startswith((*NOT_TRIED, "/static")):
            continue
        plain = path.replace("{household_id:str}", huoi_co.an.id)
        places = with_parts(path, odd, huoi_co)
        if "{" not in plain:
            places.append(f"{plain}?{'&'.join(f'{name}={quote(odd)}' for name in NAMES)}")
        for place in places:
            answer = await people[role].get(place)
            assert answer.status_code < 500, (place[:200], answer.status_code)
            tried += 1
    assert tried > 80


@pytest.mark.both
@pytest.mark.parametrize("odd", [FOR_A_DATABASE[0], FOR_A_DATABASE[2]], ids=range(2))
async def test_no_form_is_a_fault_of_the_database(
    app: Litestar, huoi_co: World, browser_of: Any, odd: str
) -> None:
    await no_form_is_a_fault(app, huoi_co, browser_of, odd)


@pytest.mark.parametrize("odd", [FOR_OUR_CODE[0], FOR_OUR_CODE[6]], ids=range(2))
async def test_no_form_is_a_fault(app: Litestar, huoi_co: World, browser_of: Any, odd: str) -> None:
    await no_form_is_a_fault(app, huoi_co, browser_of, odd)


async def no_form_is_a_fault(app: Litestar, huoi_co: World, browser_of: Any, odd: str) -> None:
    people, tried = await browsers(huoi_co, browser_of), 0
    for path, method, handler in handlers(app):
        role = role_for(handler.opt["policy"], people)
        if (
            method != "POST"
            or role is None
            or path.startswith(NOT_TRIED)
            or handler.opt.get("exclude_from_csrf")
        ):
            continue
        good = re.sub(r"\{\w+:int\}", "1", path.replace("{household_id:str}", huoi_co.an.id))
        good = re.sub(r"\{\w+:str\}", "A" * 11, good)
        for place, sent in [
            (good, dict.fromkeys([*NAMES, "op"], odd)),
            *((one, {}) for one in with_parts(path, odd, huoi_co)),
        ]:
            answer = await people[role].send_form(place, sent)
            assert answer.status_code < 500, (place[:200], answer.status_code)
            tried += 1
    assert tried > 60
