"""Columns are found by what is written above them, and what must never be kept is not read at all."""

import pytest

from tests.households.lists import DAN, EN, HEAD, listing_of, reading, register, xlsx
from webapp.households.imports.read import read_listing
from webapp.lists.cells import Sheet


@pytest.mark.parametrize(
    "head",
    [
        ["STT", "HỌ VÀ TÊN CHỦ HỘ", "Thôn (bản)", "Cụm dân cư", "Số nhân khẩu", "SĐT"],
        ["No.", "Chủ hộ", "Bản/thôn", "Tên cụm", "Khẩu", "Số ĐT"],
        ["tt", "ho ten chu ho", "ban", "cum", "so khau (nguoi)", "dien thoai"],
        ["TT", "Hä vµ tªn chñ hé", "B¶n", "Côm", "Sè khÈu", "§iÖn tho¹i"],
    ],
)
def test_offices_name_their_columns_in_many_ways(head):
    (row,) = listing_of(DAN, head=head).of("new")

    assert (row.head_name, row.hamlet.name, row.cluster, row.people, row.phone) == (
        "Lô Văn Dần",
        "Bản Huồi Cọ",
        "Khe trên",
        4,
        "0900000104",
    )


@pytest.mark.parametrize(
    "title",
    [
        "Dân tộc",
        "Tôn giáo",
        "Số CCCD",
        "CMND/CCCD",
        "Số căn cước công dân",
        "Thu nhập bình quân",
        "Dư nợ",
        "Tình trạng sức khoẻ",
        "Dạng khuyết tật",
        "Ý thức chấp hành",
        "dan toc",
        "D©n téc",
        "Kế hoạch hoá gia đình",
        "Toạ độ",
    ],
)
def test_columns_that_must_never_be_kept_are_refused_and_leave_no_trace(title):
    listing = listing_of([*DAN, "038095001234 Thái"], head=[*HEAD, title])

    assert len(listing.refused) == 1
    assert "038095001234" not in repr(listing)


@pytest.mark.parametrize("title", ["Ghi chú", "Năm sinh", "Quan hệ với chủ hộ", "Địa điểm", "Đơn vị"])
def test_other_columns_are_left_unread_and_named(title):
    listing = listing_of([*DAN, "abc"], head=[*HEAD, title])

    assert (listing.unread, listing.refused) == ([title], [])


def test_a_header_of_two_lines_is_read_together():
    head = ["TT", "Họ và tên", "Bản", "Số khẩu", "", "Hộ nghèo", ""]
    below = ["", "", "", "Tổng số", "Nữ", "Nghèo", "Cận nghèo"]
    numbering = ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"]
    table = [head, below, numbering, [1, "Lô Văn Dần", "Huồi Cọ", 4, 2, "", "x"]]

    listing = reading(xlsx(table, merged=["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1"]))

    assert [(row.people, row.poverty) for row in listing.of("new")] == [(4, "near_poor")]
    assert listing.unread == ["Số khẩu – Nữ"]
    assert [skipped.kind for skipped in listing.skipped] == ["header"] * 3


def test_a_wanted_word_under_a_refused_heading_is_refused_too():
    table = [[*HEAD, "Tôn giáo", ""], ["", "", "", "", "", "", "", "Nghèo"], [*DAN, "", "x"]]

    listing = reading(xlsx(table))

    assert listing.refused == ["Tôn giáo", "Tôn giáo – Nghèo"]
    assert [row.poverty for row in listing.of("new")] == [""]


def test_a_header_printed_again_on_the_next_page_is_no_household():
    listing = listing_of(DAN, HEAD, EN)

    assert listing.counts["new"] == 2
    assert [(skipped.line, skipped.kind) for skipped in listing.skipped] == [(1, "header"), (3, "header")]


def test_hamlets_may_stand_as_headings_between_the_households():
    head = ["TT", "Họ tên chủ hộ", "Số khẩu"]
    listing = listing_of(
        ["I", "Bản Huồi Cọ (2 hộ)", 10],
        [1, "Lô Văn Dần", 4],
        [2, "Vi Thị Én", 6],
        ["II. Bản Xàn", "", ""],
        [1, "Kha Y Cảnh", 3],
        ["", "Tổng cộng", 13],
        head=head,
    )

    assert [(row.head_name, row.hamlet.name) for row in listing.of("new")] == [
        ("Lô Văn Dần", "Bản Huồi Cọ"),
        ("Vi Thị Én", "Bản Huồi Cọ"),
        ("Kha Y Cảnh", "Bản Xàn"),
    ]
    assert [skipped.kind for skipped in listing.skipped] == ["header", "section", "section", "subtotal"]


def test_each_hamlet_may_have_a_sheet_of_its_own():
    head = ["TT", "Họ tên chủ hộ", "Số khẩu"]
    tables = [[head, [1, "Lô Văn Dần", 4]], [["Danh sách hộ Bản Xàn"], head, [1, "Vi Thị Én", 6]], [["nháp"]]]

    listing = reading(xlsx(*tables, names=["Huồi Cọ", "Sheet2", "Sheet3"]))

    assert [row.hamlet.name for row in listing.of("new")] == ["Bản Huồi Cọ", "Bản Xàn"]
    assert listing.sheets_without_list == ["Sheet3"]


def test_a_hamlet_merged_over_its_lines_holds_for_all_of_them():
    table = [HEAD, DAN, [2, "Vi Thị Én", None, "", 6], [3, "Kha Y Cảnh", None, "", 3]]

    listing = reading(xlsx(table, merged=["C2:C3"]))

    assert [row.hamlet.name for row in listing.of("new")] == ["Bản Huồi Cọ", "Bản Huồi Cọ"]
    assert [row.line for row in listing.of("wrong")] == [4]


def test_the_signatures_under_a_list_are_no_households_but_a_late_line_is():
    late = ["", "Kha Y Cảnh", "", "", "", ""]
    listing = listing_of(DAN, late, EN, [], ["", "Người lập biểu"], ["", "Hà Thị Ơn"])

    assert [(row.line, row.verdict) for row in listing.rows] == [(2, "new"), (3, "wrong"), (4, "new")]
    assert [skipped.kind for skipped in listing.skipped] == ["header", "signature", "signature"]


def test_the_decision_named_in_the_title_is_offered():
    title = "(Kèm theo Quyết định số 125/QĐ-UBND ngày 05/12/2025 của UBND xã)"
    sheet = Sheet("", [["DANH SÁCH HỘ NGHÈO"], [title], list(HEAD), list(DAN)])

    assert read_listing([sheet], register()).decision == ("125/QĐ-UBND", "05/12/2025")
