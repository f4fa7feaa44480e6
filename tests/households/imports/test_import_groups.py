"""The column "Tổ liên gia" of a list puts households into groups of neighbours, and never into clusters."""

from typing import Any

import pytest

from tests.households.lists import HEAD, NEW, imported, listing_of, xlsx
from tests.support.world import World
from webapp.core.calendar import today
from webapp.households.hamlets.models import NeighbourGroup, NeighbourPlace
from webapp.households.imports.group_names import NamedGroup, read_group
from webapp.households.imports.register_index import Known
from webapp.register.models import Cluster, Household

WITH_GROUP = [*HEAD, "Tổ liên gia"]
MO = [2, "Lô Bá Mo", "Huồi Cọ", "", 5, "", "Tổ liên gia số 3 – Bãi bồi"]
SON = [3, "Vừ Bá Sơn", "Huồi Cọ", "", 5, "", "3"]
LIST = [
    WITH_GROUP,
    [*NEW[:3], "", 7, "", "Tổ 2"],
    MO,
    SON,
    [4, "Kha Y Xeo", "Huồi Cọ", "", 2, "", "Suối cạn"],
]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2", NamedGroup(2)),
        ("2.0", NamedGroup(2)),
        ("Tổ 02", NamedGroup(2)),
        ("TỔ LIÊN GIA SỐ 2", NamedGroup(2)),
        ("Tổ2", NamedGroup(2)),
        ("Tổ liên gia tự quản số 12: Khe trên", NamedGroup(12, "Khe trên")),
        ("Khe trên", NamedGroup(0, "Khe trên")),
        ("Tổ Khe trên", NamedGroup(0, "Khe trên")),
        ("", NamedGroup(0)),
        ("Tổ liên gia", NamedGroup(0)),
    ],
)
def test_a_group_is_written_by_its_number_its_name_or_both(typed: str, read: NamedGroup) -> None:
    assert read_group(typed) == read


def test_what_names_no_group_is_said() -> None:
    listing = listing_of([*NEW, "Tổ"], [*NEW[:1], "Lô Bá Mo", *NEW[2:], "=1+1"], head=WITH_GROUP)

    assert [row.verdict for row in listing.rows] == ["wrong", "wrong"]


def test_a_namesake_in_another_group_is_another_household() -> None:
    known = Known("HC-017", "huoi-co", "Kha Y Lợi", group="1")
    same, other, unsaid = (
        listing_of([*NEW, g], head=WITH_GROUP, known=[known]) for g in ("Tổ 1", "Tổ 2", "")
    )

    assert [each.rows[0].verdict for each in (same, other, unsaid)] == ["duplicate", "new", "duplicate"]


async def known_group(world: World) -> NeighbourGroup:
    c = {"commune": world.commune.id}
    group = await NeighbourGroup.create(hamlet=world.hamlet, number=2, name="Khe trên", **c)
    await NeighbourPlace.create(group=group, household=world.an, valid_from=today(), **c)
    return group


async def in_groups() -> dict[str, tuple[int, str]]:
    places = await NeighbourPlace.filter(valid_to=None).prefetch_related("group", "household")
    return {one.household.head_name: (one.group.number, one.group.name) for one in places}


async def test_households_come_into_the_groups_that_the_list_names(
    huoi_co: World, hand_in: Any, clerk: Any
) -> None:
    await known_group(huoi_co)
    seen = await imported(await hand_in(xlsx(LIST)))

    preview = (await clerk.get(f"/households/import/{seen.id}")).text
    told = preview.split("Tổ liên gia mới sẽ thêm:")[1].split("</li>")[0]
    assert told.split("; ") == [" Bản Huồi Cọ – Tổ liên gia 3 · Bãi bồi", "Bản Huồi Cọ – Suối cạn"]
    assert "Cụm mới" not in preview and "2 · Khe trên" in preview
    await clerk.send_form(f"/households/import/{seen.id}/confirmation")

    assert await in_groups() == {
        "Moong Thị An": (2, "Khe trên"),
        "Kha Y Lợi": (2, "Khe trên"),
        "Lô Bá Mo": (3, "Bãi bồi"),
        "Vừ Bá Sơn": (3, "Bãi bồi"),
        "Kha Y Xeo": (1, "Suối cạn"),
    }
    assert await Cluster.all().count() == 1
    again = await imported(await hand_in(xlsx(LIST)))
    assert again.report["counts"] == {"new": 0, "wrong": 0, "duplicate": 4}


@pytest.mark.both
async def test_taken_back_the_groups_are_as_they_were(huoi_co: World, hand_in: Any, clerk: Any) -> None:
    await known_group(huoi_co)
    seen = await imported(await hand_in(xlsx(LIST)))
    await clerk.send_form(f"/households/import/{seen.id}/confirmation")

    answer = await clerk.send_form(f"/households/import/{seen.id}/undoing")

    assert answer.status_code == 303
    assert await in_groups() == {"Moong Thị An": (2, "Khe trên")}
    assert [group.number for group in await NeighbourGroup.all()] == [2]


@pytest.mark.both
async def test_a_list_whose_households_were_moved_to_another_group_stays(
    huoi_co: World, hand_in: Any, clerk: Any
) -> None:
    await known_group(huoi_co)
    seen = await imported(await hand_in(xlsx(LIST)))
    await clerk.send_form(f"/households/import/{seen.id}/confirmation")
    mo = await Household.get(head_name="Lô Bá Mo")
    moved = {"number": "4", "name": "", "houses": [mo.id], "op": "op4"}
    assert (await clerk.send_form(f"/hamlets/{huoi_co.hamlet.id}/groups", moved)).status_code == 303

    answer = await clerk.send_form(f"/households/import/{seen.id}/undoing")

    assert answer.status_code == 409
    assert (await in_groups())["Lô Bá Mo"] == (4, "")
