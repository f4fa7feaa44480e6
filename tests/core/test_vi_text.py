"""Vietnamese text is found without marks, sorted as people expect, and rescued from old fonts."""

import random
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webapp.core.identity_numbers import holds_identity_number
from webapp.core.vi_text import (
    TCVN3,
    VNI,
    ControlCharacter,
    fold_text,
    from_tcvn3,
    from_vni,
    is_syllable,
    legacy_encoding,
    nfc_text,
    person_sort_key,
    phone_number,
    sort_key,
)

TONE_MARKS = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
ONSETS = ["", "b", "c", "ch", "đ", "gi", "h", "kh", "l", "m", "ng", "nh", "ph", "qu", "th", "tr", "v", "x"]
OPEN = ["a", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "ai", "ao", "ây", "ôi", "ươi", "ưu", "iêu", "ay", "âu"]
NASAL = ["an", "ăn", "ân", "ang", "ăng", "ên", "inh", "iên", "ong", "ông", "ơn", "ung", "ưng", "ương", "uông"]
CLOSED = ["ac", "ach", "ăc", "ât", "êp", "iêc", "oc", "ôt", "ơp", "uc", "ươc"]
VOWELS_BY_WEIGHT = "êơôâăưaoeuiy"


def syllable(onset: str, rime: str, tone: str) -> str:
    place = next(rime.index(vowel) for vowel in VOWELS_BY_WEIGHT if vowel in rime)
    return unicodedata.normalize("NFC", onset + rime[: place + 1] + tone + rime[place + 1 :])


syllables = st.one_of(
    st.builds(syllable, st.sampled_from(ONSETS), st.sampled_from(OPEN + NASAL), st.sampled_from(TONE_MARKS)),
    st.builds(syllable, st.sampled_from(ONSETS), st.sampled_from(CLOSED), st.sampled_from(TONE_MARKS[4:])),
)
sentences = st.lists(syllables, min_size=1, max_size=8).map(" ".join)


def in_tcvn3(text: str) -> str:
    return text.translate({letter: code for code, letter in TCVN3.items()})


def in_vni(text: str) -> str:
    code_of = {letter: code for code, letter in VNI.items()}
    return "".join(code_of.get(letter, letter) for letter in text)


@given(st.text())
def test_text_is_stored_the_same_however_often_it_is_stored(text):
    try:
        stored = nfc_text(text)
    except ControlCharacter:
        return

    assert nfc_text(stored) == stored
    assert stored == stored.strip() and "  " not in stored
    assert unicodedata.is_normalized("NFC", stored)


def test_a_name_typed_with_loose_marks_and_spaces_is_the_same_name():
    assert nfc_text("  Lo\u0302  Va\u0306n \u200bCa\u0309nh\n") == "Lô Văn Cảnh"
    assert nfc_text("dòng một  \r\n\r\n dòng hai", lines=True) == "dòng một\n\ndòng hai"


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\u202eb", "a\ud800b", "a\x85b"])
def test_characters_that_nobody_types_are_refused(text):
    with pytest.raises(ControlCharacter):
        nfc_text(text)


def test_the_soft_hyphen_stays_because_old_fonts_draw_a_letter_there():
    assert from_tcvn3(nfc_text("L\xad¬ng")) == "Lương"


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold_text(fold_text(text)) == fold_text(text)


@given(sentences)
def test_searching_does_not_depend_on_how_the_marks_are_stored(text):
    loose = unicodedata.normalize("NFD", text)

    assert fold_text(loose) == fold_text(text) == fold_text(text.upper())
    assert fold_text(text).isascii()
    assert sort_key(loose) == sort_key(text)


def test_a_household_is_found_without_typing_marks():
    assert fold_text("Huồi  Pủng") == "huoi pung"
    assert fold_text("uỷ") == fold_text("ủy")
    assert fold_text("Đặng Ơn Ưng Ðạt") == "dang on ung dat"


def test_tones_decide_only_between_the_same_letters():
    words = ["ma", "mà", "mả", "mã", "má", "mạ", "mai"]

    assert sorted(reversed(words), key=sort_key) == words


def test_letters_follow_the_vietnamese_alphabet():
    names = ["An", "Ăn", "Ân", "Bảo", "Dũng", "Đặng", "On", "Ôn", "Ơn", "Ung", "Ưng"]

    assert sorted(reversed(names), key=sort_key) == names


def test_people_are_listed_by_given_name_then_family_then_middle():
    names = [
        "Vi Thị An",
        "Lô Văn Án",
        "Cụt Văn Ăn",
        "Moong Thị Ân",
        "Kha Văn Dần",
        "Lương Văn Đạt",
        "Vừ Bá Xồng",
    ]
    same_given = ["An", "Kha An", "Lô Bá An", "Lô Văn An", "Lô Văn Bá An", "Lỗ Anh"]

    assert sorted(reversed(names), key=person_sort_key) == names
    assert sorted(reversed(same_given), key=person_sort_key) == same_given


@given(st.lists(st.lists(syllables, min_size=1, max_size=3), min_size=2, max_size=8))
def test_the_sort_key_orders_as_comparing_letters_then_tones_would(texts):
    alphabet = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
    tones = {mark: rank for rank, mark in enumerate(TONE_MARKS)}

    def letters_then_tones(words):
        letters, heights = [], []
        for word in words:
            bare = unicodedata.normalize("NFD", word)
            kept = unicodedata.normalize("NFC", "".join(c for c in bare if c not in TONE_MARKS[1:]))
            letters.append([alphabet.index(letter) for letter in kept])
            heights.append(max(tones.get(c, 0) for c in bare))
        return letters, heights

    by_key = sorted(texts, key=lambda words: sort_key(" ".join(words)))

    assert by_key == sorted(texts, key=letters_then_tones)


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_sort_key_holds_digits_only_and_equals_itself(left, right):
    assert sort_key(left).isdigit() and sort_key(left).isascii()
    assert (sort_key(left) == sort_key(right)) or (sort_key(left) < sort_key(right)) != (
        sort_key(right) < sort_key(left)
    )
    assert person_sort_key(left).isdigit()


def test_two_spellings_of_a_tone_are_one_word_but_two_tones_are_not():
    assert sort_key("Hoà") == sort_key("Hòa")
    assert person_sort_key("Lô Văn Thuỷ") == person_sort_key("Lô Văn Thủy")
    assert person_sort_key("Lô Văn An") != person_sort_key("Lô Văn Án") != person_sort_key("Lô Văn Ân")


@pytest.mark.parametrize(
    "typed", ["0987 654 321", "+84 987 654 321", "84987654321", "+84 (0)987.654.321", "0084987654321"]
)
def test_a_mobile_number_is_kept_as_it_is_dialled(typed):
    assert phone_number(typed) == "0987654321"


def test_landlines_are_numbers_and_old_or_short_ones_are_not():
    assert phone_number("02383 123 456") == "02383123456"
    assert phone_number("09.00000694") == "0900000694"
    for wrong in ("0123456789", "01234567890", "09.00009.13", "", "không có", "0987654321 / 0912345678"):
        assert phone_number(wrong) is None


@pytest.mark.parametrize(
    "text",
    ["số 038095001234", "038 095 001 234", "CMND 182345678", "182 345 678", "０３８０９５００１２３４"],
)
def test_an_identity_number_in_free_text_is_noticed(text):
    assert holds_identity_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "gọi 0987654321",
        "84987654321",
        "hỗ trợ 150000000 đồng",
        "1.500.000.000.000 đ",
        "987654321",
        "ngày 12/9/2018",
    ],
)
def test_phones_money_and_dates_are_not_identity_numbers(text):
    assert not holds_identity_number(text)


def test_the_heading_of_every_old_letter_is_read_right():
    tcvn3 = "Céng hoµ x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc"
    vni = "Coäng hoaø xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc"
    meant = "Cộng hoà xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"

    assert (legacy_encoding(tcvn3), from_tcvn3(tcvn3)) == ("tcvn3", meant)
    assert (legacy_encoding(vni), from_vni(vni)) == ("vni", meant)


def test_capitals_of_old_fonts_are_read_as_capitals():
    assert from_tcvn3("L¤ V¡N C¶NH") == "LÔ VĂN CẢNH"
    assert from_tcvn3("L« B¸ ¸i") == "Lô Bá ái"
    assert from_vni("NGUYEÃN VAÊN ÑÖÙC") == "NGUYỄN VĂN ĐỨC"


@given(sentences)
def test_what_was_typed_in_tcvn3_comes_back(text):
    assert from_tcvn3(in_tcvn3(text)) == text


@given(sentences)
def test_what_was_typed_in_vni_comes_back(text):
    assert from_vni(in_vni(text)) == text


@given(sentences)
@example("bư")
def test_an_old_font_is_never_taken_for_the_other_one(text):
    assert legacy_encoding(in_tcvn3(text)) in (None, "tcvn3")
    assert legacy_encoding(in_vni(text)) in (None, "vni")


def test_a_line_of_ten_words_in_an_old_font_is_always_noticed():
    chance = random.Random(2018)
    for _ in range(300):
        words = [
            syllable(chance.choice(ONSETS), chance.choice(NASAL), chance.choice(TONE_MARKS))
            for _ in range(10)
        ]

        assert legacy_encoding(in_tcvn3(" ".join(words))) == "tcvn3"
        assert legacy_encoding(in_vni(" ".join(words))) == "vni"


@given(sentences)
def test_unicode_text_is_never_taken_for_an_old_font(text):
    assert legacy_encoding(text) is None
    assert legacy_encoding(unicodedata.normalize("NFD", text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "Võ Y Phóc",
        "Hoàng",
        "Y Pôk",
        "Krông Pôt",
        "50 m²",
        "5 × 6",
        "«Lô»",
        "§ 5",
        "Müller",
        "façade",
        "Lô Bá Mo",
        "",
        "An",
    ],
)
def test_text_that_may_be_what_it_seems_is_left_alone(text):
    assert legacy_encoding(text) is None


@given(syllables)
def test_every_syllable_we_can_build_counts_as_one(word):
    assert is_syllable(word)
    assert not is_syllable(word + "ß")


@pytest.mark.parametrize(
    "unseen",
    ["\u00ad", "\u034f", "\u061c", "\u115f", "\u180e", "\u200b", "\u200d", "\u200e", "\u200f", "\u2060", "\u2064", "\u206a"]
    + ["\u3164", "\ufe0f", "\ufeff", "\uffa0", "\ufff9", "\uffff", "\U000e0041"],
)  # fmt: skip
def test_nothing_invisible_is_stored(unseen: str) -> None:
    assert nfc_text(f"Lò{unseen} Văn {unseen}Pành{unseen}") == "Lò Văn Pành"
    assert nfc_text(f"cong{unseen}trinh", lines=True) == "congtrinh"


@pytest.mark.parametrize("between", ["\u2028", "\u2029", "\r\n", "\n"])
def test_every_line_break_is_one_of_ours(between: str) -> None:
    assert nfc_text(f"một{between}hai", lines=True) == "một\nhai"
    assert nfc_text(f"một{between}hai") == "một hai"
