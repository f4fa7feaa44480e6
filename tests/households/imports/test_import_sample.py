"""A list as an office hands it over: every line of it is told the truth about."""

from collections import Counter

import pytest

from tests.households.imports.import_sample import SAMPLE
from tests.households.lists import reading
from webapp.households.imports.read import Listing
from webapp.households.imports.rows import HouseholdRow


@pytest.fixture(scope="module")
def listing() -> Listing:
    return reading(SAMPLE.read_bytes())


@pytest.fixture
def line(listing):
    """Find a row by its line in the file."""
    by_line = {row.line: row for row in listing.rows}

    def at(number: int) -> HouseholdRow:
        return by_line[number]

    return at


def reasons(row: HouseholdRow) -> str:
    return " ".join(remark.text for remark in row.reasons)


def test_every_numbered_line_gets_exactly_one_verdict(listing):
    assert listing.counts == {"new": 103, "wrong": 17, "duplicate": 3}
    assert [int(row.raw["number"]) for row in listing.rows] == list(range(1, 124))


def test_lines_that_are_no_households_are_named(listing):
    assert Counter(skipped.kind for skipped in listing.skipped) == {
        "title": 3,
        "header": 2,
        "subtotal": 2,
        "signature": 2,
    }
    assert [(s.line, s.text) for s in listing.skipped if s.kind == "subtotal"] == [
        (50, "Cộng Bản Xàn"),
        (93, "Cộng Huồi Pủng"),
    ]
    assert {row.line for row in listing.rows} & {skipped.line for skipped in listing.skipped} == set()


def test_the_list_is_named_as_its_title_says(listing):
    assert listing.title == (
        "DANH SÁCH HỘ GIA ĐÌNH CÁC BẢN NĂM 2018 (Kèm theo Kế hoạch số 05-KH/ĐU ngày 12/9/2018)"
    )
    assert listing.decision == ("", "")  # a plan recognises nobody as poor


def test_the_hidden_sheet_and_the_remarks_are_told_to_be_left_out(listing):
    assert listing.hidden_sheets == ["Sheet2"]
    assert listing.unread == ["Ghi chú"]
    assert listing.refused == []


@pytest.mark.parametrize(
    ("number", "name", "hamlet", "cluster"),
    [
        (12, "Vừ Thị Phúc", "Bản Xàn", "Bãi bồi"),
        (42, "Lương Bá Hoà", "Bản Chà Lâng", "Đầu bản"),
        (43, "Vừ Y Phúc", "Bản Huồi Cọ", "Khe dưới"),
        (102, "Cụt Đình Ơn", "Bản Chà Lâng", "Đầu bản"),
        (118, "Quang Y Lợi", "Bản Chà Lâng", "Khe trên"),
    ],
)
def test_lines_in_an_old_font_are_read_as_they_looked(line, number, name, hamlet, cluster):
    row = line(number)

    assert (row.head_name, row.hamlet.name, row.cluster) == (name, hamlet, cluster)
    assert [note.text for note in row.notes] == ["Typed in an old font: “%(typed)s” is read as “%(read)s”."]


def test_a_name_with_loose_marks_is_no_old_font(line):
    assert line(10).head_name == "Cụt Thị Đạt"
    assert line(10).notes == []


def test_missing_names_and_numbers_are_asked_for(line):
    for number in (16, 86, 96):
        assert "name of the head of the household is missing" in reasons(line(number))
    for number in (85, 127):
        assert "number of people is missing" in reasons(line(number))


def test_numbers_that_cannot_be_are_wrong_and_people_after_a_number_are_not(line):
    assert "cannot be right" in reasons(line(58))
    assert line(58).reasons[0].gaps["typed"] == "-3"
    assert (line(7).verdict, line(7).people) == ("new", 8)


def test_a_hamlet_that_nobody_knows_is_not_guessed(line):
    assert "There is no hamlet" in reasons(line(17))
    assert line(17).reasons[0].gaps == {"name": "Lạ"}


def test_a_formula_is_not_a_name(line):
    for number in (21, 37, 72):
        assert "is a formula" in reasons(line(number))
        assert line(number).head_name == ""


def test_a_household_cannot_be_poor_and_near_poor(line):
    for number in (18, 51, 94, 112):
        assert "Both" in reasons(line(number))
        assert line(number).poverty == ""
    assert (line(7).poverty, line(28).poverty, line(10).poverty) == ("poor", "near_poor", "")


def test_dots_in_a_phone_number_do_not_matter_but_digits_do(line):
    assert line(107).phone == "0900000694"
    assert "only" in reasons(line(35))
    assert line(35).reasons[0].gaps == {"typed": "09.00009.13", "count": 9}


def test_one_household_written_twice_is_told_with_the_line_of_the_first(line):
    for number in (45, 84, 123):
        assert line(number).verdict == "duplicate"
        assert line(number).same_as.gaps["line"] == number - 1


def test_namesakes_in_two_hamlets_are_two_households(line):
    assert line(62).head_name == line(83).head_name == "Cụt Bá Hoà"
    assert line(62).verdict == line(83).verdict == "new"
    assert line(75).verdict == line(80).verdict == "new"


def test_capitals_and_spare_spaces_are_tidied_and_told(line):
    assert line(97).head_name == "Xồng Bá Hòa"
    assert line(97).notes[0].gaps == {"typed": "XỒNG BÁ HÒA", "read": "Xồng Bá Hòa"}
