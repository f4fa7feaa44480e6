"""Lists come from many programs and years; what cannot be read is refused in words that help."""

import io
import zipfile

import openpyxl
import pytest

from tests.households.lists import DAN, EN, HEAD, compound, ods, reading, xls, xlsx
from webapp.households.imports.read import NoHouseholdHeader, NoHouseholds
from webapp.lists.cells import (
    EmptyFile,
    ListTooLarge,
    NotASpreadsheet,
    PasswordProtected,
    UnreadableList,
    read_sheets,
)

TABLE = [HEAD, DAN, EN]


def written(mark: str) -> str:
    return "\r\n".join(mark.join(str(cell) for cell in row) for row in TABLE)


def old_windows(text: str) -> bytes:
    """Code page 1258 keeps tones as marks of their own, after the letter."""
    import unicodedata

    shaped = {"\u0302", "\u0306", "\u031b"}
    out = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize(
            "NFC", "".join(p for p in parts if not unicodedata.combining(p) or p in shaped)
        )
        out += base + "".join(p for p in parts if unicodedata.combining(p) and p not in shaped)
    return out.encode("cp1258")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(xlsx(TABLE), id="xlsx"),
        pytest.param(xls(TABLE), id="xls"),
        pytest.param(ods(TABLE), id="ods"),
        pytest.param(written(",").encode(), id="csv"),
        pytest.param(written(";").encode("utf-8-sig"), id="csv saved by Excel"),
        pytest.param(written("\t").encode("utf-16"), id="Unicode text saved by Excel"),
        pytest.param(written("\t").encode("utf-16-le"), id="utf-16 without a mark"),
        pytest.param(old_windows(written(";")), id="code page 1258"),
    ],
)
def test_one_list_reads_the_same_from_every_format(content):
    listing = reading(content)

    assert [(r.head_name, r.hamlet.name, r.cluster, r.people, r.phone) for r in listing.of("new")] == [
        ("Lô Văn Dần", "Bản Huồi Cọ", "Khe trên", 4, "0900000104"),
        ("Vi Thị Én", "Bản Xàn", "Đầu bản", 6, None),
    ]


def test_a_text_file_in_an_old_font_is_read_too():
    text = (
        "TT;Hä vµ tªn chñ hé;B¶n;Côm;Sè khÈu\r\n1;L« V¨n DÇn;Huåi Cä;Khe trªn;4\r\n2;Võ Y Phóc;Huåi Cä;;3\r\n"
    )

    listing = reading(text.encode("latin-1"))

    assert [row.head_name for row in listing.of("new")] == ["Lô Văn Dần", "Vừ Y Phúc"]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyFile),
        (b"\r\n \0", EmptyFile),
        (xlsx([[]]), EmptyFile),
        (b"%PDF-1.7 ...", NotASpreadsheet),
        (b"<html><table><tr><td>TT</td></tr></table></html>", NotASpreadsheet),
        (b"\x89PNG\r\n\x1a\n", NotASpreadsheet),
        (bytes(range(256)) * 8, NotASpreadsheet),
        (b"PK\x03\x04 broken", UnreadableList),
        (xlsx(TABLE)[:2000], UnreadableList),
        (b"x" * 5_000_001, ListTooLarge),
        (compound({"EncryptionInfo": b"i" * 100, "EncryptedPackage": b"p" * 3000}), PasswordProtected),
        (xls(TABLE, locked=True), PasswordProtected),
        (ods(TABLE, locked=True), PasswordProtected),
        (b"Lo Van Dan, Huoi Co, 4\n", NoHouseholdHeader),
        (xlsx([["Tên hàng", "Giá"], ["Muối", 5000]]), NoHouseholdHeader),
        (xlsx([HEAD]), NoHouseholds),
    ],
)
def test_what_holds_no_list_is_refused_by_its_name(content, refusal):
    with pytest.raises(refusal) as refused:
        reading(content)

    assert type(refused.value) is refusal


def test_a_small_file_that_claims_a_million_times_a_million_cells_harms_nobody():
    book = openpyxl.Workbook()
    book.active["A1"] = "TT"
    book.active.cell(1_048_576, 16_384, "x")
    file = io.BytesIO()
    book.save(file)

    with pytest.raises(ListTooLarge):
        read_sheets(file.getvalue())


@pytest.mark.parametrize("swell", [25_000_000, 300_000_000])
def test_a_small_file_that_swells_without_end_harms_nobody(swell):
    swollen = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(TABLE))) as honest,
        zipfile.ZipFile(swollen, "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for name in honest.namelist():
            content = honest.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"</t>", b"a" * swell + b"</t>", 1)
            bomb.writestr(name, content)

    with pytest.raises(ListTooLarge):
        read_sheets(swollen.getvalue())


def test_more_rows_than_a_commune_has_are_refused():
    with pytest.raises(ListTooLarge):
        read_sheets(("Lô Văn Dần;Huồi Cọ;4\n" * 20_001).encode())
