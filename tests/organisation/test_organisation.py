"""The organisation on any day: what lies under what, who leads, and how the office puts it right."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.world import LONG_AGO, World
from webapp.core.calendar import today
from webapp.people.models import OrgLink, OrgUnit, PartyOrg, PartyOrgLink, Position
from webapp.people.record_models import PeopleChange

REFORM = date(2025, 7, 1)


def said(day: date) -> str:
    return f"{day:%d/%m/%Y}"


async def levels_above(world: World) -> tuple[OrgUnit, OrgUnit]:
    """A district above the commune, and a province above both."""
    c = {"commune": world.commune.id}
    province = await OrgUnit.create(kind="province", name="Nghệ An", prefix="Tỉnh", **c)
    district = await OrgUnit.create(kind="district", name="Tương Dương", prefix="Huyện", **c)
    await OrgLink.create(child=district, parent=province, valid_from=LONG_AGO, **c)
    await OrgLink.create(child=world.commune, parent=district, valid_from=LONG_AGO, **c)
    await OrgLink.create(child=world.hamlet, parent=world.commune, valid_from=LONG_AGO, **c)
    return province, district


async def committee_of(world: World) -> PartyOrg:
    return await PartyOrg.create(
        unit=world.commune, kind="committee", name="Đảng ủy xã Hữu Khuông", commune=world.commune.id
    )


def way_down(page: str) -> list[str]:
    """The names of units in the order in which the page nests them."""
    return re.findall(r'href="/organisation/units/[\w-]+">([^<]+)<', page)


async def test_the_same_page_shows_the_commune_under_the_district_and_later_under_the_province(
    huoi_co: World, browser_of: Any
) -> None:
    province, district = await levels_above(huoi_co)
    clerk = await browser_of(huoi_co.clerk)

    answer = await clerk.send_form(
        f"/organisation/units/{huoi_co.commune.id}/changes",
        {"what": "unit_parent", "op": "1", "parent": province.id, "parent_from": said(REFORM)},
    )
    ended = await clerk.send_form(
        f"/organisation/units/{district.id}/changes",
        {
            "what": "unit",
            "op": "2",
            "kind": "district",
            "prefix": "Huyện",
            "name": "Tương Dương",
            "active_to": "30/06/2025",
        },
    )
    before = (await clerk.get("/organisation?day=30/06/2025")).text
    after = (await clerk.get("/organisation?day=01/07/2025")).text

    assert (answer.status_code, ended.status_code) == (303, 303)
    assert way_down(before)[:4] == ["Tỉnh Nghệ An", "Huyện Tương Dương", "Xã Hữu Khuông", "Bản Huồi Cọ"]
    assert way_down(after)[:3] == ["Tỉnh Nghệ An", "Xã Hữu Khuông", "Bản Huồi Cọ"]
    assert "từ 01/07/2025" in after and "Tương Dương" not in after
    assert (await OrgLink.get(child=huoi_co.commune, parent=district)).valid_to == date(2025, 6, 30)


@pytest.mark.both
async def test_the_same_form_twice_is_one_link(huoi_co: World, browser_of: Any) -> None:
    province, _ = await levels_above(huoi_co)
    clerk = await browser_of(huoi_co.clerk)
    form = {"what": "unit_parent", "op": "1", "parent": province.id, "parent_from": said(REFORM)}

    for _ in range(2):
        assert (
            await clerk.send_form(f"/organisation/units/{huoi_co.commune.id}/changes", form)
        ).status_code == 303

    assert await OrgLink.filter(child=huoi_co.commune).count() == 2
    assert await PeopleChange.filter(unit=huoi_co.commune).count() == 1


@pytest.mark.parametrize(
    "form",
    [
        {"parent": "nowhere"},
        {"parent_from": "soon"},
        {"parent": "hamlet"},
        {"parent": "district"},
        {"parent_from": "01/01/2001"},
    ],
)
async def test_what_cannot_be_is_refused(huoi_co: World, browser_of: Any, form: dict[str, str]) -> None:
    province, district = await levels_above(huoi_co)
    ids = {"hamlet": huoi_co.hamlet.id, "district": district.id}
    sent = {"what": "unit_parent", "op": "1", "parent": province.id, "parent_from": said(REFORM)} | form
    sent["parent"] = ids.get(sent["parent"], sent["parent"])

    answer = await (await browser_of(huoi_co.clerk)).send_form(
        f"/organisation/units/{huoi_co.commune.id}/changes", sent
    )

    assert answer.status_code == 422 and wrong_fields(answer) == list(form)
    assert f'value="{sent["parent_from"]}"' in answer.text
    assert await OrgLink.filter(child=huoi_co.commune).count() == 1


@pytest.mark.both
async def test_level_names_are_data(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)

    answer = await clerk.send_form(
        f"/organisation/units/{huoi_co.commune.id}/changes",
        {
            "what": "unit_new",
            "op": "1",
            "new_kind": "special_zone",
            "new_prefix": "Đặc khu",
            "new_name": "Lòng Hồ",
            "new_from": said(today()),
        },
    )

    assert answer.status_code == 303
    assert "Đặc khu Lòng Hồ" in (await clerk.get("/organisation")).text
    assert "Lòng Hồ" not in way_down((await clerk.get("/organisation?day=01/01/2020")).text)[0]


async def test_a_known_kind_of_unit_is_shown_and_read_by_its_name(huoi_co: World, browser_of: Any) -> None:
    clerk, path = await browser_of(huoi_co.clerk), f"/organisation/units/{huoi_co.hamlet.id}"
    await OrgUnit.create(kind="special_zone", name="Lòng Hồ", prefix="Đặc khu", commune=huoi_co.commune.id)

    page = (await clerk.get(path)).text
    for said_as, kept in (("Bản", "hamlet"), ("tổ dân phố", "tổ dân phố")):
        form = {"what": "unit", "op": said_as, "kind": said_as, "prefix": "Bản", "name": "Huồi Cọ"}
        assert (await clerk.send_form(f"{path}/changes", form)).status_code == 303
        assert (await OrgUnit.get(id=huoi_co.hamlet.id)).kind == kept

    assert 'value="bản"' in page and "Các loại đã có: bản, special_zone" in page
    assert "hamlet" not in page.split("<main", 1)[1]


@pytest.mark.both
async def test_the_office_adds_a_branch_and_gives_and_ends_a_post_in_it(
    huoi_co: World, browser_of: Any
) -> None:
    committee, clerk = await committee_of(huoi_co), await browser_of(huoi_co.clerk)
    path = f"/organisation/branches/{huoi_co.branch.id}/changes"

    added = await clerk.send_form(
        f"/organisation/branches/{committee.id}/changes",
        {
            "what": "org_new",
            "op": "1",
            "new_name": "Chi bộ Trạm Y tế",
            "new_kind": "health",
            "new_unit": huoi_co.commune.id,
            "new_from": said(today()),
        },
    )
    taken = await clerk.send_form(
        path,
        {
            "what": "post",
            "op": "2",
            "post": "secretary",
            "post_member": huoi_co.en.id,
            "post_from": said(today()),
        },
    )
    held = await Position.get(member=huoi_co.khoa)
    ended = await clerk.send_form(
        path, {"what": "post_end", "op": "3", "held": held.id, "post_last": said(today() - timedelta(days=1))}
    )
    given = await clerk.send_form(
        path,
        {
            "what": "post",
            "op": "4",
            "post": "secretary",
            "post_member": huoi_co.en.id,
            "post_from": said(today()),
        },
    )

    assert added.status_code == 303
    assert "Chi bộ Trạm Y tế" in (await clerk.get("/organisation")).text
    yesterday = said(today() - timedelta(days=1))
    assert "Chi bộ Trạm Y tế" not in (await clerk.get(f"/organisation?day={yesterday}")).text
    assert taken.status_code == 422 and "Cụt Đình Khoa đang giữ chức vụ này" in taken.text
    assert (ended.status_code, given.status_code) == (303, 303)
    assert "<td>Vi Thị Én</td>" in (await clerk.get("/organisation")).text
    assert "<td>Cụt Đình Khoa</td>" in (await clerk.get(f"/organisation?day={yesterday}")).text
    assert (await (await browser_of(huoi_co.en)).get("/organisation")).status_code == 200, (
        "she leads from today"
    )
    assert (await (await browser_of(huoi_co.khoa)).get("/organisation")).status_code == 403


@pytest.mark.both
async def test_a_branch_answers_to_another_committee_from_a_day_on(huoi_co: World, browser_of: Any) -> None:
    first, second = await committee_of(huoi_co), await committee_of(huoi_co)
    c = {"commune": huoi_co.commune.id}
    await PartyOrgLink.create(child=huoi_co.branch, parent=first, valid_from=LONG_AGO, **c)

    answer = await (await browser_of(huoi_co.clerk)).send_form(
        f"/organisation/branches/{huoi_co.branch.id}/changes",
        {"what": "org_parent", "op": "1", "parent": second.id, "parent_from": said(today())},
    )

    assert answer.status_code == 303
    assert (await PartyOrgLink.get(parent=first)).valid_to == today() - timedelta(days=1)


@pytest.mark.both
async def test_a_branch_is_renamed_and_keeps_its_words_when_wrong(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    path = f"/organisation/branches/{huoi_co.branch.id}/changes"

    done = await clerk.send_form(
        path, {"what": "org", "op": "1", "name": "Chi bộ bản Huồi Cọ", "branch_kind": "hamlet"}
    )
    wrong = await clerk.send_form(
        path, {"what": "org", "op": "2", "name": "Chi bộ Mới", "branch_kind": "club"}
    )

    assert done.status_code == 303
    assert (await PartyOrg.get(id=huoi_co.branch.id)).name == "Chi bộ bản Huồi Cọ"
    assert (
        wrong.status_code == 422 and 'value="Chi bộ Mới"' in wrong.text and "Chọn loại chi bộ." in wrong.text
    )


@pytest.mark.both
async def test_a_secretary_reads_and_the_office_writes(huoi_co: World, browser_of: Any) -> None:
    for path in (
        "/organisation",
        f"/organisation/units/{huoi_co.hamlet.id}",
        f"/organisation/branches/{huoi_co.branch.id}",
    ):
        for person, status in (
            (huoi_co.khoa, 200),
            (huoi_co.secretary, 200),
            (huoi_co.dan, 403),
            (None, 303),
        ):
            answer = await (await browser_of(person)).get(path)
            assert answer.status_code == status, path
            assert "/changes" not in answer.text
        if path != "/organisation":
            sent = await (await browser_of(huoi_co.khoa)).send_form(f"{path}/changes", {})
            assert sent.status_code == 403
            assert "/changes" in (await (await browser_of(huoi_co.clerk)).get(path)).text
            nowhere = path[:-11] + "AAAAAAAAAAA"
            assert (await (await browser_of(huoi_co.clerk)).get(nowhere)).status_code == 404


async def test_a_day_that_is_none_is_said(huoi_co: World, browser_of: Any) -> None:
    answer = await (await browser_of(huoi_co.clerk)).get("/organisation?day=hôm qua")

    assert answer.status_code == 422 and "Ghi ngày theo ngày/tháng/năm." in answer.text
