"""Meaning of columns, by header."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from webapp.core.vi_text import fold_text, legacy_encoding
from webapp.lists.cells import READ_AS, Cell, Rows, Sheet

TOTALS = ("tong", "tong so", "chung", "so luong")
# Never imported.
NEVER = [
    re.compile(rf"\b(?:{fold_text(words)})\b")
    for words in (
        "dân tộc|tộc người|tôn giáo|tín ngưỡng|theo đạo|quan điểm|thái độ|tư tưởng|chính trị|chấp hành|vi phạm",
        "tiền án|cccd|cmnd|cmtnd|cmt|căn cước|chứng minh|định danh|hộ chiếu|thu nhập|dư nợ|số nợ|nợ vay|vay|tài sản",
        "bệnh|khuyết tật|sức khoẻ|hiv|ma tuý|kế hoạch hoá gia đình|khhgđ|tránh thai|sinh con|toạ độ|gps",
        "xếp hạng|chấm điểm|điểm số|uy tín|thân nhân nước ngoài",
    )
]


@dataclass(frozen=True)
class Titles:
    """Known titles; rows need a `name` cell."""

    wanted: Mapping[str, str]
    name: str

    @classmethod
    def of(cls, meanings: Mapping[str, Sequence[str]], name: str) -> "Titles":
        return cls({plain(title): meaning for meaning, titles in meanings.items() for title in titles}, name)

    def meaning(self, title: str) -> str | None:
        return self.wanted.get(plain(title))


@dataclass
class Columns:
    """`places`: meaning -> column."""

    header: range
    places: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def plain(title: str) -> str:
    """For comparison: "Số khẩu (người)" -> "so khau"."""
    return " ".join(fold_text(re.sub(r"[\W_]+", " ", re.sub(r"\(.*?\)", " ", title))).split())


def is_title(cell: Cell, known: Titles) -> bool:
    return isinstance(cell, str) and known.meaning(cell) is not None


def text_of(cell: Cell, font: str | None = None) -> str:
    """Decoded from a legacy font."""
    text = " ".join(str(cell).split())
    font = cell_font(text, font)
    return READ_AS[font](text) if font else text


def cell_font(text: str, font: str | None) -> str | None:
    """Legacy font, None for Unicode."""
    if text.isascii() or any(ord(c) > 255 for c in text):
        return None
    return legacy_encoding(text) or font


def row_font(row: Sequence[Cell], usual: str | None = None) -> str | None:
    """From all cells: a single name may look like Unicode."""
    texts = [cell for cell in row if isinstance(cell, str) and not cell.isascii()]
    if any(ord(c) > 255 for cell in texts for c in cell):
        return None  # Unicode row: only cells that cannot be Unicode are legacy
    found = Counter(font for font in map(legacy_encoding, texts) if font)
    if found:
        return found.most_common(1)[0][0]
    return usual if texts else None


def usual_font(sheet: Sheet) -> str | None:
    """Of most cells."""
    texts = {cell for row in sheet.rows for cell in row if isinstance(cell, str) and not cell.isascii()}
    old = Counter(font for font in map(legacy_encoding, texts) if font)
    unicode = sum(any(ord(c) > 255 for c in text) for text in texts)
    font, count = max(old.items(), key=lambda item: item[1], default=(None, 0))
    return font if count > unicode else None


def find_columns(sheet: Sheet, known: Titles) -> Columns | None:
    """Header: first row with the name and another column, plus continuations."""
    for line, row in enumerate(sheet.rows[:60]):
        meanings = [known.meaning(text_of(cell, row_font(row))) for cell in row]
        if known.name in meanings and len({*meanings} - {None, "number"}) > 1:
            last = line + 1
            while last < len(sheet.rows) and _continues(row, sheet.rows[last], meanings.index(known.name)):
                last += 1
            return _columns(sheet.rows, range(line, last), known)
    return None


def _continues(head: Sequence[Cell], row: Sequence[Cell], name_column: int) -> bool:
    """A second header row fills empty columns only, or numbers them."""
    filled = [place for place, cell in enumerate(row) if str(cell).strip()]
    if is_numbering(row):
        return True
    return (
        bool(filled)
        and name_column not in filled
        and any(place >= len(head) or not str(head[place]).strip() for place in filled)
        and not any(isinstance(row[place], (int, float)) for place in filled)
    )


def is_numbering(row: Sequence[Cell]) -> bool:
    """Such as (1) (2) (3) or A B 1 2."""
    marks = [str(cell).strip() for cell in row if str(cell).strip()]
    return (
        len(marks) > 2
        and all(re.fullmatch(r"\(?(?:\d{1,2}|[A-Z])\)?", mark) for mark in marks)
        and (len({*marks}) == len(marks))
    )


def _columns(rows: Rows, header: range, known: Titles) -> Columns:
    found = Columns(header)
    upper, *below = [
        [text_of(cell, row_font(rows[line])) for cell in rows[line]]
        for line in header
        if not is_numbering(rows[line])
    ]
    width = max(len(rows[line]) for line in header)
    for place in range(width):
        parent = upper[place] if place < len(upper) else ""
        child = next(
            (text_of(row[place]) for row in below if place < len(row) and str(row[place]).strip()), ""
        )
        if child and not parent:
            parent = next((title for title in reversed(upper[:place]) if title), "")
        _sort_in(found, place, parent, child, known)
    return found


def _sort_in(found: Columns, place: int, parent: str, child: str, known: Titles) -> None:
    title = f"{parent} – {child}" if parent and child else parent or child
    if not title:
        return
    if any(pattern.search(plain(title)) for pattern in NEVER):
        found.refused.append(title)
        return
    meaning = known.meaning(child or parent)
    if meaning is None and plain(child) in TOTALS:
        meaning = known.meaning(parent)
    if meaning is None or meaning in found.places:
        found.unread.append(title)
    else:
        found.places[meaning], found.titles[meaning] = place, title
