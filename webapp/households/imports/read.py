"""Parses household lists."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from webapp.core.i18n import gettext_noop as N_
from webapp.core.vi_text import fold_text
from webapp.households.imports.columns import HOUSEHOLDS
from webapp.households.imports.duplicate_rows import mark_duplicates
from webapp.households.imports.group_names import NamedGroup
from webapp.households.imports.register_index import IndexedHamlet, Register
from webapp.households.imports.rows import HouseholdRow, read_row
from webapp.lists.cells import Cell, Sheet, UnreadableList
from webapp.lists.columns import Columns, find_columns, is_numbering, is_title, row_font, text_of, usual_font

SUBTOTAL = re.compile(r"(tổng( cộng| số)?|cộng( dồn)?|luỹ kế|lũy kế)\b", re.IGNORECASE)
DECISION = re.compile(
    r"quyết định\s+(?:số\s+)?(\d+[^\s,;]*).{0,12}?ngày\s+(\d{1,2}[/-]\d{1,2}[/-]\d{4})", re.IGNORECASE
)


class NoHouseholdHeader(UnreadableList):
    text = N_(
        "No line names the columns. The list needs a line with “Họ và tên chủ hộ”, “Bản” and “Số khẩu” above the rows."
    )


class NoHouseholds(UnreadableList):
    text = N_("There are column names but no households under them.")


@dataclass(frozen=True)
class Skipped:
    """`kind`: title, header, section, subtotal, signature or other."""

    line: int
    sheet: str
    kind: str
    text: str


@dataclass
class Listing:
    title: str = ""
    rows: list[HouseholdRow] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)  # title -> meaning
    refused: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    hidden_sheets: list[str] = field(default_factory=list)
    sheets_without_list: list[str] = field(default_factory=list)

    def of(self, verdict: str) -> list[HouseholdRow]:
        return [row for row in self.rows if row.verdict == verdict]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(row.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in ("new", "wrong", "duplicate")}

    @property
    def decision(self) -> tuple[str, str]:
        """Number and day in the title."""
        found = DECISION.search(self.title)
        return (found[1], found[2].replace("-", "/")) if found else ("", "")

    @property
    def new_clusters(self) -> list[tuple[str, str]]:
        """(hamlet, name), in list order."""
        named = ((row.hamlet, row.cluster) for row in self.of("new") if row.hamlet and row.cluster)
        return list(dict.fromkeys((h.name, name) for h, name in named if name not in h.clusters))

    @property
    def new_groups(self) -> list[tuple[str, int, str]]:
        """(hamlet, number, name), in list order."""
        named = ((row.hamlet, row.group) for row in self.of("new") if row.hamlet and row.group.given)
        new: dict[tuple[str, str], NamedGroup] = {}
        for hamlet, group in named:
            if group not in hamlet.groups:
                new.setdefault((hamlet.name, group.known_by), group)
        return [(name, *group) for (name, _), group in new.items()]


def read_listing(sheets: Sequence[Sheet], register: Register) -> Listing:
    """Raises NoHouseholdHeader or NoHouseholds."""
    listing = Listing(hidden_sheets=[sheet.name for sheet in sheets if sheet.hidden])
    for sheet in sheets:
        columns = None if sheet.hidden else find_columns(sheet, HOUSEHOLDS)
        if columns and {"people", "head_name"} <= columns.places.keys():
            _read_sheet(listing, sheet, columns, register)
        elif sheet.rows:
            listing.sheets_without_list.append(sheet.name)
    if not listing.columns:
        raise NoHouseholdHeader
    if not listing.rows:
        raise NoHouseholds
    mark_duplicates(listing.rows, register, several_sheets=len({row.sheet for row in listing.rows}) > 1)
    return listing


def _read_sheet(listing: Listing, sheet: Sheet, columns: Columns, register: Register) -> None:
    titles = [_line_text(row) for row in sheet.rows[: columns.header.start]]
    listing.title = listing.title or _title(titles)
    listing.columns |= {columns.titles[meaning]: meaning for meaning in columns.places}
    listing.refused += [title for title in columns.refused if title not in listing.refused]
    listing.unread += [title for title in columns.unread if title not in listing.unread]
    for line, text in enumerate(titles, start=1):
        if text:
            listing.skipped.append(Skipped(line, sheet.name, "title", text))
    for place in columns.header:
        listing.skipped.append(Skipped(place + 1, sheet.name, "header", _line_text(sheet.rows[place])))
    hamlet = "" if "hamlet" in columns.places else _hamlet_of(sheet, titles, register)
    font = usual_font(sheet)
    for line, kind, cells in _lines_below(sheet, columns, register):
        if found := _section(sheet.rows[line - 1], columns, register) if kind == "section" else None:
            hamlet = found.name
        if kind != "data":
            listing.skipped.append(Skipped(line, sheet.name, kind, _line_text(sheet.rows[line - 1])))
            continue
        if "hamlet" not in columns.places:
            cells["hamlet"] = hamlet
        listing.rows.append(read_row(line, sheet.name, cells, row_font(sheet.rows[line - 1], font), register))


def _lines_below(
    sheet: Sheet, columns: Columns, register: Register
) -> Iterator[tuple[int, str, dict[str, Cell]]]:
    """(line number, kind, cells)."""
    lines = range(columns.header.stop, len(sheet.rows))
    filled_down = _merged_down(sheet, columns.places.get("hamlet"))
    kinds = {place: _kind(sheet.rows[place], columns, register) for place in lines}
    last_data = max((place for place, kind in kinds.items() if kind == "data"), default=-1)
    closed = False
    for place in lines:
        row, kind = sheet.rows[place], kinds[place]
        closed = closed or (place > last_data and kind != "subtotal")
        if kind == "empty":
            continue
        if kind == "name alone":
            kind = "data" if place < last_data else "signature"
        if kind == "other" and closed:
            kind = "signature"
        cells = {meaning: row[at] if at < len(row) else "" for meaning, at in columns.places.items()}
        if place in filled_down:
            cells["hamlet"] = filled_down[place]
        yield place + 1, kind, cells


def _kind(row: Sequence[Cell], columns: Columns, register: Register) -> str:
    cells = {meaning: str(row[at]).strip() if at < len(row) else "" for meaning, at in columns.places.items()}
    filled = [cell for cell in row if str(cell).strip()]
    if not filled:
        return "empty"
    if is_numbering(row) or is_title(cells["head_name"], HOUSEHOLDS):
        return "header"
    if re.fullmatch(r"\d+([.,]0)?\.?", cells.get("number", "")):
        return "data"
    first = text_of(filled[0])
    if SUBTOTAL.match(first):
        return "subtotal"
    if _section(row, columns, register):
        return "section"
    said = [meaning for meaning in ("head_name", "hamlet", "people") if cells.get(meaning)]
    if len(said) > 1:
        return "data"
    return "name alone" if said == ["head_name"] and len(filled) == 1 else "other"


def _section(row: Sequence[Cell], columns: Columns, register: Register) -> IndexedHamlet | None:
    """Hamlet of a heading such as "II. Bản Huồi Cọ (45 hộ)"."""
    start = [cell for cell in row[: columns.places["head_name"] + 1] if str(cell).strip()]
    elsewhere = columns.places.get("hamlet")
    if not start or (elsewhere is not None and elsewhere < len(row) and str(row[elsewhere]).strip()):
        return None
    heading = " ".join(text_of(cell) for cell in start)
    name = re.sub(r"^\s*(?:[IVX]+|\d+|[A-Za-z])[.)/ -]+|[:(].*$", "", heading).strip()
    return register.hamlet_named(name) if name else None


def _hamlet_of(sheet: Sheet, titles: Sequence[str], register: Register) -> str:
    """A one-hamlet list may name it only in title or sheet name."""
    for text in (sheet.name, *titles):
        words = text.split()
        for start in range(len(words)):
            for stop in range(len(words), start, -1):
                found = register.hamlet_named(" ".join(words[start:stop]).strip(" .,;:()"))
                if found:
                    return found.name
    return ""


def _merged_down(sheet: Sheet, column: int | None) -> dict[int, Cell]:
    """Row -> hamlet, from vertically merged cells."""
    return {
        place: sheet.rows[first[0]][column]
        for first, last in sheet.merged
        if column is not None and first[1] <= column <= last[1]
        for place in range(first[0] + 1, min(last[0] + 1, len(sheet.rows)))
    }


def _line_text(row: Sequence[Cell]) -> str:
    return " · ".join(text_of(cell) for cell in row if str(cell).strip())


def _title(titles: Sequence[str]) -> str:
    """Without letterhead."""
    named = [text for text in titles if text]
    start = next((place for place, text in enumerate(named) if "danh sach" in fold_text(text)), 0)
    return " ".join(named[start:])
