"""Write spreadsheets: rejected rows with reasons, and exported lists."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from webapp.core.i18n import gettext as _
from webapp.lists.rows import Remark

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Against formula injection: other computers open the file.
RULES = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def wrong_rows_workbook(
    report: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], headed: Mapping[str, str]
) -> bytes:
    """`headed`: meaning -> title of headings between rows."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, RULES) as book:
        sheet = book.add_worksheet(_("Rows to correct"))
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        columns = _columns(report, rows, headed)
        titles = [*columns.values(), _("Reason"), _("Line in the first file")]
        for place, title in enumerate(titles):
            sheet.write_string(0, place, title, bold)
        sheet.set_column(0, len(columns) - 1, 18)
        sheet.set_column(len(columns), len(columns), 70, wrapped)
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows, start=1):
            reasons = " ".join(Remark(*reason).say() for reason in row["reasons"])
            where = f"{row['sheet']} {row['line']}".strip()
            cells = [*(str(row["raw"].get(meaning, "")) for meaning in columns), reasons, where]
            for place, cell in enumerate(cells):
                sheet.write_string(line, place, cell)
    return file.getvalue()


def _columns(
    report: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], headed: Mapping[str, str]
) -> dict[str, str]:
    columns = {meaning: title for meaning, title in report["columns"]}
    for meaning, title in headed.items():
        if any(meaning in row["raw"] for row in rows):
            columns.setdefault(meaning, title)
    return columns


def table_workbook(name: str, titles: Sequence[str], rows: Sequence[Sequence[str | int]]) -> bytes:
    """Integers as numbers."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, RULES) as book:
        sheet, bold = book.add_worksheet(name[:31]), book.add_format({"bold": True})
        for line, row in enumerate([titles, *rows]):
            for place, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(line, place, cell)
                else:
                    sheet.write_string(line, place, cell, None if line else bold)
        sheet.set_column(0, len(titles) - 1, 18)
        sheet.freeze_panes(1, 0)
    return file.getvalue()
