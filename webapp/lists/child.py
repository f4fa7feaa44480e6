"""Read a spreadsheet in a child process with limits.

A 5 kB file can declare 17,000 million cells, allocated at once. Standard input: file; output: JSON. Imports nothing of
ours, to start quickly.
"""

import datetime
import io
import json
import re
import resource
import sys
import zipfile
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY = 1 << 30  # bytes of address space
SECONDS = 20  # CPU time
ROWS, COLUMNS, CHARACTERS = 20_000, 100, 20_000_000
# Header of an Excel 97 workbook followed by a password record.
LOCKED_XLS = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)


class TooManyCells(Exception):
    """Above the limits."""


def plain(cell: Any) -> str | int | float:
    """As JSON: dates d/m/y, a tick box "x"."""
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, (str, int, float)):
        return cell
    return f"{cell:%d/%m/%Y}" if isinstance(cell, (datetime.date, datetime.datetime)) else str(cell)


def sheet_rows(sheet: Any) -> list[list[str | int | float]]:
    """With leading empty rows: indexes are line numbers."""
    rows = [
        [plain(cell) for cell in row[:COLUMNS]]
        for row in sheet.to_python(skip_empty_area=False, nrows=ROWS + 1)
    ]
    if len(rows) > ROWS or sum(len(str(cell)) for row in rows for cell in row) > CHARACTERS:
        raise TooManyCells
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    return rows


def read(content: bytes) -> list[dict[str, Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = []
    for about in book.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        hidden = about.visible != SheetVisibleEnum.Visible
        sheet = None if hidden else book.get_sheet_by_name(about.name)
        rows = sheet_rows(sheet) if sheet else []
        merged = (sheet.merged_cell_ranges or []) if sheet else []
        sheets.append({"name": about.name, "hidden": hidden, "rows": rows, "merged": merged})
    return sheets


def is_locked(content: bytes) -> bool:
    """The reader reports only an unknown format."""
    if "EncryptedPackage".encode("utf-16-le") in content or LOCKED_XLS.search(content[:100_000]):
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return b"encryption-data" in packed.read("META-INF/manifest.xml")
    except (zipfile.BadZipFile, KeyError, RuntimeError):
        return False


def answer(content: bytes) -> dict[str, Any]:
    try:
        sheets = read(content)
    except TooManyCells:
        return {"refused": "large"}
    except (CalamineError, ValueError, OSError):
        return {"refused": "password" if is_locked(content) else "unreadable"}
    if not any(sheet["rows"] for sheet in sheets) and is_locked(content):
        return {"refused": "password"}
    return {"sheets": sheets}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    json.dump(answer(sys.stdin.buffer.read()), sys.stdout)
