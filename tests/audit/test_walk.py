"""As many readings as pages about households were shown or put on phones, whoever walks where."""

import random
from typing import Any

import pytest
from litestar import Litestar

from sync.feed import page_hash
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from tests.support.written import arrive
from webapp.accounts.models import Device
from webapp.audit.models import Reading
from webapp.concerns.kinds import CONCERN
from webapp.concerns.models import Concern
from webapp.core.keys import office_point
from webapp.register.models import Household
from webapp.visits.models import Visit

pytestmark = pytest.mark.both

STEPS = 80
OF_NO_HOUSEHOLD = (
    "/members",
    "/progress",
    "/arrivals/file",
    "/handover",
    "/phones",
    "/help",
    "/device",
    "/outbox",
    "/households/import",
    "/waiting",
)
SHOW_NO_HOUSEHOLD = {
    "/arrivals/file",
    "/assignments/levels",
    "/attachments/{name:str}/page",
    "/concerns/phrases",
    "/concerns/phrases/{phrase_id:str}/end",
    "/handover",
    "/households/import",
    "/month",
    "/paper/branches/{branch_id:str}/duty",
    "/paper/visits",
    "/phones",
    "/phones/{device_id:str}/numbers",
    "/progress",
    "/waiting",
}
"""Each looked at by a person: numbers, forms to print or to hand in, and the frame of a file that is noted itself."""
PEOPLE = ("dan", "en", "khoa", "clerk", "secretary", "viewer")


def places(world: World, concern: Concern) -> list[str]:
    homes = [world.an, world.bao, world.canh, world.far]
    ends = (
        "",
        "?page=2",
        "/visits/new",
        "/concerns/new",
        "/notices",
        "/changes/new",
        "/readers",
        "/sheet",
        "/support",
        "/poverty",
        "/erasure",
    )
    lists = (
        "/households",
        "/households/register",
        "/concerns",
        "/notices",
        "/conflicts",
        "/arrivals",
        "/put-aside",
        "/duty",
        "/branch",
    )
    return [
        *[f"/households/{home.id}{end}" for home in homes for end in ends],
        *lists,
        *OF_NO_HOUSEHOLD,
        f"/concerns/{concern.id}",
        f"/concerns/{concern.id}/send-up",
        "/households/AAAAAAAAAAA",
        "/nowhere",
    ]


async def step(dice: random.Random, world: World, browser: Any, place: str) -> Any:
    if place == "/households/register" and dice.random() < 0.5:
        await browser.get("/help")
        return await browser.send_form(place, {"words": "an"})
    if place.endswith("/visits/new") and dice.random() < 0.5:  # a form with mistakes is shown once more
        return await browser.send_form(place.removesuffix("/new"), {"met": "99"})
    return await browser.get(place)


async def homes() -> list[str]:
    return [word for home in await Household.all() for word in (home.code, home.head_name)]


async def about(place: str) -> str:
    """The household that a page is about, "" for a list."""
    kind, id_ = (place.split("?")[0].split("/") + [""])[1:3]
    if kind == "concerns" and id_:
        return (await Concern.get(id=id_)).household_id
    return id_ if kind == "households" and len(id_) == 11 else ""


@pytest.mark.parametrize("seed", [66, 67])
async def test_every_page_about_a_household_leaves_one_reading(
    huoi_co: World, browser_of: Any, seed: int
) -> None:
    """T-66: rendered and packed pages are as many as the rows that tell of them."""
    dice, words = random.Random(seed), await homes()
    await arrive(CONCERN, huoi_co.dan, huoi_co.an, seq=900, category="1", severity="2", agreed="1")
    somewhere = places(huoi_co, await Concern.get())
    browsers = {name: await browser_of(getattr(huoi_co, name)) for name in PEOPLE}
    shown = 0
    for _ in range(STEPS):
        name, place = dice.choice(PEOPLE), dice.choice(somewhere)
        before = await Reading.all().count()

        answer = await step(dice, huoi_co, browsers[name], place)

        rows = await Reading.filter(number__gt=before)
        expected = answer.status_code in (200, 422) and place not in OF_NO_HOUSEHOLD
        assert len(rows) == expected, (name, place, answer.status_code)
        if any(word in answer.text for word in words):
            assert expected, f"{place} names a household and nobody noted it"
        if rows:
            shown += 1
            assert rows[0].who == getattr(huoi_co, name).id
            assert rows[0].household == (await about(place))
    assert shown > STEPS / 5
    assert await Reading.all().count() == shown


async def test_every_page_put_on_a_phone_leaves_one_reading(huoi_co: World, browser_of: Any) -> None:
    """T-66: what a pack holds, and nothing for an exchange that brings no page."""
    dice, browser = random.Random(66), await browser_of(None)
    phones = {name: await enrolled(getattr(huoi_co, name)) for name in ("dan", "en", "khoa")}
    total = 0
    for _ in range(12):
        name = dice.choice(sorted(phones))
        phone = phones[name]
        if dice.random() < 0.5 and name != "khoa":
            phone.write(1, (huoi_co.an if name == "dan" else huoi_co.canh).id, [1, [1], 0])
        before = await Reading.all().count()

        reply = await phone.exchange(browser)

        rows = {row.number: row for row in await Reading.filter(number__gt=before)}
        assert sorted(bytes(row.digest or b"") for row in rows.values()) == sorted(
            map(page_hash, reply.pages.values())
        )
        assert {row.household for row in rows.values()} - {""} == households_in(reply.pages)
        assert {(row.who, row.device) for row in rows.values()} <= {
            (getattr(huoi_co, name).id, device_of(phone))
        }
        total += len(reply.pages)
    assert total > 20 and await Reading.all().count() == total
    assert await Visit.all().count() > 2


async def test_pages_that_go_back_in_a_file_are_noted_too(huoi_co: World, browser_of: Any) -> None:
    """T-66: a courier's file puts pages on a phone as an exchange does."""
    phone, clerk = await enrolled(huoi_co.dan), await browser_of(huoi_co.clerk)
    await Device.filter(id=device_of(phone)).update(receive_key=office_point())

    answer = await clerk.send_form(f"/arrivals/{device_of(phone)}/return")

    assert answer.status_code == 200
    rows = await Reading.filter(digest__not_isnull=True)
    assert {(row.who, row.device) for row in rows} == {(huoi_co.dan.id, device_of(phone))}
    shown = [row.page for row in rows if row.household == huoi_co.an.id]
    assert len(shown) == 5 and "household/visits/new" in shown
    assert await Reading.filter(digest=None, who=huoi_co.clerk.id).count() == 1


def households_in(pages: dict[str, bytes]) -> set[str]:
    return {path.split("/")[2] for path in pages if path.startswith("/households/")}


def device_of(phone: Phone) -> str:
    from sync.envelope import to_text

    return to_text(phone.device)


async def test_every_route_that_asks_who_one_is_is_noted_unless_it_says_that_it_shows_nobody(
    app: Litestar,
) -> None:
    from tests.support.routes import handlers

    silent = {path for path, _, handler in handlers(app) if handler.opt.get("shows") == "nobody"}

    assert not [path for path in silent if "household_id" in path or "concern_id" in path]
    # These come before households and cannot know one (tests/test_structure.py).
    before = ("/members", "/organisation", "/account", "/slips", "/browsers", "/office/promises")
    # Notices name no household, but for their list on a phone and the page of a household; training cards and meetings none.
    before = (*before, "/notices", "/duty/", "/dates", "/meetings", "/help-requests", "/reception")
    assert {path for path in silent if not path.startswith(before)} == SHOW_NO_HOUSEHOLD
