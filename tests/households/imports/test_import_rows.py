"""What one line of a list may say, and what is answered to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.households.lists import DAN, EN, HEAD, listing_of
from webapp.households.imports.register_index import IndexedHamlet, Known, Register

NAME, HAMLET, CLUSTER, PEOPLE, PHONE = 1, 2, 3, 4, 5


def row_with(place, cell, **kwargs):
    changed = [*DAN]
    changed[place] = cell
    return listing_of(changed, **kwargs).rows[0]


@pytest.mark.parametrize("name", ["Vừ Bá Sơn", "Y", "H'Mai", "Lô-Văn Dần", "Ốc", "Xồng Y Pà A"])
def test_names_are_taken_as_they_are(name):
    if len(name) == 1:
        assert row_with(NAME, name).verdict == "wrong"
    else:
        assert row_with(NAME, name).head_name == name


@pytest.mark.parametrize(
    "name",
    ["", "@Dần", "+84", "-Dần", '=HYPERLINK("x")', "Lô Văn Dần 2", "038095001234", "Dần" * 40, "a\x00b"],
)
def test_what_is_no_name_is_wrong(name):
    assert row_with(NAME, name).verdict == "wrong"


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        (4, 4),
        (4.0, 4),
        ("4", 4),
        ("4 khẩu", 4),
        ("4 người", 4),
        ("4khẩu", 4),
        ("04", 4),
        ("4,0", 4),
        (60, 60),
    ],
)
def test_numbers_of_people_are_understood(typed, people):
    assert row_with(PEOPLE, typed).people == people


@pytest.mark.parametrize("typed", ["", 0, -3, 61, 2.5, "bốn", "4/2", "12/09/2018", "#REF!", "4 hộ", 10**9])
def test_numbers_that_mean_no_people_are_wrong(typed):
    assert row_with(PEOPLE, typed).verdict == "wrong"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0900 000 104", "0900000104"),
        (900000104, "0900000104"),
        ("900000104", "0900000104"),
        ("'0900000104", "0900000104"),
        ("+84 900 000 104", "0900000104"),
        ("0900000104 / 0900000105", "0900000104"),
        ("0900000104, 0900000105", "0900000104"),
        ("0900000104 0900000105", "0900000104"),
        ("0900000104 (vợ)", "0900000104"),
        ("không có", None),
        ("-", None),
    ],
)
def test_phone_numbers_are_understood(typed, number):
    row = row_with(PHONE, typed)

    assert (row.verdict, row.phone) == ("new", number)


@pytest.mark.parametrize("typed", ["09.00009.13", "0123456789", "01234567890", "hỏi trưởng bản", "1"])
def test_a_phone_number_nobody_can_dial_comes_back(typed):
    assert row_with(PHONE, typed).verdict == "wrong"


def test_an_identity_number_in_the_place_of_a_phone_is_not_repeated():
    row = row_with(PHONE, "038095001234")

    assert row.verdict == "wrong"
    assert "038095001234" not in repr(row)


@pytest.mark.parametrize(
    "typed", ["Huồi Cọ", "huồi cọ", "Bản Huồi Cọ", "HUOI CO", "Thôn Huồi Cọ", "Huồi  Cọ", "HuồiCọ"]
)
def test_a_hamlet_is_known_however_it_is_typed(typed):
    assert row_with(HAMLET, typed).hamlet.name == "Bản Huồi Cọ"


def test_a_hamlet_is_known_by_its_other_name_and_that_is_told():
    row = row_with(HAMLET, "Sàn")

    assert row.hamlet.name == "Bản Xàn"
    assert row.notes[0].gaps == {"name": "Sàn", "hamlet": "Bản Xàn"}


def test_a_hamlet_typed_nearly_right_is_asked_about_not_guessed():
    row = row_with(HAMLET, "Huồi Coọ")

    assert row.hamlet is None
    assert row.reasons[0].text == "There is no hamlet “%(name)s”. Is %(nearest)s meant? Correct the name."
    assert row.reasons[0].gaps == {"name": "Huồi Coọ", "nearest": "Huồi Cọ"}


def test_of_two_hamlets_that_differ_by_a_mark_the_one_written_is_meant():
    both = Register([IndexedHamlet("1", "Bản Huồi Cọ"), IndexedHamlet("2", "Bản Huồi Cò")])

    assert both.hamlet_named("huồi cò").id == "2"
    assert both.hamlet_named("huoi co") is None


def test_a_cluster_typed_without_marks_is_the_one_we_know():
    assert row_with(CLUSTER, "khe tren").cluster == "Khe trên"
    assert row_with(CLUSTER, "Khe mới").cluster == "Khe mới"
    assert row_with(CLUSTER, "=1+1").verdict == "wrong"


@pytest.mark.parametrize(
    ("poor", "near", "poverty", "verdict"),
    [
        ("x", "", "poor", "new"),
        ("", "X", "near_poor", "new"),
        ("", "", "", "new"),
        ("0", 1, "near_poor", "new"),
        ("cận nghèo", "", "near_poor", "new"),
        ("x", "x", "", "wrong"),
        ("?", "", "", "wrong"),
    ],
)
def test_ticks_are_read_as_the_list_means_them(poor, near, poverty, verdict):
    row = listing_of([*DAN, poor, near], head=[*HEAD, "Hộ nghèo", "Hộ cận nghèo"]).rows[0]

    assert (row.poverty, row.verdict) == (poverty, verdict)


def test_every_reason_is_told_at_once():
    row = listing_of([1, "", "Bản Lạ", "", -3, "12"]).rows[0]

    assert len(row.reasons) == 4


def test_a_household_of_the_register_is_not_added_again():
    known = Known("HC-017", "huoi-co", "Lô Văn Dần", "Khe trên")
    spelled_otherwise = [*DAN]
    spelled_otherwise[NAME] = "LÔ VĂN DẦN"

    (row,) = listing_of(spelled_otherwise, known=[known]).of("duplicate")

    assert row.same_as.gaps == {"code": "HC-017"}


def test_a_namesake_in_another_cluster_is_another_household_and_that_is_told():
    twin = [2, "Lô Văn Dần", "Huồi Cọ", "Bãi bồi", 5]
    listing = listing_of(DAN, twin)

    assert listing.counts == {"new": 2, "wrong": 0, "duplicate": 0}
    assert listing.rows[1].notes[0].gaps == {"line": 2}


def test_names_that_differ_only_by_a_mark_are_two_households():
    listing = listing_of(
        DAN, [2, "Lô Văn Dân", "Huồi Cọ", "Khe trên", 5], [3, "Lô Văn Dấn", "Huồi Cọ", "", 5]
    )

    assert listing.counts["new"] == 3


def test_a_wrong_line_does_not_make_the_next_one_a_duplicate():
    wrong = [1, "Lô Văn Dần", "Huồi Cọ", "Khe trên", -1]

    assert [row.verdict for row in listing_of(wrong, DAN).rows] == ["wrong", "new"]


cells = st.one_of(st.text(max_size=12), st.integers(-10, 10**12), st.floats(allow_nan=True), st.just(""))


@given(st.lists(st.lists(cells, max_size=8), max_size=8))
def test_whatever_stands_in_a_list_every_line_is_accounted_for_once(rows):
    listing = listing_of(DAN, *rows, EN)

    lines = [row.line for row in listing.rows] + [skipped.line for skipped in listing.skipped]
    filled = [n for n, row in enumerate(rows, start=3) if any(str(cell).strip() for cell in row)]
    assert sorted(lines) == sorted([1, 2, *filled, len(rows) + 3])
    for row in listing.rows:
        for remark in (*row.reasons, *row.notes):
            remark.say()
