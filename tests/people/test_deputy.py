"""While the secretary is away, or nobody has the post, the deputy speaks for the branch; not a day longer."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.phone import enrolled
from tests.support.world import LONG_AGO, World
from webapp.accounts.sign_in.signed_in import member_person
from webapp.assignments.absences.models import Absence
from webapp.core.calendar import today
from webapp.people.models import Member, MemberStatus, Position
from webapp.people.rules import branches_led_between, leads_on

DAY = timedelta(days=1)


async def deputy(world: World, member: Member) -> None:
    await Position.create(
        member=member,
        org=world.branch,
        kind="deputy_secretary",
        valid_from=LONG_AGO,
        commune=world.commune.id,
    )


async def away(
    world: World, member: Member, since: date, until: date | None, state: str = "away_short"
) -> None:
    await MemberStatus.create(
        member=member, status=state, valid_from=since, valid_to=until, commune=world.commune.id
    )


def absence(world: World) -> dict[str, str]:
    days = {"since": f"{today():%d/%m/%Y}", "until": f"{today() + DAY:%d/%m/%Y}"}
    return {"op": "once", "member": world.dan.id, "sure": "1", **days}


async def leads(member: Member, day: date) -> list[str | None]:
    return [one.instead_of for one in await leads_on(member.id, day)]


async def test_the_deputy_acts_while_the_secretary_is_away_and_the_pages_say_so(
    huoi_co: World, browser_of: Any
) -> None:
    await deputy(huoi_co, huoi_co.en)
    browser, where = await browser_of(huoi_co.en), f"/assignments/branches/{huoi_co.branch.id}/absences"
    assert (await browser.get(where)).status_code == 403
    assert (await browser.send_form(where, absence(huoi_co))).status_code == 403
    secretary = await browser_of(huoi_co.khoa)
    sent = absence(huoi_co) | {"member": huoi_co.khoa.id}
    assert (await secretary.send_form(where, sent)).status_code == 303

    page = await browser.get(where)
    done = await browser.send_form(where, absence(huoi_co))
    plan = await browser.send_form(f"/assignments/branches/{huoi_co.branch.id}/plans")

    assert page.status_code == 200
    assert "thay mặt bí thư Cụt Đình Khoa" in page.text
    assert (done.status_code, plan.status_code) == (303, 303)
    assert (await Absence.get(member_id=huoi_co.dan.id)).by_name == "Vi Thị Én"
    elsewhere = "/assignments/branches/AAAAAAAAAAA/absences"
    assert (await browser.get(elsewhere)).status_code == 404
    assert "thay mặt" not in (await secretary.get(where)).text

    own = await Absence.get(member_id=huoi_co.khoa.id)
    assert (await secretary.send_form(f"/assignments/absences/{own.id}/return")).status_code == 303
    assert (await browser.get(where)).status_code == 403
    assert (await browser.send_form(where, absence(huoi_co) | {"op": "later"})).status_code == 403


async def test_nobody_has_the_post(huoi_co: World, browser_of: Any) -> None:
    await deputy(huoi_co, huoi_co.en)
    await Position.filter(kind="secretary").update(valid_to=today() - DAY)

    page = await (await browser_of(huoi_co.en)).get("/assignments")

    assert page.status_code == 200
    assert "chưa có bí thư" in page.text
    assert await leads(huoi_co.en, today() - DAY) == []


@pytest.mark.parametrize("state", ["away_short", "away_long", "suspended", "exempt"])
async def test_on_these_days_and_no_others(huoi_co: World, state: str) -> None:
    await deputy(huoi_co, huoi_co.en)
    await away(huoi_co, huoi_co.khoa, today(), today() + DAY, state)

    found = [await leads(huoi_co.en, today() + n * DAY) for n in (-1, 0, 1, 2)]

    assert found == [[], ["Cụt Đình Khoa"], ["Cụt Đình Khoa"], []]
    assert await leads(huoi_co.dan, today()) == []


@pytest.mark.both
async def test_what_was_written_while_acting_may_arrive_later(huoi_co: World) -> None:
    await deputy(huoi_co, huoi_co.en)
    await away(huoi_co, huoi_co.khoa, today() - 5 * DAY, today() - 3 * DAY)

    async def spoke(member: Member, first: int, last: int = 0) -> bool:
        found = await branches_led_between(member.id, today() + first * DAY, today() + last * DAY)
        return [one.id for one in found] == [huoi_co.branch.id]

    assert [await spoke(huoi_co.en, n) for n in (-9, -3, -2)] == [True, True, False]
    assert not await spoke(huoi_co.en, -9, -6)
    assert await spoke(huoi_co.khoa, -9) and not await spoke(huoi_co.dan, -9)


async def test_a_deputy_who_is_away_too_does_not_act(huoi_co: World) -> None:
    await deputy(huoi_co, huoi_co.en)
    await away(huoi_co, huoi_co.khoa, today(), None)
    await away(huoi_co, huoi_co.en, today(), today())

    assert await leads(huoi_co.en, today()) == []
    assert await leads(huoi_co.en, today() + DAY) == ["Cụt Đình Khoa"]


async def test_who_leads_a_branch_does_not_act_for_it(huoi_co: World) -> None:
    await deputy(huoi_co, huoi_co.khoa)
    await away(huoi_co, huoi_co.khoa, today(), None)

    person = await member_person(huoi_co.khoa)

    assert (person.branch_id, person.instead_of) == (huoi_co.branch.id, None)


async def test_the_deputys_phone_carries_the_branch_while_it_acts(huoi_co: World, browser_of: Any) -> None:
    await deputy(huoi_co, huoi_co.en)
    phone = await enrolled(huoi_co.en)
    await phone.exchange(await browser_of(None))
    assert "/branch" not in phone.pages

    await away(huoi_co, huoi_co.khoa, today(), None)
    await phone.exchange(await browser_of(None))

    assert "thay mặt bí thư Cụt Đình Khoa" in phone.pages["/branch"].decode()
