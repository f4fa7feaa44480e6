"""The list of members goes out as a file and comes in again: looked at first, written once, taken back within a week."""

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest

from tests.households.lists import ods, xls, xlsx
from tests.members.member_lists import HEAD, hand_in, looked_at, row_of, verdicts
from tests.support.world import LONG_AGO, World
from webapp.core.calendar import today
from webapp.core.database.db import now
from webapp.people.models import BranchMembership, Member, MemberImport, MemberStatus, Position
from webapp.people.record_models import PeopleChange

SON = [
    1,
    "Vừ Bá Sơn",
    1990,
    "Nam",
    "Huồi Cọ",
    "Phó bí thư",
    "3/2/2015",
    "Dự bị",
    "",
    "Chỉ vài hộ (5)",
    "Việt, Khơ Mú",
    "0900 000 321",
    "",
]
EN = [2, "Vi Thị Én", 1970, "Nữ", "Chi bộ Huồi Cọ", "", "", "", "", "9", "tiếng Thái", "", ""]
LIST = [HEAD, SON, EN, [3, "", 1960, "", "Huồi Cọ", "", "", "", "", "", "", "", ""]]


@pytest.fixture
async def clerk(huoi_co: World, browser_of: Any) -> Any:
    return await browser_of(huoi_co.clerk)


async def test_looking_at_a_list_writes_nothing(huoi_co: World, clerk: Any) -> None:
    seen = await looked_at(clerk, LIST)
    page = (await clerk.get(f"/members/import/{seen.id}")).text

    assert verdicts(seen) == ["new", "change", "wrong"]
    assert "1 mới, 1 khác, 0 giống, 1 sai" in page and page.count('<p class="msg">') == 1
    assert await Member.all().count() == 3


@pytest.mark.both
async def test_confirming_writes_new_members_and_what_is_different_once(huoi_co: World, clerk: Any) -> None:
    seen = await looked_at(clerk, LIST)

    for _ in range(2):
        assert (await clerk.send_form(f"/members/import/{seen.id}/confirmation")).status_code == 303

    son = await Member.get(full_name="Vừ Bá Sơn")
    assert (son.birth_year, son.gender, son.probationary, son.joined_on) == (
        1990,
        "male",
        True,
        date(2015, 2, 3),
    )
    assert (son.capacity, son.capacity_override, son.languages, son.phone) == (
        "light",
        5,
        ["viet", "khmu"],
        "0900000321",
    )
    place = await BranchMembership.get(member=son)
    assert (place.branch_id, place.valid_from) == (huoi_co.branch.id, date(2015, 2, 3))
    assert [post.kind for post in await Position.filter(member=son)] == ["deputy_secretary"]
    en = await Member.get(id=huoi_co.en.id)
    assert (en.gender, en.capacity, en.capacity_override, en.languages) == ("female", "full", 9, ["thai"])
    assert await PeopleChange.filter(member_id__in=[son.id, en.id], what="list").count() == 2
    page = (await clerk.get(f"/members/import/{seen.id}")).text
    assert "thêm 1 đảng viên, sửa 1 đảng viên" in page
    assert verdicts(await looked_at(clerk, LIST)) == ["same", "same", "wrong"], "the same list a second time"


async def test_what_is_exported_changes_nothing_when_it_comes_in_again(huoi_co: World, clerk: Any) -> None:
    for number, member in enumerate((huoi_co.dan, huoi_co.en, huoi_co.khoa)):
        await Member.filter(id=member.id).update(
            gender="male", languages=["viet", "hmong"], joined_on=LONG_AGO, phone=f"090000012{number}",
            capacity="reduced", capacity_override=7 + number,
        )  # fmt: skip
    await MemberStatus.create(
        member=huoi_co.en, status="exempt", kind="both", decision_no="07-NQ/CB", valid_from=today(),
        commune=huoi_co.commune.id,
    )  # fmt: skip
    before = await Member.all().order_by("id").values()

    file = await clerk.get("/members/list.xlsx")
    answer = await hand_in(clerk, file.content)
    seen = await MemberImport.get(id=answer.headers["location"].rpartition("/")[2])
    await clerk.send_form(f"/members/import/{seen.id}/confirmation")

    rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.iter_rows(values_only=True))
    assert list(rows[0]) == HEAD
    assert rows[2][1] == "Vi Thị Én" and rows[2][8] == "07-NQ/CB" and rows[3][5] == "Bí thư"
    assert verdicts(seen) == ["same"] * 3
    assert not any(row["notes"] for row in seen.rows)
    assert await Member.all().order_by("id").values() == before
    assert await MemberStatus.filter(member=huoi_co.en).count() == 2
    assert not await PeopleChange.exists()


@pytest.mark.parametrize(
    "title", ["Dân tộc", "Tôn giáo", "Số CCCD", "CMND", "Sức khoẻ", "Trình độ lý luận chính trị"]
)
async def test_what_is_never_kept_is_refused_by_name_and_never_read(
    huoi_co: World, clerk: Any, title: str
) -> None:
    seen = await looked_at(clerk, [[*HEAD, title], [*SON, "Khong-duoc-doc"]])
    page = (await clerk.get(f"/members/import/{seen.id}")).text

    assert seen.report["refused"] == [title]
    assert f"không đọc: {title}" in page
    assert "Khong-duoc-doc" not in str(seen.rows) + page
    assert verdicts(seen) == ["new"]


@pytest.mark.both
@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"full_name": "@SUM(A1)"}, "là công thức"),
        ({"full_name": "Vừ 012345678901"}, "Không ghi số căn cước"),
        ({"branch": "Chi bộ Không Có"}, "Không có chi bộ “Chi bộ Không Có”"),
        ({"branch": ""}, "Thiếu chi bộ."),
        ({"birth_year": "19"}, "không phải năm sinh"),
        ({"joined_on": "30/02/2001"}, "không phải ngày"),
        ({"gender": "x"}, "không phải nam hay nữ"),
        ({"standing": "x"}, "Ghi “chính thức” hoặc “dự bị”"),
        ({"accepts": "999"}, "không phải số hộ"),
        ({"languages": "Pháp"}, "không có trong: Việt"),
        ({"exempt": "x"}, "Cột “Miễn” chưa có số."),
        ({"exempt": "ốm 012345678901"}, "chỉ ghi số nghị quyết"),
        ({"phone": "12"}, "chỉ có 2 chữ số"),
    ],
)
async def test_a_wrong_row_says_what_to_do_and_goes_back_as_a_file(
    huoi_co: World, clerk: Any, cells: dict[str, Any], sentence: str
) -> None:
    right = {"full_name": "Vừ Bá Sơn", "branch": "Huồi Cọ", "birth_year": 1990}
    seen = await looked_at(clerk, [HEAD, row_of(**(right | cells))])
    page = (await clerk.get(f"/members/import/{seen.id}")).text
    file = await clerk.get(f"/members/import/{seen.id}/to-correct.xlsx")
    await clerk.send_form(f"/members/import/{seen.id}/confirmation")

    assert verdicts(seen) == ["wrong"]
    assert sentence in page
    rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.iter_rows(values_only=True))
    assert len(rows) == 2 and sentence in rows[1][len(HEAD)]
    assert await Member.all().count() == 3


async def test_old_fonts_headings_and_every_format_are_read(huoi_co: World, clerk: Any) -> None:
    """TCVN3 in the cells, the branch in a heading, totals and signatures left out."""
    table = [
        ["DANH SÁCH ĐẢNG VIÊN"],
        ["TT", "Hä vµ tªn", "N¨m sinh", "Nam/n÷"],
        ["Chi bé Huåi Cä"],
        [1, "Lß V¨n Th¬m", 1981, "Nam"],
        ["", "Tæng céng", "", ""],
        ["", "", "", "Bí thư"],
    ]
    for file, name in ((xlsx(table), "a.xlsx"), (xls(table), "a.xls"), (ods(table), "a.ods")):
        answer = await hand_in(clerk, file, name)
        seen = await MemberImport.get(id=answer.headers["location"].rpartition("/")[2])
        assert [(row["full_name"], row["branch_id"], row["values"]) for row in seen.rows] == [
            ("Lò Văn Thơm", huoi_co.branch.id, {"birth_year": 1981, "gender": "male"})
        ], name
    csv = "Họ và tên;Chi bộ\nLò Văn Thơm;Huồi Cọ\n".encode("utf-16")
    assert (await hand_in(clerk, csv, "a.csv")).status_code == 303


@pytest.mark.both
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Tệp trống"),
        (b"%PDF-1.4", "không phải bảng tính"),
        (xlsx([["Tên", "Tuổi"], ["A", 1]]), "Không có dòng tên cột"),
        (xlsx([HEAD]), "không có đảng viên nào"),
    ],
)
async def test_what_is_no_list_is_refused(huoi_co: World, clerk: Any, content: bytes, sentence: str) -> None:
    answer = await hand_in(clerk, content)

    assert answer.status_code == 422 and sentence in answer.text
    assert not await MemberImport.exists()


async def test_one_name_twice_is_told_apart_by_the_year_or_not_at_all(huoi_co: World, clerk: Any) -> None:
    seen = await looked_at(
        clerk,
        [
            HEAD,
            row_of(full_name="Lô Văn Dần", branch="Huồi Cọ", birth_year=1988),
            row_of(full_name="Lô Văn Dần", branch="Huồi Cọ"),
            row_of(full_name="Lô Văn Dần", branch="Huồi Cọ"),
        ],
    )

    assert verdicts(seen) == ["new", "same", "wrong"]


async def test_an_exemption_of_a_new_member_is_a_dated_row_with_its_number(
    huoi_co: World, clerk: Any
) -> None:
    cells = {"full_name": "Vừ Bá Sơn", "branch": "Huồi Cọ", "joined_on": "1/7/1990", "exempt": "03-NQ/CB"}
    seen = await looked_at(clerk, [HEAD, row_of(**cells)])
    await clerk.send_form(f"/members/import/{seen.id}/confirmation")

    rows = await MemberStatus.filter(member__full_name="Vừ Bá Sơn").order_by("valid_from")
    assert [(row.status, row.decision_no, row.valid_from) for row in rows] == [
        ("active", None, date(1990, 7, 1)),
        ("exempt", "03-NQ/CB", today()),
    ]
    assert rows[0].valid_to == today() - timedelta(days=1)


@pytest.mark.both
async def test_undoing_takes_new_members_out_and_gives_old_values_back(huoi_co: World, clerk: Any) -> None:
    before = await Member.all().order_by("id").values()
    seen = await looked_at(clerk, LIST)
    await clerk.send_form(f"/members/import/{seen.id}/confirmation")

    for _ in range(2):
        answer = await clerk.send_form(f"/members/import/{seen.id}/undoing")

    assert answer.status_code == 409, "it is undone already"
    assert await Member.all().order_by("id").values() == before
    assert not await PeopleChange.exists()
    assert "trở lại như trước" in (await clerk.get(f"/members/import/{seen.id}")).text


@pytest.mark.both
async def test_a_list_is_not_undone_once_somebody_went_on_or_a_week_has_passed(
    huoi_co: World, clerk: Any
) -> None:
    seen = await looked_at(clerk, LIST)
    await clerk.send_form(f"/members/import/{seen.id}/confirmation")
    await clerk.send_form(
        f"/members/{huoi_co.en.id}/changes", {"what": "phone", "op": "1", "phone": "0900000999"}
    )

    refused = await clerk.send_form(f"/members/import/{seen.id}/undoing")
    await PeopleChange.filter(what="phone").delete()
    await MemberImport.filter(id=seen.id).update(confirmed_at=now() - timedelta(days=8))
    late = await clerk.send_form(f"/members/import/{seen.id}/undoing")

    assert (refused.status_code, late.status_code) == (409, 409)
    assert await Member.filter(full_name="Vừ Bá Sơn").exists()


async def test_the_list_is_the_office_s_own(huoi_co: World, browser_of: Any, clerk: Any) -> None:
    seen = await looked_at(clerk, LIST)
    paths = (
        "/members/list.xlsx",
        "/members/import",
        f"/members/import/{seen.id}",
        f"/members/import/{seen.id}/to-correct.xlsx",
    )
    for person, status in ((huoi_co.khoa, 403), (huoi_co.secretary, 403), (huoi_co.dan, 403), (None, 303)):
        browser = await browser_of(person)
        assert [(await browser.get(path)).status_code for path in paths] == [status] * 4
        if person:
            for verb in ("confirmation", "undoing"):
                assert (await browser.send_form(f"/members/import/{seen.id}/{verb}")).status_code == 403
    await MemberImport.filter(id=seen.id).update(made_by="another")
    assert (await clerk.get(f"/members/import/{seen.id}")).status_code == 404
