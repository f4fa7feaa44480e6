"""Endpoints: list upload, preview, confirm, undo."""

import asyncio
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.core.i18n import gettext as _
from webapp.core.i18n import gettext_noop as N_
from webapp.households.imports.columns import MEANINGS
from webapp.households.imports.forms import DecisionForm
from webapp.households.imports.imports import (
    add_as_another_household,
    can_be_undone,
    confirm_list,
    imports_visible_to,
    preview_list,
    undo_list,
)
from webapp.lists.cells import LARGEST, UnreadableList
from webapp.lists.forms import ListForm
from webapp.lists.rows import Remark
from webapp.lists.wrong_rows import XLSX, wrong_rows_workbook
from webapp.register.models import HouseholdImport
from webapp.web.pages import Asked, page, pager, see_other
from webapp.web.policies import CLERKS, NO_HOUSEHOLD

SHOWN_COLUMNS = {
    "name": "head_name",
    "hamlet": "hamlet",
    "people": "people",
    "cluster": "cluster",
    "group": "group",
    "phone": "phone",
}
ROWS_ON_A_PAGE = 50
HEADED = {"hamlet": "Bản"}
VIEWS = {
    "wrong": N_("Wrong rows"),
    "duplicate": N_("There already"),
    "new": N_("Right rows"),
    "skipped": N_("Lines that are no households"),
}
MEANINGS_HERE = {
    "number": N_("number in the list"),
    "head_name": N_("head of the household"),
    "hamlet": N_("hamlet"),
    "cluster": N_("cluster"),
    "group": N_("group of neighbours"),
    "people": N_("number of people"),
    "phone": N_("phone number"),
    "poor": N_("poor household"),
    "near_poor": N_("near-poor household"),
    "poverty": N_("poor or near-poor household"),
}
KINDS = {
    "title": N_("Title of the list"),
    "header": N_("Column names"),
    "section": N_("Heading of a hamlet"),
    "subtotal": N_("Line of totals"),
    "signature": N_("Signatures"),
    "other": N_("Not a household"),
}


@get("/households/import", opt={"policy": CLERKS, "shows": NO_HOUSEHOLD})
async def import_page(request: Asked) -> Response[str]:
    return await _first_step(request, ListForm())


@post("/households/import", opt={"policy": CLERKS}, request_max_body_size=2 * LARGEST)
async def hand_in(request: Asked) -> Response[str] | Redirect:
    form = await ListForm.read(await request.form())
    if not form.errors:
        try:
            seen = await preview_list(
                form.content, form.file_name, commune=request.user.commune, by=request.user.id
            )
            return see_other(f"/households/import/{seen.id}")
        except UnreadableList as refused:
            form.errors["list"] = _(refused.text)
    return await _first_step(request, form, status=422)


@get("/households/import/{import_id:str}", opt={"policy": CLERKS})
async def show_import(request: Asked, import_id: FromPath[str]) -> Response[str]:
    seen = await imports_visible_to(request.user).get(id=import_id)
    number, day = seen.report["decision"]
    return _second_step(request, seen, DecisionForm({"decision_no": number, "decision_date": day}))


@post("/households/import/{import_id:str}/confirmation", opt={"policy": CLERKS})
async def confirm_import(request: Asked, import_id: FromPath[str]) -> Response[str] | Redirect:
    seen = await imports_visible_to(request.user).get(id=import_id)
    form = DecisionForm.read(await request.form())
    if form.errors:
        return _second_step(request, seen, form, status=422)
    await confirm_list(seen, form.decision)
    return see_other(f"/households/import/{seen.id}")


@post("/households/import/{import_id:str}/rows/{at:int}", opt={"policy": CLERKS})
async def add_the_other(request: Asked, import_id: FromPath[str], at: FromPath[int]) -> Redirect:
    seen = await imports_visible_to(request.user).get(id=import_id)
    await add_as_another_household(seen, at)
    return see_other(f"/households/import/{seen.id}?show=duplicate")


@post("/households/import/{import_id:str}/undoing", opt={"policy": CLERKS})
async def undo_import(request: Asked, import_id: FromPath[str]) -> Redirect:
    done = await imports_visible_to(request.user).get(id=import_id)
    await undo_list(done)
    return see_other(f"/households/import/{done.id}")


@get("/households/import/{import_id:str}/to-correct.xlsx", opt={"policy": CLERKS})
async def download_wrong_rows(request: Asked, import_id: FromPath[str]) -> Response[bytes]:
    seen = await imports_visible_to(request.user).get(id=import_id)
    rows = [row for row in seen.rows if row["verdict"] != "new"]
    return Response(
        await asyncio.to_thread(wrong_rows_workbook, seen.report, rows, HEADED),
        media_type=XLSX,
        headers={
            "content-disposition": f'attachment; filename="can-sua-{seen.id}.xlsx"',
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
    )


async def _first_step(request: Asked, form: ListForm, *, status: int = 200) -> Response[str]:
    earlier = await imports_visible_to(request.user).order_by("-made_at").limit(10)
    return page(
        request,
        "households/imports/file.html",
        status=status,
        form=form,
        earlier=earlier,
        states={each.id: _state(each) for each in earlier},
        columns={name: MEANINGS[meaning][0] for name, meaning in SHOWN_COLUMNS.items()},
    )


def _state(each: HouseholdImport) -> tuple[str, str]:
    if each.undone_at:
        return "off", _("Undone.")
    return ("ok", _("Imported")) if each.confirmed_at else ("wait", _("Not confirmed yet"))


def _second_step(
    request: Asked, seen: HouseholdImport, form: DecisionForm, *, status: int = 200
) -> Response[str]:
    shown = _shown(seen, request.query_params.get("show", ""), request.query_params.get("page", "1"))
    name = "households/imports/done.html" if seen.confirmed_at else "households/imports/preview.html"
    return page(
        request,
        name,
        status=status,
        seen=seen,
        report=seen.report,
        form=form,
        undoable=can_be_undone(seen),
        meanings={meaning: _(name) for meaning, name in MEANINGS_HERE.items()},
        wide=True,
        **shown,
    )


def _shown(seen: HouseholdImport, asked: str, number: str) -> dict[str, Any]:
    counts = {**seen.report["counts"], "skipped": len(seen.report["skipped"])}
    if seen.confirmed_at:
        counts.pop("new")
    view = asked if asked in counts else next((view for view in VIEWS if counts.get(view)), "skipped")
    lines = _skipped(seen) if view == "skipped" else [row for row in seen.rows if row["verdict"] == view]
    pages = max(1, -(-len(lines) // ROWS_ON_A_PAGE))
    at = min(max(int(number), 1), pages) if number.isascii() and number.isdigit() and len(number) < 9 else 1
    some = lines[(at - 1) * ROWS_ON_A_PAGE : at * ROWS_ON_A_PAGE]
    here = f"/households/import/{seen.id}?show="
    return {
        "view": view,
        "heading": _(VIEWS[view]),
        "tiles": [
            (counts[each], _(name), f"{here}{each}#rows") for each, name in VIEWS.items() if each in counts
        ],
        "lines": some if view == "skipped" else [_said(row) for row in some],
        "grouped": any(meaning == "group" for meaning, _title in seen.report["columns"]),
        "several_sheets": len({row["sheet"] for row in seen.rows}) > 1,
        "pager": pager(at, pages, f"{here}{view}&page="),
    }


def _skipped(seen: HouseholdImport) -> list[dict[str, Any]]:
    return [
        {"line": line, "sheet": sheet, "kind": _(KINDS.get(kind, KINDS["other"])), "text": text}
        for line, sheet, kind, text in seen.report["skipped"]
    ]


def _said(row: dict[str, Any]) -> dict[str, Any]:
    told = {part: [Remark(*each).say() for each in row.get(part, [])] for part in ("reasons", "notes")}
    return row | told | {"cells": {meaning: _cell(row, meaning) for meaning in SHOWN_COLUMNS.values()}}


def _cell(row: dict[str, Any], meaning: str) -> Any:
    """As read, else as typed."""
    read = row.get(meaning)
    if isinstance(read, list):  # number and name of a group
        read = " · ".join(str(part) for part in read if part)
    return read or row["raw"].get(meaning, "")


ROUTES = [
    import_page,
    hand_in,
    show_import,
    confirm_import,
    add_the_other,
    undo_import,
    download_wrong_rows,
]
