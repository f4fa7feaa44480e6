"""Another stand-in is chosen by hand, or proposed again, for the rest of the days; nothing is forgotten."""

from typing import Any

import pytest

from tests.assignments.away import DAY, alone_on, free, full, goes, sees
from tests.support.browsing import wrong_fields
from tests.support.world import World, more_households
from webapp.assignments.absences.gaps import Gap
from webapp.assignments.absences.models import Absence, CoverChange
from webapp.core.calendar import today
from webapp.people.models import Member


def path(world: World, absence: Absence, more: str = "") -> str:
    return f"/assignments/branches/{world.branch.id}/absences/{absence.id}{more}"


async def chosen(
    world: World, browser: Any, absence: Absence, member: Member, *homes: Any, **more: str
) -> Any:
    sent = {"op": "by-hand", "member": member.id, "houses": [one.id for one in homes], **more}
    return await browser.send_form(path(world, absence, "/stand-ins"), sent)


async def test_nobody_had_room_and_somebody_is_chosen_by_hand_with_a_reason(
    huoi_co: World, browser_of: Any
) -> None:
    secretary = await browser_of(huoi_co.khoa)
    await full(huoi_co.khoa, huoi_co.en)
    absence = await goes(huoi_co, secretary, huoi_co.dan, 0, 9)
    page = (await secretary.get(path(huoi_co, absence))).text
    assert "2 hộ chưa có người phụ trách" in page and "Moong Thị An" in page
    assert (
        path(huoi_co, absence)
        in (await secretary.get(f"/assignments/branches/{huoi_co.branch.id}/absences")).text
    )

    without = await chosen(huoi_co, secretary, absence, huoi_co.en, huoi_co.an)
    assert without.status_code == 422 and wrong_fields(without) == ["reason"]
    assert "Vi Thị Én nhận 0 hộ, nay sẽ là 2 hộ" in without.text
    for _ in range(2):
        done = await chosen(huoi_co, secretary, absence, huoi_co.en, huoi_co.an, reason="Nhà ngay cạnh")
        assert done.status_code == 303

    assert await alone_on(huoi_co, today()) == {huoi_co.bao.id: Gap.AWAY}
    assert "HC-001" in await sees(huoi_co.en, today() + 9 * DAY)
    assert "HC-001" not in await sees(huoi_co.en, today() + 10 * DAY)
    change = await CoverChange.get()
    assert (change.before_id, change.after_id, change.by_name) == (None, huoi_co.en.id, "Cụt Đình Khoa")
    assert "Nhà ngay cạnh" in (await secretary.get(path(huoi_co, absence))).text


@pytest.mark.both
async def test_choosing_another_undoes_it_and_both_stay_in_the_history(
    huoi_co: World, browser_of: Any
) -> None:
    secretary = await browser_of(huoi_co.khoa)
    await full(huoi_co.khoa)
    absence = await goes(huoi_co, secretary, huoi_co.dan, 2, 9)
    day = absence.valid_from
    assert {"HC-001", "HC-002"} <= await sees(huoi_co.en, day)

    await chosen(huoi_co, secretary, absence, huoi_co.khoa, huoi_co.an, reason="Cùng cụm", op="a")
    assert "HC-001" not in await sees(huoi_co.en, day)
    assert "HC-002" in await sees(huoi_co.en, day)
    page = (await secretary.get(f"/assignments/branches/{huoi_co.branch.id}/absences")).text
    assert "Cụt Đình Khoa" in page and "Vi Thị Én" in page
    for op in ("b", "the same once more"):
        done = await chosen(huoi_co, secretary, absence, huoi_co.en, huoi_co.an, huoi_co.bao, op=op)
        assert done.status_code == 303

    assert {"HC-001", "HC-002"} <= await sees(huoi_co.en, day)
    assert await alone_on(huoi_co, day) == {}
    changes = await CoverChange.all().order_by("at")
    assert [(one.before_id, one.after_id) for one in changes] == [
        (huoi_co.en.id, huoi_co.khoa.id),
        (huoi_co.khoa.id, huoi_co.en.id),
    ]


async def test_after_somebody_came_it_is_proposed_again_for_those_without_anybody(
    huoi_co: World, browser_of: Any
) -> None:
    secretary = await browser_of(huoi_co.khoa)
    await more_households(huoi_co, 3)
    await full(huoi_co.khoa)
    await Member.filter(id=huoi_co.en.id).update(capacity_override=3)
    absence = await goes(huoi_co, secretary, huoi_co.dan, 0, 9)
    kept = await sees(huoi_co.en)
    assert len(await alone_on(huoi_co, today())) == 3

    await free(huoi_co.khoa)
    preview = await secretary.send_form(path(huoi_co, absence, "/proposal"))
    assert preview.status_code == 200 and "Giao đ/c Khoa" in preview.text
    assert not await CoverChange.all().exists()
    for _ in range(2):
        done = await secretary.send_form(path(huoi_co, absence, "/proposal"), {"op": "again", "sure": "1"})
        assert done.status_code == 303

    assert await alone_on(huoi_co, today()) == {}
    assert await sees(huoi_co.en) == kept
    assert {one.after_id for one in await CoverChange.all()} == {huoi_co.khoa.id}
    assert await CoverChange.all().count() == 3


async def test_whom_the_family_does_not_wish_or_who_is_away_is_not_chosen(
    huoi_co: World, browser_of: Any
) -> None:
    secretary = await browser_of(huoi_co.khoa)
    await full(huoi_co.khoa, huoi_co.en)
    absence = await goes(huoi_co, secretary, huoi_co.dan, 0, 9)
    await goes(huoi_co, secretary, huoi_co.en, 5, 6)
    await secretary.send_form(
        f"/households/{huoi_co.an.id}/another-member", {"op": "w", "member": huoi_co.khoa.id, "asked": "1"}
    )

    more = {"reason": "Nhà ngay cạnh"}
    away = await chosen(huoi_co, secretary, absence, huoi_co.en, huoi_co.an, **more)
    own = await chosen(huoi_co, secretary, absence, huoi_co.dan, huoi_co.an, **more)
    nobodys = await chosen(huoi_co, secretary, absence, huoi_co.khoa, huoi_co.canh, **more)
    nothing = await chosen(huoi_co, secretary, absence, huoi_co.khoa, **more)

    assert [one.status_code for one in (away, own, nobodys, nothing)] == [422] * 4
    wrong = [wrong_fields(one) for one in (away, own, nobodys, nothing)]
    assert wrong == [["member"], ["member"], ["houses"], ["houses"]]
    assert "Nhà ngay cạnh" in away.text
    assert not await CoverChange.all().exists()


@pytest.mark.both
async def test_an_absence_that_is_over_is_only_read(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.khoa)
    absence = await goes(huoi_co, secretary, huoi_co.dan, 0, 9)
    await secretary.send_form(f"/assignments/absences/{absence.id}/return")

    page = await secretary.get(path(huoi_co, absence))

    assert "Đợt vắng này đã hết" in page.text
    answer = await chosen(huoi_co, secretary, absence, huoi_co.en, huoi_co.an)
    assert answer.status_code == 409


async def test_strangers_and_others_choose_nobody(huoi_co: World, browser_of: Any) -> None:
    absence = await goes(huoi_co, await browser_of(huoi_co.khoa), huoi_co.dan, 0, 9)

    for who, read, write in (
        (huoi_co.dan, 403, 403),
        (huoi_co.secretary, 200, 403),
        (huoi_co.clerk, 200, 303),
    ):
        browser = await browser_of(who)
        assert (await browser.get(path(huoi_co, absence))).status_code == read
        answer = await chosen(huoi_co, browser, absence, huoi_co.khoa, huoi_co.an)
        assert answer.status_code == write
    elsewhere = path(huoi_co, absence).replace(huoi_co.branch.id, "AAAAAAAAAAA")
    assert (await (await browser_of(huoi_co.clerk)).get(elsewhere)).status_code == 404
    khoa = await browser_of(huoi_co.khoa)
    missing = f"/assignments/branches/{huoi_co.branch.id}/absences/AAAAAAAAAAA"
    assert (await khoa.get(missing)).status_code == 404
    assert (await khoa.send_form(f"{missing}/proposal")).status_code == 404
