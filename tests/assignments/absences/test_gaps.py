"""Nobody is ever without a member silently: the list says who and why, on any day, on screen and on paper."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.assignments.absences.gaps import Gap, gaps_in
from webapp.assignments.charge.take_charge import take_charge
from webapp.core.calendar import today
from webapp.people.models import BranchMembership, Member, MemberStatus, PartyOrg

WHERE = "/assignments/uncovered"


async def gaps(world: World, day: Any = None) -> dict[str, Gap]:
    return {house: gap for house, (gap, _) in (await gaps_in([world.branch], day or today())).items()}


async def status(world: World, state: str, **more: Any) -> None:
    await MemberStatus.create(
        member=world.dan, status=state, valid_from=today(), commune=world.commune.id, **more
    )


async def test_while_everybody_is_there_the_list_is_empty(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.khoa)

    assert await gaps(huoi_co) == {}
    page = await secretary.get(WHERE)
    assert page.status_code == 200 and "HC-" not in page.text
    assert "chưa có người phụ trách" not in (await secretary.get("/")).text


async def test_nobody_was_given_the_household(huoi_co: World, browser_of: Any) -> None:
    await take_charge(huoi_co.branch, {huoi_co.an.id: None}, today(), by="x", reason="y")

    assert await gaps(huoi_co) == {huoi_co.an.id: Gap.NOBODY}
    page = (await (await browser_of(huoi_co.khoa)).get(WHERE)).text
    assert "HC-001" in page and "Moong Thị An" in page and "HC-002" not in page


@pytest.mark.parametrize("state", ["exempt", "away_long", "suspended", "transferred", "deceased", "left"])
async def test_whoever_has_it_cannot_be_in_charge(huoi_co: World, browser_of: Any, state: str) -> None:
    await status(huoi_co, state)

    assert await gaps(huoi_co) == {huoi_co.an.id: Gap.GONE, huoi_co.bao.id: Gap.GONE}
    assert await gaps(huoi_co, today() - timedelta(days=1)) == {}
    assert "Lô Văn Dần" in (await (await browser_of(huoi_co.khoa)).get(WHERE)).text


async def test_whoever_has_it_takes_part_in_the_branch_no_more(huoi_co: World) -> None:
    await BranchMembership.filter(member_id=huoi_co.dan.id).update(valid_to=today())

    assert await gaps(huoi_co) == {}
    tomorrow = await gaps(huoi_co, today() + timedelta(days=1))
    assert tomorrow == {huoi_co.an.id: Gap.GONE, huoi_co.bao.id: Gap.GONE}


async def test_away_counts_only_for_the_days_and_households_that_nobody_stands_in_for(
    huoi_co: World, browser_of: Any
) -> None:
    await Member.filter(id=huoi_co.khoa.id).update(capacity_override=0)
    await Member.filter(id=huoi_co.en.id).update(capacity_override=2)
    days = {"since": f"{today():%d/%m/%Y}", "until": f"{today() + timedelta(days=3):%d/%m/%Y}"}
    sent = {"op": "one", "member": huoi_co.dan.id, "sure": "1", **days}
    where = f"/assignments/branches/{huoi_co.branch.id}/absences"
    answer = await (await browser_of(huoi_co.khoa)).send_form(where, sent)
    assert answer.status_code == 303

    found = await gaps(huoi_co)

    assert list(found.values()) == [Gap.AWAY]
    assert await gaps(huoi_co, today() + timedelta(days=4)) == {}


async def test_a_short_absence_that_nobody_arranged_for_counts_too(huoi_co: World) -> None:
    await status(huoi_co, "away_short", valid_to=today())

    assert set((await gaps(huoi_co)).values()) == {Gap.AWAY}
    assert await gaps(huoi_co, today() + timedelta(days=1)) == {}


async def test_what_a_member_reports_counts_before_the_secretary_confirms(
    huoi_co: World, browser_of: Any
) -> None:
    phone = await enrolled(huoi_co.dan)
    phone.write(7, "", ["away", f"{today()}", f"{today() + timedelta(days=5)}"])
    await phone.exchange(await browser_of(None))

    assert set((await gaps(huoi_co)).values()) == {Gap.REPORTED}
    secretary = await browser_of(huoi_co.khoa)
    first = (await secretary.get("/")).text
    assert "2 hộ chưa có người phụ trách" in first and "1 người báo vắng chờ xác nhận" in first
    assert "báo vắng, chưa xác nhận" in (await secretary.get(WHERE)).text
    assert "2 hộ chưa có người phụ trách" in (await secretary.get("/assignments")).text


async def test_the_first_screens_say_the_number_and_agree_with_the_list(
    huoi_co: World, browser_of: Any
) -> None:
    await status(huoi_co, "exempt")

    for person, first in (
        (huoi_co.khoa, "/"),
        (huoi_co.clerk, "/arrivals"),
        (huoi_co.secretary, "/arrivals"),
    ):
        browser = await browser_of(person)
        for path in (first, WHERE, "/assignments"):
            assert "2 hộ chưa có người phụ trách" in (await browser.get(path)).text
    phone = await enrolled(huoi_co.khoa)
    await phone.exchange(await browser_of(None))
    assert "2 hộ chưa có người phụ trách" in phone.pages["/"].decode()


@pytest.mark.both
async def test_who_has_more_than_agreed_is_listed_and_not_silently_kept(
    huoi_co: World, browser_of: Any
) -> None:
    await Member.filter(id=huoi_co.dan.id).update(capacity_override=1)

    page = (await (await browser_of(huoi_co.clerk)).get(WHERE)).text

    assert "1 đảng viên phụ trách quá số hộ đã nhận" in page
    assert "Lô Văn Dần: 2/1" in page


async def test_any_day_can_be_asked_for_and_a_wrong_one_is_said(huoi_co: World, browser_of: Any) -> None:
    await status(huoi_co, "exempt")
    secretary = await browser_of(huoi_co.khoa)
    yesterday = today() - timedelta(days=1)

    before = await secretary.get(f"{WHERE}?on={yesterday:%d/%m/%Y}")
    wrong = await secretary.get(f"{WHERE}?on=31/02/2026")

    assert f"Ngày {yesterday:%d/%m/%Y}" in before.text and "HC-" not in before.text
    assert wrong.status_code == 422 and wrong_fields(wrong) == ["on"]
    assert "31/02/2026" in wrong.text and "HC-001" in wrong.text


async def test_a_secretary_sees_the_own_branch_and_a_member_nothing(huoi_co: World, browser_of: Any) -> None:
    await PartyOrg.create(
        unit=huoi_co.other_hamlet, kind="branch", branch_kind="hamlet", name="Chi bộ Xàn",
        commune=huoi_co.commune.id,
    )  # fmt: skip

    assert "XA-001" in (await (await browser_of(huoi_co.clerk)).get(WHERE)).text
    assert "XA-001" not in (await (await browser_of(huoi_co.khoa)).get(WHERE)).text
    for person in (huoi_co.dan, huoi_co.viewer):
        assert (await (await browser_of(person)).get(WHERE)).status_code == 403
