"""The commune lends cadres to a branch that has too few members, one hamlet each."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.assignments.planning import made
from tests.support.browsing import wrong_fields
from tests.support.world import LONG_AGO, World
from webapp.assignments.absences.gaps import gaps_in
from webapp.assignments.plans.models import PlanLine
from webapp.core.calendar import today
from webapp.people.models import BranchMembership, Member, MemberStatus, PartyOrg
from webapp.register.charge import holders_of
from webapp.register.charge_models import Assignment

UNTIL = today() + timedelta(days=90)
SAID = {"until": f"{UNTIL:%d/%m/%Y}", "paper_no": "21-QĐ/ĐU"}


async def cadre(world: World, name: str) -> Member:
    c = {"commune": world.commune.id}
    office, _ = await PartyOrg.get_or_create(
        kind="branch", branch_kind="office", name="Chi bộ Cơ quan xã", unit_id=world.commune.id, **c
    )
    member = await Member.create(full_name=name, **c)
    await MemberStatus.create(member=member, status="active", valid_from=LONG_AGO, **c)
    await BranchMembership.create(member=member, branch=office, valid_from=LONG_AGO, **c)
    return member


async def test_a_lent_cadre_covers_what_residents_cannot(huoi_co: World, browser_of: Any) -> None:
    lent = await cadre(huoi_co, "Ngân Thị Bảo")
    for member in (huoi_co.dan, huoi_co.khoa):
        member.capacity_override = 0
        await member.save()
    await Member.filter(id=huoi_co.en.id).update(capacity_override=1)
    clerk = await browser_of(huoi_co.clerk)
    where = f"/assignments/branches/{huoi_co.branch.id}/lent"

    offered = (await clerk.get(f"/assignments?branch={huoi_co.branch.id}")).text
    for _ in range(2):
        assert (await clerk.send_form(where, {"cadre": lent.id, **SAID})).status_code == 303
    plan = await made(huoi_co, clerk)

    assert f'<option value="{lent.id}">Ngân Thị Bảo</option>' in offered
    assert await BranchMembership.filter(member_id=lent.id, secondary=True).count() == 1
    held = dict(await PlanLine.filter(plan_id=plan.id).values_list("household_id", "member_id"))
    assert None not in held.values()
    assert list(held.values()).count(lent.id) == 2
    assert plan.lent_needed == 1


async def test_nobody_serves_two_hamlets(huoi_co: World, browser_of: Any) -> None:
    lent = await cadre(huoi_co, "Ngân Thị Bảo")
    other = await PartyOrg.create(
        unit=huoi_co.other_hamlet, kind="branch", branch_kind="hamlet", name="Chi bộ Xàn",
        commune=huoi_co.commune.id,
    )  # fmt: skip
    clerk = await browser_of(huoi_co.clerk)

    await clerk.send_form(f"/assignments/branches/{other.id}/lent", {"cadre": lent.id, **SAID})
    refused = await clerk.send_form(
        f"/assignments/branches/{huoi_co.branch.id}/lent", {"cadre": lent.id, **SAID}
    )
    resident = await clerk.send_form(
        f"/assignments/branches/{huoi_co.branch.id}/lent", {"cadre": huoi_co.dan.id, **SAID}
    )

    assert (refused.status_code, resident.status_code) == (422, 422)
    assert wrong_fields(refused) == wrong_fields(resident) == ["cadre"]
    assert await BranchMembership.filter(secondary=True).count() == 1


@pytest.mark.both
async def test_only_the_office_lends_and_takes_back(huoi_co: World, browser_of: Any) -> None:
    lent = await cadre(huoi_co, "Ngân Thị Bảo")
    where = f"/assignments/branches/{huoi_co.branch.id}/lent"
    khoa, clerk = await browser_of(huoi_co.khoa), await browser_of(huoi_co.clerk)

    assert (await khoa.send_form(where, {"cadre": lent.id, **SAID})).status_code == 403
    assert (
        await clerk.send_form("/assignments/branches/AAAAAAAAAAA/lent", {"cadre": lent.id, **SAID})
    ).status_code == 404
    assert (await clerk.send_form(where, {"cadre": lent.id, **SAID})).status_code == 303
    moved = {"op": "m", "houses": [huoi_co.an.id], "member": lent.id, "reason": "Tăng cường", "sure": "1"}
    await clerk.send_form(f"/assignments/branches/{huoi_co.branch.id}/moves", moved)
    busy = await clerk.send_form(where, {"cadre": lent.id, "back": "1"})
    await clerk.send_form(
        f"/assignments/branches/{huoi_co.branch.id}/moves", moved | {"op": "n", "member": huoi_co.en.id}
    )
    free = await clerk.send_form(where, {"cadre": lent.id, "back": "1"})

    assert (busy.status_code, free.status_code) == (422, 303)
    assert wrong_fields(busy) == ["cadre"]
    assert (await BranchMembership.get(member_id=lent.id, secondary=True)).valid_to is not None


@pytest.mark.both
async def test_it_ends_by_itself_on_its_last_day_and_the_households_show_loudly(
    huoi_co: World, browser_of: Any
) -> None:
    lent = await cadre(huoi_co, "Ngân Thị Bảo")
    clerk = await browser_of(huoi_co.clerk)
    where = f"/assignments/branches/{huoi_co.branch.id}"
    await clerk.send_form(f"{where}/lent", {"cadre": lent.id, **SAID})
    moved = {"op": "m", "houses": [huoi_co.an.id], "member": lent.id, "reason": "Tăng cường", "sure": "1"}
    await clerk.send_form(f"{where}/moves", moved)

    row = await Assignment.get(member_id=lent.id)
    board = (await clerk.get(f"/assignments?branch={huoi_co.branch.id}")).text
    roster = (await clerk.get(f"/paper/branches/{huoi_co.branch.id}/roster")).text

    assert (row.role, row.valid_to) == ("reinforcement", UNTIL)
    assert re.search(rf'class="tag info">[^<]*{UNTIL:%d/%m/%Y}</span> <small>21-QĐ/ĐU', board)
    assert "<td>tăng cường</td>" in roster
    after = UNTIL + timedelta(days=1)
    assert (await holders_of([huoi_co.an.id], UNTIL))[huoi_co.an.id] == lent.id
    assert huoi_co.an.id in await gaps_in([huoi_co.branch], after)

    longer = {"cadre": lent.id, "until": f"{after:%d/%m/%Y}", "paper_no": "25-QĐ/ĐU"}
    assert (await clerk.send_form(f"{where}/lent", longer)).status_code == 303
    assert (await Assignment.get(member_id=lent.id)).valid_to == after
    place = await BranchMembership.get(member_id=lent.id, secondary=True)
    assert (place.valid_to, place.decision_no) == (after, "25-QĐ/ĐU")

    await clerk.send_form(f"{where}/moves", moved | {"op": "n", "member": huoi_co.en.id})
    assert (await holders_of([huoi_co.an.id], after))[huoi_co.an.id] == huoi_co.en.id
    assert not await Assignment.filter(member_id=lent.id).exists()


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [({"until": ""}, "until"), ({"until": "01/01/2020"}, "until"), ({"paper_no": ""}, "paper_no")],
)
async def test_the_last_day_and_the_decision_are_asked_for(
    huoi_co: World, browser_of: Any, sent: dict[str, str], wrong: str
) -> None:
    lent = await cadre(huoi_co, "Ngân Thị Bảo")
    clerk = await browser_of(huoi_co.clerk)

    answer = await clerk.send_form(
        f"/assignments/branches/{huoi_co.branch.id}/lent", {"cadre": lent.id, **SAID, **sent}
    )

    assert answer.status_code == 422
    assert wrong_fields(answer) == [wrong] and f'value="{lent.id}" selected' in answer.text
    assert not await BranchMembership.filter(secondary=True).exists()
