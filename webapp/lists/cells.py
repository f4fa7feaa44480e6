"""Read .xlsx, .xls, .ods and .csv into sheets of cells."""

import csv
import io
import json
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from webapp.core import limited_process
from webapp.core.i18n import gettext_noop as N_
from webapp.core.vi_text import from_tcvn3, from_vni, is_syllable, legacy_encoding

Cell = str | int | float
Rows = list[list[Cell]]
CHILD = Path(__file__).with_name("child.py")
LARGEST = 5_000_000  # bytes
ZIPPED, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
READ_AS = {"tcvn3": from_tcvn3, "vni": from_vni}


class UnreadableList(Exception):
    """`text` tells the user what to do."""

    text = N_("This file could not be read. Open it in Excel, save it again as .xlsx, and send that file.")


class EmptyFile(UnreadableList):
    text = N_("The file is empty. Choose the file that holds the list.")


class ListTooLarge(UnreadableList):
    text = N_("The file is too large: at most 5 MB and 20,000 rows. Split the list by hamlet.")


class PasswordProtected(UnreadableList):
    text = N_("The file is locked with a password. Open it in Excel, remove the password, and save it again.")


class NotASpreadsheet(UnreadableList):
    text = N_("This is not a spreadsheet. Send an .xlsx, .xls, .ods or .csv file.")


REFUSED = {"password": PasswordProtected, "large": ListTooLarge}


@dataclass
class Sheet:
    """`merged`: first and last (row, column) of ranges."""

    name: str
    rows: Rows = field(default_factory=list)
    hidden: bool = False
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)


def read_sheets(content: bytes) -> list[Sheet]:
    """Blocking, 0.1 s and more."""
    if not content.strip(b"\0\t\r\n "):
        raise EmptyFile
    if len(content) > LARGEST:
        raise ListTooLarge
    if content.startswith((ZIPPED, OLD_OFFICE)):
        return _spreadsheet(content)
    if content.startswith(
        (b"%PDF", b"\x89PNG", b"\xff\xd8", b"GIF8", b"Rar!", b"7z", b"<", b"\xef\xbb\xbf<")
    ):
        raise NotASpreadsheet
    return [Sheet("", _separated(_decoded(content)))]


def _spreadsheet(content: bytes) -> list[Sheet]:
    try:
        code, made = limited_process.run(CHILD, content)
    except limited_process.Ended as ended:
        raise ListTooLarge from ended
    answer = json.loads(made) if code == 0 else {}
    if "sheets" not in answer:
        raise REFUSED.get(answer.get("refused", ""), UnreadableList)
    sheets = [Sheet(**sheet) for sheet in answer["sheets"]]
    if not any(sheet.rows for sheet in sheets):
        raise EmptyFile
    return sheets


def _decoded(content: bytes) -> str:
    """Unicode if marked or plausible, else a legacy code page."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in (start := content[:4000]):
        # UTF-16: half zero bytes, nearly all at even or odd positions; unlike binary files.
        zeros = start[0::2].count(0), start[1::2].count(0)
        if max(zeros) < len(start) / 6 or min(zeros) > max(zeros) / 10:
            raise NotASpreadsheet
        return content.decode("utf-16-le" if zeros[1] > zeros[0] else "utf-16-be", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        vietnamese = unicodedata.normalize("NFC", content.decode("cp1258", errors="replace"))
        western = content.decode("latin-1")
        return vietnamese if _sense(vietnamese) >= _sense(_rescued(western)) else western


def _rescued(text: str) -> str:
    lines = text.splitlines()[:200]
    found = [legacy_encoding(line) for line in lines]
    return "\n".join(READ_AS[e](line) if e else line for e, line in zip(found, lines, strict=True))


def _sense(text: str) -> float:
    words = [word for word in re.findall(r"[^\W\d_]+", text[:20_000]) if not word.isascii()]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def _separated(text: str) -> Rows:
    """Separator with most columns: Excel writes ; with a decimal comma."""
    try:
        tables: list[Rows] = [
            [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]
            for mark in ";,\t"
        ]
    except csv.Error as error:
        raise NotASpreadsheet from error
    rows = max(tables, key=lambda table: sum(len(row) for row in table))
    if len(rows) > 20_000:
        raise ListTooLarge
    return rows
