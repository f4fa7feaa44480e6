"""Clusters, the path, groups of neighbours and whom to ask: the branch writes them down, the office may too."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.world import World
from webapp.assignments.plans.load_problem import facts_of
from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.households.hamlets.models import NeighbourGroup, NeighbourPlace, Partner
from webapp.people.models import Member
from webapp.register.charge_models import Assignment
from webapp.register.models import Cluster, Household, RegisterStep


async def path(world: World) -> list[str]:
    homes = await Household.filter(hamlet=world.hamlet).order_by("path_order")
    assert [one.path_order for one in homes] == [10 * place for place in range(1, len(homes) + 1)]
    return [one.code for one in homes]


@pytest.mark.both
async def test_a_house_is_moved_before_or_behind_another_and_whoever_lives_there_goes_along(
    huoi_co: World, browser_of: Any
) -> None:
    below = await Cluster.create(hamlet=huoi_co.hamlet, name="Ven hồ", order=2, commune=huoi_co.commune.id)
    await Household.filter(id=huoi_co.canh.id).update(cluster_id=below.id)
    await Member.filter(id=huoi_co.khoa.id).update(home_cluster=huoi_co.an.cluster_id, home_path_order=10)
    browser = await browser_of(huoi_co.khoa)
    sent = {"household": huoi_co.an.id, "other": huoi_co.canh.id, "where": "after", "op": "op1"}

    for _ in range(2):
        assert (await browser.send_form(f"/hamlets/{huoi_co.hamlet.id}/path", sent)).status_code == 303

    assert await path(huoi_co) == ["HC-002", "HC-003", "HC-001"]
    moved, khoa = await Household.get(id=huoi_co.an.id), await Member.get(id=huoi_co.khoa.id)
    assert (moved.cluster_id, moved.path_order) == (below.id, 30)
    assert (khoa.home_cluster, khoa.home_path_order) == (below.id, 30)
    step = await RegisterStep.get()
    assert (step.what, step.by_name, step.household_id) == ("moved_on_path", "Cụt Đình Khoa", huoi_co.an.id)
    await browser.send_form(f"/hamlets/{huoi_co.hamlet.id}/path", sent | {"where": "before", "op": "op2"})
    assert await path(huoi_co) == ["HC-002", "HC-001", "HC-003"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [({"household": ""}, "Chọn một hộ."), ({"other": "far"}, "Chọn một hộ."), ({}, "hai hộ khác nhau")],
)
async def test_what_is_wrong_with_a_move_is_said(
    huoi_co: World, browser_of: Any, wrong: dict[str, str], sentence: str
) -> None:
    browser = await browser_of(huoi_co.clerk)
    wrong = {name: huoi_co.far.id if value == "far" else value for name, value in wrong.items()}
    sent = {"household": huoi_co.an.id, "other": huoi_co.an.id, "where": "before", **wrong}

    answer = await browser.send_form(f"/hamlets/{huoi_co.hamlet.id}/path", sent)

    assert answer.status_code == 422 and sentence in answer.text
    assert f'value="{huoi_co.an.id}" selected' in answer.text and 'value="before" checked' in answer.text
    assert await path(huoi_co) == ["HC-001", "HC-002", "HC-003"]


@pytest.mark.both
async def test_clusters_are_added_renamed_ordered_and_known_to_be_next_to_each_other(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.khoa)
    here = f"/hamlets/{huoi_co.hamlet.id}/clusters"
    for _ in range(2):
        assert (await browser.send_form(here, {"name": "Ven hồ", "op": "op1"})).status_code == 303
    first, second = await Cluster.filter(hamlet=huoi_co.hamlet).order_by("order")
    assert (await browser.send_form(here, {"name": "ven hồ", "op": "op2"})).status_code == 422
    assert (await browser.send_form(here, {"name": "", "op": "op3"})).status_code == 422

    await browser.send_form(f"{here}/{second.id}", {"name": "Qua suối", "neighbours": first.id, "op": "op4"})

    first, second = await Cluster.filter(hamlet=huoi_co.hamlet).order_by("order")
    assert (second.name, second.neighbours, first.neighbours) == ("Qua suối", [first.id], [second.id])
    assert (await facts_of(huoi_co.branch, today())).task.hops[1, 2] == 1
    await Household.filter(id=huoi_co.canh.id).update(cluster_id=second.id)
    await browser.send_form(f"{here}/{second.id}", {"name": "Qua suối", "up": "1", "op": "op5"})
    assert [one.name for one in await Cluster.filter(hamlet=huoi_co.hamlet).order_by("order")] == [
        "Qua suối",
        "Khe trên",
    ]
    assert await path(huoi_co) == ["HC-003", "HC-001", "HC-002"]
    page = (await browser.get(f"/hamlets/{huoi_co.hamlet.id}/path")).text
    assert "Cạnh: Khe trên" in page and page.index("HC-003") < page.index("HC-001")
    assert "ở xa</span>" not in page
    await browser.send_form(f"{here}/{second.id}", {"name": "Qua suối", "far": "1", "op": "op7"})
    weights = {one.code: one.halves for one in (await facts_of(huoi_co.branch, today())).task.houses}
    assert weights["HC-003"] == weights["HC-001"] + 1
    assert "ở xa</span>" in (await browser.get(f"/hamlets/{huoi_co.hamlet.id}/path")).text
    await browser.send_form(f"{here}/{first.id}", {"name": "Khe trên", "op": "op6"})
    assert {tuple(one.neighbours) for one in await Cluster.filter(hamlet=huoi_co.hamlet)} == {()}


GROUP = {"number": "2", "name": "Khe trên", "head_name": "", "head_phone": "0987654321"}


async def made(world: World, browser: Any, **more: Any) -> Any:
    sent = {
        **GROUP,
        "houses": [world.an.id, world.bao.id],
        "head": world.an.id,
        "member": world.en.id,
        **more,
    }
    return await browser.send_form(f"/hamlets/{world.hamlet.id}/groups", sent)


async def test_a_group_shows_its_head_its_households_who_is_in_charge_and_what_waits(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.khoa)
    await browser.send_form(
        f"/hamlets/{huoi_co.hamlet.id}/partners",
        {"kind": "women", "contact_name": "Vi Thị Hoa", "contact_phone": ""},
    )
    partner = await Partner.get()

    answer = await made(huoi_co, browser, partners=partner.id)

    group = await NeighbourGroup.get()
    assert answer.headers["location"] == f"/hamlets/{huoi_co.hamlet.id}/groups/{group.id}"
    page = (await browser.get(answer.headers["location"])).text
    for words in ("Tổ liên gia 2 · Khe trên", "Moong Thị An", "Lữ Văn Bảo", "Lô Văn Dần", "Vi Thị Én", "0987654321",
                  "Hội Phụ nữ", "không có việc chờ", "2 hộ"):  # fmt: skip
        assert words in page, words
    assert "Kha Y Cảnh" not in page


async def test_a_household_is_of_one_group_at_a_time_and_was_of_the_other_before(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.clerk)
    await made(huoi_co, browser)
    yesterday = today() - timedelta(days=1)
    await NeighbourPlace.all().update(valid_from=yesterday)

    await made(huoi_co, browser, number="3", houses=[huoi_co.bao.id, huoi_co.canh.id], head="")

    places = (
        await NeighbourPlace.filter(household_id=huoi_co.bao.id)
        .order_by("valid_from")
        .prefetch_related("group")
    )
    assert [(one.group.number, one.valid_to) for one in places] == [(2, yesterday), (3, None)]
    neighbours = {one.code: one.neighbours for one in (await facts_of(huoi_co.branch, today())).task.houses}
    assert neighbours["HC-001"] != neighbours["HC-002"] == neighbours["HC-003"] != ""


async def test_a_closed_household_leaves_its_groups_by_itself(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.clerk)
    await made(huoi_co, browser)
    group = await NeighbourGroup.get()

    await Household.filter(id=huoi_co.bao.id).update(closed_on=today())

    page = (await browser.get(f"/hamlets/{huoi_co.hamlet.id}/groups/{group.id}")).text
    assert "Lữ Văn Bảo" not in page and "1 hộ" in page
    carer = (await (await browser_of(huoi_co.dan)).get("/")).text
    assert "Lữ Văn Bảo" not in carer and "Moong Thị An" in carer
    assert await Assignment.all().count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "0"},
        {"houses": []},
        {"houses": ["far"]},
        {"head": "AAAAAAAAAAA"},
        {"member": "AAAAAAAAAAA"},
        {"head_phone": "12"},
        {"head_name": "040123456789"},
    ],
)
async def test_what_is_wrong_with_a_group_is_said_and_every_typed_word_is_kept(
    huoi_co: World, browser_of: Any, wrong: dict[str, Any]
) -> None:
    browser = await browser_of(huoi_co.clerk)
    wrong = {name: [huoi_co.far.id] if value == ["far"] else value for name, value in wrong.items()}

    answer = await made(huoi_co, browser, **wrong)

    assert answer.status_code == 422 and wrong_fields(answer) == list(wrong)
    assert 'value="Khe trên"' in answer.text
    assert not await NeighbourGroup.exists() and not await NeighbourPlace.exists()


@pytest.mark.both
async def test_a_group_is_changed_once_and_ended(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.khoa)
    for _ in range(2):
        await made(huoi_co, browser, op="op000000001")
    group = await NeighbourGroup.get()
    here = f"/hamlets/{huoi_co.hamlet.id}/groups/{group.id}"
    assert f'value="{huoi_co.bao.id}" checked' in (await browser.get(f"{here}/change")).text

    await browser.send_form(
        here, {**GROUP, "name": "Ven hồ", "houses": huoi_co.canh.id, "head_name": "Vi Văn Ba"}
    )

    page = (await browser.get(here)).text
    assert "Ven hồ" in page and "Vi Văn Ba" in page and "Kha Y Cảnh" in page and "Moong Thị An" not in page
    await browser.send_form(f"{here}/end")
    assert (await browser.get(here)).status_code == 404
    assert "Ven hồ" not in (await browser.get(f"/hamlets/{huoi_co.hamlet.id}/groups")).text
    assert [one.what for one in await RegisterStep.all().order_by("at")] == [
        "group_saved",
        "group_saved",
        "group_ended",
    ]


async def test_of_a_family_that_said_no_the_group_shows_the_code_only(
    huoi_co: World, browser_of: Any
) -> None:
    from webapp.register.models import Consent

    browser = await browser_of(huoi_co.khoa)
    await made(huoi_co, browser)
    await Consent.create(household=huoi_co.an, answer="refused", asked_on=today(), commune=huoi_co.commune.id)
    group = await NeighbourGroup.get()

    for end in (f"groups/{group.id}", f"groups/{group.id}/change", "path"):
        page = (await browser.get(f"/hamlets/{huoi_co.hamlet.id}/{end}")).text
        assert "Moong Thị An" not in page and "HC-001" in page, end


@pytest.mark.parametrize(("who", "status"), [("khoa", 404), ("dan", 403), ("secretary", 403), ("clerk", 422)])
async def test_a_hamlet_is_written_by_its_own_branch_and_the_office(
    huoi_co: World, browser_of: Any, who: str, status: int
) -> None:
    browser = await browser_of(getattr(huoi_co, who))

    for end in ("path", "clusters", "groups", "partners"):
        answer = await browser.send_form(f"/hamlets/{huoi_co.other_hamlet.id}/{end}", {"op": new_id()})
        assert answer.status_code == status, end
    assert not await RegisterStep.exists()


@pytest.mark.both
async def test_whom_to_ask_is_written_checked_and_taken_off(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.clerk)
    here = f"/hamlets/{huoi_co.hamlet.id}/partners"
    wrong = await browser.send_form(
        here, {"kind": "club", "contact_name": "Hà Văn Sơn", "contact_phone": "1"}
    )
    assert wrong.status_code == 422 and 'value="Hà Văn Sơn"' in wrong.text
    for _ in range(2):
        await browser.send_form(here, {"kind": "bank", "contact_name": "Hà Văn Sơn", "op": "op000000001"})
    partner = await Partner.get()
    assert "Ngân hàng Chính sách" in (await browser.get(f"/hamlets/{huoi_co.hamlet.id}/groups")).text

    await browser.send_form(f"{here}/{partner.id}/end")

    assert "Hà Văn Sơn" not in (await browser.get(f"/hamlets/{huoi_co.hamlet.id}/groups")).text
    assert (await Partner.get()).ended_on == today()
