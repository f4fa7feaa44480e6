"""Endpoints: print choice, printable pages, lost forms."""

import re
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from tortoise.exceptions import DoesNotExist

from webapp.assignments.plans.models import AssignmentPlan
from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.core.i18n import gettext as _
from webapp.core.i18n import gettext_noop as N_
from webapp.paper.forms import FORMS, SLIPS, PrintForm
from webapp.paper.models import VisitSheet
from webapp.paper.pages import forms_page, paper_desk_page
from webapp.paper.queries import branches_printed_for, carers_of, sheets_printed_for
from webapp.paper.rules import give_up_sheets, homes_chosen, print_sheets
from webapp.paper.sheets import duty_sheet, lists_page, roster_page, slips_page
from webapp.web.form_fields import field_text, field_texts, fields_of
from webapp.web.menu import MenuPage, Section
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import COMMUNE_SECRETARIES, NO_HOUSEHOLD, ORGANISERS

RUN = r"[\w-]{11,24}"


@get("/paper", opt={"policy": ORGANISERS})
async def desk(request: Asked) -> Response[str]:
    asked = request.query_params
    return await _desk(request, asked.get("branch", ""), asked.get("member", ""), PrintForm.empty())


@post("/paper/branches/{branch_id:str}/prints", opt={"policy": ORGANISERS})
async def choose(request: Asked, branch_id: FromPath[str]) -> Response[str] | Redirect:
    """Visit forms get serials now; the rest are pages."""
    branch = await branches_printed_for(request.user).get(id=branch_id)
    sent = fields_of(await request.form())
    form = PrintForm.read(sent)
    if form.errors:
        return await _desk(request, branch.id, field_text(sent, "of"), form, status=422)
    if form.what == FORMS:
        run = field_text(sent, "op")
        run = await print_sheets(request.user, branch, form, run if re.fullmatch(RUN, run) else new_id())
        return see_other(f"/paper/sheets/{run}")
    chosen = urlencode([*(("member", one) for one in form.members), *(("house", one) for one in form.houses)])
    return see_other(f"/paper/branches/{branch.id}/{form.what}?{chosen}".rstrip("?"))


@get("/paper/sheets/{run:str}", opt={"policy": ORGANISERS})
async def printed_forms(request: Asked, run: FromPath[str]) -> Response[str]:
    sheets = sheets_printed_for(request.user).filter(run=run).order_by("place")
    found = await sheets.prefetch_related("household__cluster", "member", "branch")
    if not found:
        raise DoesNotExist(VisitSheet)
    two = request.query_params.get("on") == "a4"
    return page(request, "paper/forms.html", **await forms_page(found), run=run, two=two)


@get("/paper/branches/{branch_id:str}/slips", opt={"policy": ORGANISERS})
async def slips(request: Asked, branch_id: FromPath[str]) -> Response[str]:
    branch = await branches_printed_for(request.user).get(id=branch_id)
    asked = request.query_params
    chosen = PrintForm({"what": SLIPS}, asked.getall("member", []), asked.getall("house", []))
    homes = homes_chosen(await carers_of(branch, today()), chosen)
    return page(request, "paper/slips.html", **await slips_page(branch, homes))


@get("/paper/branches/{branch_id:str}/lists", opt={"policy": ORGANISERS})
async def lists(request: Asked, branch_id: FromPath[str]) -> Response[str]:
    branch = await branches_printed_for(request.user).get(id=branch_id)
    members = request.query_params.getall("member", [])
    return page(request, "paper/lists.html", **await lists_page(branch, members))


@get("/paper/branches/{branch_id:str}/duty", opt={"policy": ORGANISERS, "shows": NO_HOUSEHOLD})
async def duty_cards(request: Asked, branch_id: FromPath[str]) -> Response[str]:
    branch = await branches_printed_for(request.user).get(id=branch_id)
    members = request.query_params.getall("member", [])
    return page(request, "paper/duty.html", **await duty_sheet(branch, members))


@get("/paper/branches/{branch_id:str}/roster", opt={"policy": ORGANISERS})
async def roster(request: Asked, branch_id: FromPath[str]) -> Response[str]:
    branch = await branches_printed_for(request.user).get(id=branch_id)
    asked = request.query_params.get("plan", "")
    plan = await AssignmentPlan.get(id=asked, branch_id=branch.id) if asked else None
    return page(request, "paper/roster.html", **await roster_page(branch, plan))


@post("/paper/lost", opt={"policy": ORGANISERS})
async def lost(request: Asked) -> Response[str] | Redirect:
    sent = fields_of(await request.form())
    if not (chosen := field_texts(sent, "sheet")):
        form = PrintForm.empty()
        form.errors["sheet"] = _("Choose the forms that are lost.")
        return await _desk(request, field_text(sent, "branch"), "", form, status=422)
    await give_up_sheets(request.user, chosen)
    return see_other(f"/paper?{urlencode({'branch': field_text(sent, 'branch')})}")


async def _desk(
    request: Asked, branch_id: str, member_id: str, form: PrintForm, *, status: int = 200
) -> Response[str]:
    shown = await paper_desk_page(request.user, branch_id, member_id, form)
    return page(request, "paper/index.html", status=status, **shown)


ROUTES = [desk, choose, printed_forms, slips, lists, duty_cards, roster, lost]
MENU = [
    MenuPage(Section.REPORTS, 3, "paper", "/paper", N_("Paper forms"), ORGANISERS),
    MenuPage(
        Section.REPORTS, 4, "paper", "/paper/visits", N_("Type in visits from paper"), COMMUNE_SECRETARIES
    ),
]
