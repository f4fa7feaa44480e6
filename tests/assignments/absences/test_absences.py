"""Somebody is away: neighbours stand in for those days, nobody else is moved, and the return comes by itself."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.world import World, more_households
from webapp.accounts.sign_in.signed_in import member_person
from webapp.assignments.absences.models import Absence
from webapp.core.calendar import today
from webapp.people.models import Member, MemberStatus
from webapp.register.charge import holders_of
from webapp.register.charge_models import Assignment
from webapp.register.models import Household
from webapp.register.queries import households_visible_to


def away(world: World, **more: str) -> dict[str, str]:
    since, until = today() + timedelta(days=2), today() + timedelta(days=9)
    days = {"since": f"{since:%d/%m/%Y}", "until": f"{until:%d/%m/%Y}"}
    return {"op": "once", "member": world.dan.id, **days, **more}


async def seen_by(member: Member, day: date) -> set[str]:
    person = await member_person(member)
    return {one.code for one in await (await households_visible_to(person, day))}


async def report(world: World, browser: Any, **more: str) -> Any:
    return await browser.send_form(
        f"/assignments/branches/{world.branch.id}/absences", away(world, sure="1", **more)
    )


async def test_first_it_shows_who_would_stand_in(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.khoa)

    answer = await secretary.send_form(f"/assignments/branches/{huoi_co.branch.id}/absences", away(huoi_co))

    assert answer.status_code == 200
    assert "HC-001 · Moong Thị An" in answer.text
    assert "HC-003" not in answer.text
    assert not await Absence.all().exists()


async def test_for_those_days_somebody_stands_in_and_then_all_is_as_before(
    huoi_co: World, browser_of: Any
) -> None:
    before = await holders_of([huoi_co.an.id, huoi_co.bao.id, huoi_co.canh.id], today())

    for _ in range(2):
        assert (await report(huoi_co, await browser_of(huoi_co.khoa))).status_code == 303

    absence = await Absence.get()
    others = [huoi_co.en, huoi_co.khoa]
    day = absence.valid_from - timedelta(days=1)
    while day <= absence.valid_to + timedelta(days=1):
        standing = set().union(*[await seen_by(one, day) for one in others if one is huoi_co.en])
        covers = Assignment.filter(role="cover", valid_from__lte=day, valid_to__gte=day)
        inside = absence.valid_from <= day <= absence.valid_to
        assert await covers.exists() is inside
        assert {"HC-001", "HC-002"} <= await seen_by(huoi_co.dan, day)
        assert "HC-003" in standing
        assert await holders_of(list(before), day) == before
        day += timedelta(days=1)
    assert await MemberStatus.filter(member_id=huoi_co.dan.id, status="away_short").count() == 1


async def test_no_day_is_without_a_holder_while_neighbours_have_room(huoi_co: World, browser_of: Any) -> None:
    """Whoever the member had is somebody's on every day of the absence, and each stand-in sees only theirs."""
    await more_households(huoi_co, 9)
    await report(huoi_co, await browser_of(huoi_co.khoa))
    absence = await Absence.get()
    mine = await seen_by(huoi_co.dan, absence.valid_from)
    assert len(mine) == 11

    covered: set[str] = set()
    for row in await Assignment.filter(role="cover").prefetch_related("group__places__household"):
        codes = {place.household.code for place in row.group.places}  # type: ignore[attr-defined]
        assert not covered & codes
        covered |= codes
    assert covered == mine


async def test_whom_nobody_can_take_is_said_aloud(huoi_co: World, browser_of: Any) -> None:
    await Member.filter(id=huoi_co.en.id).update(capacity_override=1)
    await Member.filter(id=huoi_co.khoa.id).update(capacity_override=0)
    secretary = await browser_of(huoi_co.khoa)

    preview = await secretary.send_form(
        f"/assignments/branches/{huoi_co.branch.id}/absences", away(huoi_co, since=f"{today():%d/%m/%Y}")
    )
    await report(huoi_co, secretary, since=f"{today():%d/%m/%Y}")
    board = (await secretary.get(f"/assignments?branch={huoi_co.branch.id}")).text

    assert "chưa có người thay" in preview.text
    assert "2 hộ chưa có người phụ trách" in board


async def test_coming_back_earlier_ends_it_that_day(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.khoa)
    await report(huoi_co, secretary, since=f"{today():%d/%m/%Y}")
    absence = await Absence.get()
    first = await Assignment.filter(role="cover", valid_to__gte=today()).count()

    for _ in range(2):
        answer = await secretary.send_form(f"/assignments/absences/{absence.id}/return")
        assert answer.status_code == 303

    assert first
    assert not await Assignment.filter(role="cover", valid_to__gte=today()).exists()
    await absence.refresh_from_db()
    assert (absence.ended_by, absence.valid_to) == ("Cụt Đình Khoa", today() - timedelta(days=1))
    assert (await report(huoi_co, secretary, op="again")).status_code == 303


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"member": ""}, ["member"]),
        ({"member": "AAAAAAAAAAA"}, ["member"]),
        ({"since": "01/01/2020"}, ["since", "until"]),
        ({"until": "31/02/2030"}, ["until"]),
        ({"until": "01/01/2090"}, ["until"]),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(
    huoi_co: World, browser_of: Any, more: dict[str, str], wrong: list[str]
) -> None:
    answer = await report(huoi_co, await browser_of(huoi_co.khoa), **more)

    assert answer.status_code == 422
    assert wrong_fields(answer) == wrong
    assert {**away(huoi_co), **more}["until"] in answer.text
    assert not await Absence.all().exists()


async def test_two_absences_do_not_overlap_and_who_is_away_does_not_stand_in(
    huoi_co: World, browser_of: Any
) -> None:
    secretary = await browser_of(huoi_co.khoa)
    await report(huoi_co, secretary)
    stood_in = {row.member_id for row in await Assignment.filter(role="cover")}

    again = await report(huoi_co, secretary, op="again")
    await Member.filter(id=huoi_co.khoa.id).update(capacity_override=0)
    await report(huoi_co, secretary, op="en", member=huoi_co.en.id)

    assert again.status_code == 422
    assert wrong_fields(again) == ["since"]
    later = await Assignment.filter(role="cover", member_id=huoi_co.dan.id)
    assert stood_in
    assert not later


async def test_strangers_and_others_do_not_write_absences(huoi_co: World, browser_of: Any) -> None:
    await report(huoi_co, await browser_of(huoi_co.khoa))
    absence = await Absence.get()
    khoa = await browser_of(huoi_co.khoa)

    for who in (huoi_co.dan, huoi_co.secretary):
        assert (await report(huoi_co, await browser_of(who), op="no")).status_code == 403
    assert (
        await khoa.send_form("/assignments/branches/AAAAAAAAAAA/absences", away(huoi_co))
    ).status_code == 404
    assert (await khoa.send_form("/assignments/absences/AAAAAAAAAAA/return")).status_code == 404
    stranger = await browser_of(huoi_co.dan)
    assert (await stranger.send_form(f"/assignments/absences/{absence.id}/return")).status_code == 403
    assert (await khoa.get(f"/assignments/branches/{huoi_co.branch.id}/absences")).status_code == 200
    assert await Absence.all().count() == 1
    assert await Household.all().count() == 4
