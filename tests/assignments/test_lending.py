"""The commune lends cadres to a branch that has too few members, one hamlet each."""

from typing import Any

from tests.assignments.planning import made
from tests.world import LONG_AGO, World
from webapp.assignments.models import PlanLine
from webapp.people.models import BranchMembership, Member, MemberStatus, PartyOrg


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
        assert (await clerk.send_form(where, {"cadre": lent.id})).status_code == 303
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

    await clerk.send_form(f"/assignments/branches/{other.id}/lent", {"cadre": lent.id})
    refused = await clerk.send_form(f"/assignments/branches/{huoi_co.branch.id}/lent", {"cadre": lent.id})
    resident = await clerk.send_form(
        f"/assignments/branches/{huoi_co.branch.id}/lent", {"cadre": huoi_co.dan.id}
    )

    assert (refused.status_code, resident.status_code) == (422, 422)
    assert "Chọn cán bộ xã chưa tăng cường cho bản khác" in refused.text
    assert await BranchMembership.filter(secondary=True).count() == 1


async def test_only_the_office_lends_and_takes_back(huoi_co: World, browser_of: Any) -> None:
    lent = await cadre(huoi_co, "Ngân Thị Bảo")
    where = f"/assignments/branches/{huoi_co.branch.id}/lent"
    khoa, clerk = await browser_of(huoi_co.khoa), await browser_of(huoi_co.clerk)

    assert (await khoa.send_form(where, {"cadre": lent.id})).status_code == 403
    assert (
        await clerk.send_form("/assignments/branches/AAAAAAAAAAA/lent", {"cadre": lent.id})
    ).status_code == 404
    assert (await clerk.send_form(where, {"cadre": lent.id})).status_code == 303
    moved = {"op": "m", "houses": [huoi_co.an.id], "member": lent.id, "reason": "Tăng cường", "sure": "1"}
    await clerk.send_form(f"/assignments/branches/{huoi_co.branch.id}/moves", moved)
    busy = await clerk.send_form(where, {"cadre": lent.id, "back": "1"})
    await clerk.send_form(
        f"/assignments/branches/{huoi_co.branch.id}/moves", moved | {"op": "n", "member": huoi_co.en.id}
    )
    free = await clerk.send_form(where, {"cadre": lent.id, "back": "1"})

    assert (busy.status_code, free.status_code) == (422, 303)
    assert "giao các hộ đó cho người khác trước" in busy.text
    assert (await BranchMembership.get(member_id=lent.id, secondary=True)).valid_to is not None
