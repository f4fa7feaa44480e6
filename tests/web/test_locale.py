"""Every phrase is said in Vietnamese, fits its placeholders and keeps to plain words."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from webapp.core.i18n import catalogue, phrases

FILES = sorted(Path("webapp/locale").glob("*/*.po"))
NEVER_SAID = ("đồng bộ", "ngoại tuyến", "máy chủ", "lỗi 500", "thất bại")
FIXED = {
    "Saved on this phone. Not sent yet.": "Đã lưu trên máy này. Chưa gửi.",
    "Sending {n} of {m}…": "Đang gửi {n} trên {m}…",
    "The commune received it at {time} (number {number}).": "Xã đã nhận lúc {time} (số {number}).",
    "No signal. Your records are safe on this phone.": "Chưa có sóng. Phiếu vẫn an toàn trên máy.",
    "The commune returned {n} records to correct.": "Xã trả lại {n} phiếu cần sửa.",
    "This phone is nearly full.": "Máy sắp đầy.",
    "Undone.": "Đã hoàn tác.",
}


def used() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    methods = [("webapp/**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
    options = {"templates/**.html": {"silent": "false", "trimmed": "false"}}
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None, "gettext_noop": None}
    for file, _line, message, *_rest in extract_from_dir(".", methods, options, keywords):
        yield file, message


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", text))


def test_every_phrase_used_has_a_vietnamese_one() -> None:
    held = phrases("vi")

    missing = sorted(
        {
            f"{file}: {message}"
            for file, message in used()
            if message not in held and not (isinstance(message, tuple) and (message[0], 0) in held)
        }
    )

    assert not missing, "\n" + "\n".join(missing)


def test_the_english_catalogue_is_the_source_and_says_every_number_right() -> None:
    english = catalogue("en")

    assert english.ngettext("one day", "many days", 1) == "one day"
    assert english.ngettext("one day", "many days", 2) == "many days"
    assert english.gettext("Saved on this phone. Not sent yet.") == "Saved on this phone. Not sent yet."


@pytest.mark.parametrize("file", FILES, ids=str)
def test_translations_keep_placeholders_and_plain_words(file: Path) -> None:
    with file.open("rb") as handle:
        read = read_po(handle)
    for message in read:
        if not message.id:
            continue
        english = " ".join(message.id) if isinstance(message.id, tuple | list) else message.id
        vietnamese = " ".join(message.string) if isinstance(message.string, tuple | list) else message.string
        assert vietnamese, message.id
        assert placeholders(vietnamese) == placeholders(english), message.id
        assert unicodedata.is_normalized("NFC", vietnamese), message.id
        assert not [word for word in NEVER_SAID if word in vietnamese.lower()], message.id


def test_no_phrase_is_translated_in_two_ways() -> None:
    said: dict[str, str] = {}
    for file in sorted(Path("webapp/locale/vi").glob("*.po")):
        with file.open("rb") as handle:
            for message in read_po(handle):
                if message.id:
                    assert said.setdefault(str(message.id), str(message.string)) == str(message.string), (
                        message.id
                    )


def test_no_translation_is_left_over() -> None:
    in_use = {message if isinstance(message, str) else message[0] for _, message in used()}
    held = {key if isinstance(key, str) else key[0] for key in phrases("vi")}

    assert not held - in_use


def test_the_fixed_sentences_are_said_word_for_word() -> None:
    assert {english: phrases("vi").get(english) for english in FIXED} == FIXED


def test_no_vietnamese_stands_in_templates_or_scripts() -> None:
    marked = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
    for file in [*Path("templates").rglob("*.html"), *Path("static").glob("*.js")]:
        # The product's name is a name; the table of letters belongs to the format; comments are shown to nobody.
        text = re.sub(r"const LETTERS = (?s:.*?);\n|(?m:^ *//.*$)", "", file.read_text())
        found = marked.findall(text.replace("Gần Dân", "").replace("Hữu Khuông", ""))
        assert not found, f"{file}: {found[:5]}"
