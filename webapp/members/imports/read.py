"""Reads an office's list of members from its sheets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from webapp.core.i18n import gettext_noop as N_
from webapp.core.vi_text import fold_text, person_sort_key
from webapp.lists.cells import Cell, Sheet, UnreadableList
from webapp.lists.columns import Columns, find_columns, is_numbering, is_title, row_font, text_of, usual_font
from webapp.members.imports.columns import MEMBERS
from webapp.members.imports.rows import MemberRow, bare_name, read_row

Branches = Mapping[str, tuple[str, str]]


class NoMemberHeader(UnreadableList):
    text = N_(
        "No line names the columns. The list needs a line with “Họ và tên” and “Chi bộ” above the rows."
    )


class NoMembers(UnreadableList):
    text = N_("There are column names but no members under them.")


@dataclass
class MemberList:
    rows: list[MemberRow] = field(default_factory=list)
    skipped: list[tuple[int, str, str]] = field(default_factory=list)
    """(line, sheet, text) of rows that are no member."""
    columns: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read_members(sheets: Sequence[Sheet], branches: Branches) -> MemberList:
    found = MemberList()
    for sheet in sheets:
        columns = None if sheet.hidden else find_columns(sheet, MEMBERS)
        if columns:
            _read_sheet(found, sheet, columns, branches)
    if not found.columns:
        raise NoMemberHeader
    if not found.rows:
        raise NoMembers
    _mark_twice(found.rows)
    return found


def _read_sheet(found: MemberList, sheet: Sheet, columns: Columns, branches: Branches) -> None:
    found.columns |= {columns.titles[meaning]: meaning for meaning in columns.places}
    found.refused += [title for title in columns.refused if title not in found.refused]
    found.unread += [title for title in columns.unread if title not in found.unread]
    font = usual_font(sheet)
    for line, cells in _lines_below(found, sheet, columns, branches):
        row = sheet.rows[line - 1]
        found.rows.append(read_row(line, sheet.name, cells, row_font(row, font), branches))


def _lines_below(
    found: MemberList, sheet: Sheet, columns: Columns, branches: Branches
) -> Iterator[tuple[int, dict[str, Cell]]]:
    """The branch may be a heading above its members instead of a column."""
    headed, closed = _branch_in(sheet.rows[: columns.header.start], branches), False
    for place in range(columns.header.stop, len(sheet.rows)):
        row = sheet.rows[place]
        cells = {meaning: row[at] if at < len(row) else "" for meaning, at in columns.places.items()}
        said = [meaning for meaning, cell in cells.items() if str(cell).strip()]
        text = " · ".join(text_of(cell) for cell in row if str(cell).strip())
        heading = _branch_in([row], branches) if len(said) < 3 and "branch" not in said else ""
        if not text:
            continue
        if heading and "birth_year" not in said:
            headed = heading
        elif not closed and _is_member(row, cells, said):
            if "branch" not in columns.places:
                cells["branch"] = headed
            yield place + 1, cells
            continue
        else:
            closed = closed or fold_text(text).startswith(("nguoi lap", "t m", "t/m", "bi thu", "xac nhan"))
        found.skipped.append((place + 1, sheet.name, text[:120]))


def _is_member(row: Sequence[Cell], cells: Mapping[str, Cell], said: list[str]) -> bool:
    first = fold_text(text_of(next(cell for cell in row if str(cell).strip())))
    if is_numbering(row) or is_title(cells["full_name"], MEMBERS) or first.startswith(("tong", "cong")):
        return False
    return len(said) > 1


def _branch_in(rows: Sequence[Sequence[Cell]], branches: Branches) -> str:
    named = ""
    for row in rows:
        for cell in row:
            text = text_of(cell)
            if "chi bo" in fold_text(text):
                name = text[fold_text(text).index("chi bo") :].split("(")[0].strip(" .:;")
                named = name if bare_name(name) in branches else named
    return named


def _mark_twice(rows: Sequence[MemberRow]) -> None:
    seen: dict[tuple[str, str, object], MemberRow] = {}
    for row in rows:
        if row.reasons:
            continue
        key = (row.branch_id, person_sort_key(row.full_name), row.values.get("birth_year"))
        if (before := seen.setdefault(key, row)) and before is not row:
            row.wrong(
                N_("The same member as line %(line)s: same branch, name and year of birth."),
                line=before.line,
            )
