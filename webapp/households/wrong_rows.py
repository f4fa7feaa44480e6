"""The rows of a list that were not taken, as a spreadsheet with the reason beside each, to correct and hand in again."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from webapp.households.listing_rows import Remark
from webapp.i18n import gettext as _


def workbook(report: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> bytes:
    file = io.BytesIO()
    # Never a formula or a link, whatever a cell begins with: somebody else's computer opens this.
    rules = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, rules) as book:
        sheet = book.add_worksheet(_("Rows to correct"))
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        columns = _columns(report, rows)
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


def _columns(report: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Meaning -> title of the columns as the list had them; a hamlet from a heading gets a column of its own."""
    columns = {meaning: title for meaning, title in report["columns"]}
    if any("hamlet" in row["raw"] for row in rows):
        columns.setdefault("hamlet", "Bản")
    return columns
