"""Makes household lists in every format an office still uses; all names are invented."""

import io
import struct
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

import openpyxl

from webapp.households.imports.read import Listing, read_listing
from webapp.households.imports.register_index import IndexedHamlet, Known, Register
from webapp.lists.cells import Sheet, read_sheets
from webapp.register.models import HouseholdImport

HEAD = ["TT", "Họ và tên chủ hộ", "Bản", "Cụm", "Số khẩu", "Điện thoại"]
DAN = [1, "Lô Văn Dần", "Huồi Cọ", "Khe trên", 4, "0900000104"]
EN = [2, "Vi Thị Én", "Bản Xàn", "Đầu bản", 6, ""]
NEW = [1, "Kha Y Lợi", "Huồi Cọ", "Khe dưới", 7, "0900000816"]
TABLE = [HEAD, NEW, [2, "Lô Bá Mo", "Sàn", "", 5, ""], [3, "", "Huồi Cọ", "", 2, ""]]
ADDED = {"Kha Y Lợi", "Lô Bá Mo"}
Table = Sequence[Sequence[Any]]


def hamlets() -> list[IndexedHamlet]:
    return [
        IndexedHamlet("huoi-co", "Bản Huồi Cọ", clusters=["Khe trên", "Bãi bồi"]),
        IndexedHamlet("xan", "Bản Xàn", aliases=("Sàn",)),
        IndexedHamlet("huoi-pung", "Bản Huồi Pủng"),
        IndexedHamlet("cha-lang", "Bản Chà Lâng"),
    ]


def register(*households: Known) -> Register:
    return Register(hamlets(), households)


def listing_of(*rows: Sequence[Any], head: Sequence[Any] = HEAD, known: Sequence[Known] = ()) -> Listing:
    """What is said of these rows, under one line of column names."""
    return read_listing([Sheet("Hộ", [list(head), *(list(row) for row in rows)])], register(*known))


def reading(content: bytes) -> Listing:
    return read_listing(read_sheets(content), register())


def xlsx(*tables: Table, names: Sequence[str] = (), merged: Sequence[str] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for place, table in enumerate(tables):
        sheet = book.create_sheet(names[place] if names else f"Sheet{place + 1}")
        for row in table:
            sheet.append(list(row))
        for block in merged:
            sheet.merge_cells(block)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ods(table: Table, *, locked: bool = False) -> bytes:
    """The smallest file that LibreOffice would also open."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
            if isinstance(cell, int)
            else f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in table
    )
    name = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{name}office:1.0" '
        f'xmlns:table="{name}table:1.0" xmlns:text="{name}text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="DS">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        lock = "<encryption-data/>" if locked else ""
        packed.writestr("META-INF/manifest.xml", f'<manifest xmlns="{name}manifest:1.0">{lock}</manifest>')
        packed.writestr("content.xml", "not to be read" if locked else content)
    return file.getvalue()


def xls(table: Table, *, locked: bool = False) -> bytes:
    """Excel 97: a workbook stream with one sheet of labels and numbers."""

    def record(kind: int, body: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def began(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 1997, 0, 6))

    cells = b""
    for y, row in enumerate(table):
        for x, cell in enumerate(row):
            place = struct.pack("<HHH", y, x, 0)
            if isinstance(cell, int):
                cells += record(0x0203, place + struct.pack("<d", cell))
            elif cell:
                cells += record(0x0204, place + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
    lock = record(0x002F, b"\1\0\1\0\1\0" + b"k" * 48) if locked else b""
    opening = began(0x0005) + lock + record(0x0042, struct.pack("<H", 1200))
    start = len(opening) + 4 + 8 + 4 + 4
    bound = record(0x0085, struct.pack("<IBB", start, 0, 0) + b"\x02\x01" + "DS".encode("utf-16-le"))
    return compound({"Workbook": opening + bound + record(0x000A) + began(0x0010) + cells + record(0x000A)})


def compound(streams: dict[str, bytes]) -> bytes:
    """The container of Office 97 files, which also wraps every file with a password."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    sectors, table, entries = b"", [0xFFFFFFFD, end], []
    for name, content in streams.items():
        padded = content.ljust(4096, b"\0") + b"\0" * (-max(len(content), 4096) % 512)
        first, count = len(table), len(padded) // 512
        table += [*range(first + 1, first + count), end]
        entries.append((name, 2, first, max(len(content), 4096)))
        sectors += padded
    entries.insert(0, ("Root Entry", 5, end, 0))
    folder = b""
    for place, (name, kind, first, size) in enumerate(entries):
        text = (name + "\0").encode("utf-16-le")
        right = place + 1 if 0 < place < len(entries) - 1 else free
        links = struct.pack("<III", free, right, 1 if place == 0 else free)
        folder += text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1) + links + b"\0" * 36
        folder += struct.pack("<IQ", first, size)
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\0" * 6
    )
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0)
    fat = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    assert len(fat) == 512, "one sector of table holds 64 kB"
    return head.ljust(512, b"\xff") + fat + folder.ljust(512, b"\0") + sectors


async def imported(answer) -> HouseholdImport:
    assert answer.status_code == 303, answer.text
    return await HouseholdImport.get(id=answer.headers["location"].rpartition("/")[2])
