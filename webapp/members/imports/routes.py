"""HTTP routes for the members' list as a file: export, import, confirm, undo."""

import asyncio
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.core.i18n import gettext as _
from webapp.core.i18n import gettext_noop as N_
from webapp.lists.cells import LARGEST, UnreadableList
from webapp.lists.forms import ListForm
from webapp.lists.rows import Remark
from webapp.lists.wrong_rows import XLSX, wrong_rows_workbook
from webapp.members.imports.columns import EXPORTED
from webapp.members.imports.export import member_list
from webapp.members.imports.imports import (
    VERDICTS,
    can_be_undone,
    confirm_list,
    lists_visible_to,
    preview_list,
    undo_list,
)
from webapp.people.models import MemberImport
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import CLERKS, NO_HOUSEHOLD

FOR_CLERKS = {"policy": CLERKS, "shows": NO_HOUSEHOLD}
VIEWS = {
    "wrong": N_("Wrong rows"),
    "change": N_("Different from the roster"),
    "new": N_("New members"),
    "same": N_("There already, the same"),
}
ROWS_SHOWN = 200


@get("/members/list.xlsx", opt=FOR_CLERKS)
async def export_members(request: Asked) -> Response[bytes]:
    return _file(await member_list(request.user), "dang-vien.xlsx")


@get("/members/import", opt=FOR_CLERKS)
async def import_page(request: Asked) -> Response[str]:
    return await _first_step(request, ListForm())


@post("/members/import", opt=FOR_CLERKS, request_max_body_size=2 * LARGEST)
async def hand_in(request: Asked) -> Response[str] | Redirect:
    form = await ListForm.read(await request.form())
    if not form.errors:
        try:
            seen = await preview_list(form.content, form.file_name, request.user)
            return see_other(f"/members/import/{seen.id}")
        except UnreadableList as refused:
            form.errors["list"] = _(refused.text)
    return await _first_step(request, form, status=422)


@get("/members/import/{import_id:str}", opt=FOR_CLERKS)
async def show_import(request: Asked, import_id: FromPath[str]) -> Response[str]:
    seen = await lists_visible_to(request.user).get(id=import_id)
    return page(request, "members/imports/rows.html", **_shown(seen, request.query_params.get("show", "")))


@post("/members/import/{import_id:str}/confirmation", opt=FOR_CLERKS)
async def confirm_import(request: Asked, import_id: FromPath[str]) -> Redirect:
    seen = await lists_visible_to(request.user).get(id=import_id)
    await confirm_list(seen, request.user)
    return see_other(f"/members/import/{seen.id}")


@post("/members/import/{import_id:str}/undoing", opt=FOR_CLERKS)
async def undo_import(request: Asked, import_id: FromPath[str]) -> Redirect:
    done = await lists_visible_to(request.user).get(id=import_id)
    await undo_list(done)
    return see_other(f"/members/import/{done.id}")


@get("/members/import/{import_id:str}/to-correct.xlsx", opt=FOR_CLERKS)
async def download_wrong_rows(request: Asked, import_id: FromPath[str]) -> Response[bytes]:
    seen = await lists_visible_to(request.user).get(id=import_id)
    rows = [row for row in seen.rows if row["verdict"] == "wrong"]
    headed = {"branch": EXPORTED["branch"]}
    return _file(
        await asyncio.to_thread(wrong_rows_workbook, seen.report, rows, headed), f"can-sua-{seen.id}.xlsx"
    )


def _file(content: bytes, name: str) -> Response[bytes]:
    return Response(
        content,
        media_type=XLSX,
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
    )


async def _first_step(request: Asked, form: ListForm, *, status: int = 200) -> Response[str]:
    earlier = await lists_visible_to(request.user).order_by("-made_at").limit(10)
    titles = list(EXPORTED.values())[1:]
    return page(
        request,
        "members/imports/file.html",
        status=status,
        form=form,
        earlier=earlier,
        states={each.id: _state(each) for each in earlier},
        titles=titles,
    )


def _state(each: MemberImport) -> tuple[str, str]:
    if each.undone_at:
        return "off", _("Undone.")
    return ("ok", _("Imported")) if each.confirmed_at else ("wait", _("Not confirmed yet"))


def _shown(seen: MemberImport, asked: str) -> dict[str, Any]:
    counts = {verdict: sum(row["verdict"] == verdict for row in seen.rows) for verdict in VERDICTS}
    view = asked if asked in VIEWS else next((view for view in VIEWS if counts[view]), "same")
    here = f"/members/import/{seen.id}?show="
    lines = [row for row in seen.rows if row["verdict"] == view][:ROWS_SHOWN]
    return {
        "seen": seen,
        "report": seen.report,
        "counts": counts,
        "to_write": counts["new"] + counts["change"],
        "undoable": can_be_undone(seen),
        "heading": _(VIEWS[view]),
        "tiles": [(counts[each], _(name), f"{here}{each}#rows") for each, name in VIEWS.items()],
        "lines": [_said(row) for row in lines],
    }


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """Name and branch as read, else as typed."""
    raw = row["raw"]
    cells = {name: row.get(name) or raw.get(name, "") for name in ("full_name", "branch", "birth_year")}
    told = {part: [Remark(*each).say() for each in row[part]] for part in ("reasons", "notes")}
    changed = [(EXPORTED[name], raw.get(name, "")) for name in _changed(row)]
    return row | told | {"cells": cells, "changed": changed}


def _changed(row: dict[str, Any]) -> list[str]:
    different = {
        "capacity": "accepts",
        "capacity_override": "accepts",
        "probationary": "standing",
        "move": "branch",
    }
    changed = [different.get(name, name) for name in (*row.get("changes", {}), *row.get("dated", {}))]
    if row.get("dated"):
        changed.append("since")
    return list(dict.fromkeys(changed))


ROUTES = [
    export_members,
    import_page,
    hand_in,
    show_import,
    confirm_import,
    undo_import,
    download_wrong_rows,
]
