"""Reports as spreadsheets (XLSX)."""

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from webapp.core.i18n import gettext as _
from webapp.core.i18n import show_date
from webapp.lists.wrong_rows import RULES


def hamlets_sheet(shown: Mapping[str, Any]) -> bytes:
    """From the values of `hamlets_report_page`."""
    file, columns = io.BytesIO(), shown["columns"]
    with xlsxwriter.Workbook(file, RULES) as book:
        sheet = book.add_worksheet(_("By hamlet"))
        bold, head = book.add_format({"bold": True}), book.add_format({"bold": True, "text_wrap": True})
        days = {"day": show_date(shown["asked"].day), "since": show_date(shown["asked"].since)}
        sheet.write_string(0, 0, _("The commune by hamlet on %(day)s, events since %(since)s") % days, bold)
        for place, title in enumerate([_("Hamlet"), *map(_, columns.values())]):
            sheet.write_string(2, place, title, head)
        for line, (name, row) in enumerate([*shown["lines"], (_("Together"), shown["total"])], start=3):
            sheet.write_string(line, 0, name, bold)
            for place, column in enumerate(columns, start=1):
                sheet.write_number(line, place, getattr(row, column))
        sheet.set_column(0, 0, 18)
        sheet.freeze_panes(3, 1)
    return file.getvalue()
