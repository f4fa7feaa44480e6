"""A stand-in who is away is none, and an absence that began is written as it was."""

from typing import Any

import pytest

from tests.assignments.away import DAY, alone_on, free, full, goes, sees
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.assignments.absences.gaps import Gap
from webapp.assignments.absences.models import Absence
from webapp.core.calendar import today
from webapp.people.models import BranchMembership, MemberStatus
from webapp.register.charge_models import Assignment


async def test_a_stand_in_who_is_away_covers_nobody_and_another_is_proposed_there(
    huoi_co: World, browser_of: Any
) -> None:
    secretary = await browser_of(huoi_co.khoa)
    await full(huoi_co.khoa)
    await goes(huoi_co, secretary, huoi_co.en, 0, 9)
    assert "HC-003" in await sees(huoi_co.dan)
    assert await alone_on(huoi_co, today()) == {}

    await MemberStatus.create(
        member=huoi_co.dan, status="away_short", valid_from=today(), valid_to=today() + DAY,
        commune=huoi_co.commune.id,
    )  # fmt: skip
    alone = await alone_on(huoi_co, today())
    assert alone == dict.fromkeys([huoi_co.an.id, huoi_co.bao.id, huoi_co.canh.id], Gap.AWAY)
    uncovered = (await secretary.get("/assignments/uncovered")).text
    assert "HC-003" in uncovered and f"/assignments/branches/{huoi_co.branch.id}/absences" in uncovered
    assert await alone_on(huoi_co, today() + 2 * DAY) == {}

    await free(huoi_co.khoa)
    days = {"since": f"{today() + DAY:%d/%m/%Y}", "until": f"{today() + 3 * DAY:%d/%m/%Y}"}
    where = f"/assignments/branches/{huoi_co.branch.id}/absences"
    preview = (await secretary.send_form(where, {"op": "p", "member": huoi_co.dan.id, **days})).text
    assert f"đang thay ở đây từ {days['since']} đến {days['until']}" in preview and "HC-003" in preview
    absence = await goes(huoi_co, secretary, huoi_co.dan, 1, 3)
    rows = await Assignment.filter(group_id__in=absence.groups).prefetch_related("group__places__household")
    homes = {place.household.code for row in rows for place in row.group.places}  # type: ignore[attr-defined]
    assert homes == {"HC-001", "HC-002", "HC-003"}
    assert await alone_on(huoi_co, today() + DAY) == {}


@pytest.mark.parametrize("state", ["exempt", "suspended", "away_long", "left"])
async def test_whoever_cannot_be_in_charge_covers_nobody(huoi_co: World, browser_of: Any, state: str) -> None:
    await full(huoi_co.khoa)
    await goes(huoi_co, await browser_of(huoi_co.khoa), huoi_co.en, 0, 9)

    await MemberStatus.create(
        member=huoi_co.dan, status=state, valid_from=today() + DAY, commune=huoi_co.commune.id
    )

    assert await alone_on(huoi_co, today()) == {}
    assert (await alone_on(huoi_co, today() + DAY))[huoi_co.canh.id] is Gap.AWAY


async def test_whoever_left_the_branch_or_reports_being_away_covers_nobody(
    huoi_co: World, browser_of: Any
) -> None:
    await full(huoi_co.khoa)
    await goes(huoi_co, await browser_of(huoi_co.khoa), huoi_co.en, 0, 9)
    phone = await enrolled(huoi_co.dan)
    phone.write(7, "", ["away", f"{today()}", f"{today() + DAY}"])
    await phone.exchange(await browser_of(None))
    assert (await alone_on(huoi_co, today()))[huoi_co.canh.id] is Gap.AWAY
    assert huoi_co.canh.id not in await alone_on(huoi_co, today() + 2 * DAY)

    await BranchMembership.filter(member_id=huoi_co.dan.id).update(valid_to=today() + 2 * DAY)

    assert huoi_co.canh.id not in await alone_on(huoi_co, today() + 2 * DAY)
    assert (await alone_on(huoi_co, today() + 3 * DAY))[huoi_co.canh.id] is Gap.AWAY


async def test_who_comes_back_ends_all_that_stood_in_and_nothing_else(
    huoi_co: World, browser_of: Any
) -> None:
    """Én away, Dần stands in, Dần away, Khoa stands in for both."""
    secretary = await browser_of(huoi_co.khoa)
    await full(huoi_co.khoa)
    first = await goes(huoi_co, secretary, huoi_co.en, 0, 9)
    await free(huoi_co.khoa)
    second = await goes(huoi_co, secretary, huoi_co.dan, 0, 9)

    await secretary.send_form(f"/assignments/absences/{first.id}/return")

    assert "HC-003" not in await sees(huoi_co.dan)
    covers = Assignment.filter(group_id__in=second.groups).prefetch_related("group__places__household")
    assert {
        place.household.code
        for row in await covers
        for place in row.group.places  # type: ignore[attr-defined]
    } == {"HC-001", "HC-002"}
    assert await alone_on(huoi_co, today()) == {}


async def test_an_absence_that_began_lately_is_written_as_it_was_and_covered_from_today(
    huoi_co: World, browser_of: Any
) -> None:
    absence = await goes(huoi_co, await browser_of(huoi_co.khoa), huoi_co.dan, -30, 3)

    assert absence.valid_from == today() - 30 * DAY
    status = await MemberStatus.get(member_id=huoi_co.dan.id, status="away_short")
    assert status.valid_from == today() - 30 * DAY
    assert await alone_on(huoi_co, today()) == {}
    assert len(await alone_on(huoi_co, today() - DAY)) == 2
    assert {row.valid_from for row in await Assignment.filter(role="cover")} == {today()}


@pytest.mark.parametrize(("since", "until"), [(-31, 3), (-5, -1)])
async def test_what_is_long_ago_or_over_is_not(
    huoi_co: World, browser_of: Any, since: int, until: int
) -> None:
    days = {"since": f"{today() + since * DAY:%d/%m/%Y}", "until": f"{today() + until * DAY:%d/%m/%Y}"}
    sent = {"op": "once", "member": huoi_co.dan.id, "sure": "1", **days}
    where = f"/assignments/branches/{huoi_co.branch.id}/absences"

    answer = await (await browser_of(huoi_co.khoa)).send_form(where, sent)

    assert answer.status_code == 422 and days["since"] in answer.text
    assert not await Absence.all().exists()


async def test_what_a_member_reported_days_ago_is_confirmed_from_its_first_day(
    huoi_co: World, browser_of: Any
) -> None:
    phone = await enrolled(huoi_co.dan)
    phone.write(7, "", ["away", f"{today() - 2 * DAY}", f"{today() + DAY}"])
    await phone.exchange(await browser_of(None))

    page = (
        await (await browser_of(huoi_co.khoa)).get(f"/assignments/branches/{huoi_co.branch.id}/absences")
    ).text

    assert f'name="since" value="{today() - 2 * DAY:%d/%m/%Y}"' in page
