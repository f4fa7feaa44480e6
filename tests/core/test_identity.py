"""The number of an identity paper in whatever spelling, and what only looks a little like one."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.core.identity_numbers import (
    any_identity_number_in,
    holds_identity_number,
    without_identity_numbers,
)

NUMBERS = ("038095001234", "040199000017", "001304123456")
SIGNS = (" ", ".", "/", "_", "-", "–", "\n", "\r\n", " / ", " . ", "\u00a0", "\\", ":", ",", "|", "\t", "·")


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("number", NUMBERS)
def test_it_is_found_split_at_any_two_places_by_any_sign(number: str, sign: str) -> None:
    for first in range(1, 12):
        for second in range(first, 12):
            parts = [number[:first], number[first:second], number[second:]]
            assert holds_identity_number(f"số {sign.join(part for part in parts if part)} nhé"), parts


@given(st.sampled_from(NUMBERS), st.lists(st.sampled_from(("", *SIGNS)), min_size=11, max_size=11))
def test_it_is_found_with_signs_anywhere(number: str, signs: list[str]) -> None:
    spelled = "".join(digit + sign for digit, sign in zip(number, [*signs, ""], strict=True))
    assert holds_identity_number(f"CCCD: {spelled}")


@pytest.mark.parametrize("zero", ["０", "٠", "۰", "०", "๐", "\U0001d7ce"])
def test_it_is_found_in_digits_of_every_script(zero: str) -> None:
    spelled = "".join(chr(ord(zero) + int(digit)) for digit in NUMBERS[0])
    assert holds_identity_number(spelled)
    assert holds_identity_number(" ".join(spelled))
    assert all(unicodedata.decimal(sign) >= 0 for sign in spelled)


@pytest.mark.parametrize(
    "text",
    [
        "0380 9500 1234", "038095001/234", "038_095_001_234", "038095\n001234", "0 3 8 0 9 5 0 0 1 2 3 4",
        "①②③④⑤⑥⑦⑧⑨⓪①②"[:0] + "0380\u200b9500\u200f1234", "038\u00ad095\u00ad001\u00ad234", "⁰³⁸⁰⁹⁵⁰⁰¹²³⁴",
        "182345678", "182.345.678", "182-345-678", "182_345_678", "182/345/678", "1823 45678", "182345\n678", "1 8 2 3 4 5 6 7 8",
    ],
)  # fmt: skip
def test_spellings_that_were_tried_before(text: str) -> None:
    assert holds_identity_number(text)
    assert not holds_identity_number(without_identity_numbers(f"Lò {text} Thị"))


@pytest.mark.parametrize(
    "text",
    [
        "gọi 0987654321", "0987 654 321", "0987.654.321 hoặc 0868 123 456", "0968123456 12 giờ", "84987654321",
        "hỗ trợ 150.000.000 đồng", "150 000 000 đ", "120.000.000", "1.500.000.000.000 đ", "2.000.000.000.000 đ", "5 000 000 000 đ",
        "từ 01/02/2026 đến 03/04/2026", "01/02/2026 03/04/2026 05/06/2026", "01.02.2026 0530", "2026-11-30 07:30",
        "ngày 20 11 2026 3 hộ", "Nhà 3 người, 12 con lợn, 400 con gà, 15 sào", "QĐ 12/2026/QĐ-UBND ngày 3/4/2026",
        "năm 2026 10000 cây", "HC-001, HC-002, HC-003, HC-004", "bản 1, 2, 3", "12 345 678 đồng", "",
    ],
)  # fmt: skip
def test_phones_money_dates_and_counts_may_be_written(text: str) -> None:
    assert not holds_identity_number(text)
    assert without_identity_numbers(text) == text


def test_a_long_text_of_digits_takes_no_time() -> None:
    dice = random.Random(1)
    assert holds_identity_number(" ".join(str(dice.randrange(10)) for _ in range(2000))) in (True, False)


def test_a_moment_that_a_program_wrote_is_none_but_one_in_a_text_is_looked_at() -> None:
    assert not any_identity_number_in(["2026-11-30T18:10:43.954321+00:00", "2026-11-30T18:10:43Z"])
    assert any_identity_number_in(["2026-11-30T18:10:43Z 038095001234"])


def test_it_is_found_as_a_number_too() -> None:
    assert any_identity_number_in([5, [2, 138095001234]]) and any_identity_number_in([182345678])
    assert not any_identity_number_in([5, [1, 2, 999], 2_000_000, None])
