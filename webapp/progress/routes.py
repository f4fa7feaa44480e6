"""Endpoints: progress, monthly reports, branch page."""

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.households.viewer import Viewer
from webapp.people.models import PartyOrg
from webapp.people.queries import members_visible_to
from webapp.progress.branch_page import branch_page
from webapp.progress.forms import ContactForm, MonthForm, ReadForm
from webapp.progress.kinds import MONTH_READ, MONTH_REPORT, SUPPORT_CONTACT
from webapp.progress.models import MonthReport
from webapp.progress.months import month_page
from webapp.progress.own_page import progress_page
from webapp.submissions.intake.receipts import redirect_to_receipt, shown_receipt
from webapp.submissions.intake.submit import submit_form
from webapp.web.form_fields import Fields, fields_of
from webapp.web.pages import Asked, page
from webapp.web.policies import BRANCH_SECRETARIES, CARRIERS, LEADERS, NO_HOUSEHOLD


@get("/progress", opt={"policy": CARRIERS, "shows": NO_HOUSEHOLD})
async def progress(request: Asked) -> Response[str]:
    return page(request, "progress/own.html", **await progress_page(Viewer(request.user)))


@get("/month", opt={"policy": CARRIERS, "shows": NO_HOUSEHOLD})
async def month(request: Asked) -> Response[str]:
    shown = await month_page(Viewer(request.user)) | {"op": new_id(), "saved": shown_receipt(request)}
    return page(request, "progress/month.html", **shown)


@post("/month", opt={"policy": CARRIERS})
async def report_month(request: Asked) -> Response[str] | Redirect:
    fields = fields_of(await request.form())
    form = MonthForm.read(fields, made_on=today())
    if form.errors:
        given = await month_page(Viewer(request.user)) | {"form": form, "op": fields.get("op", "")}
        return page(request, "progress/month.html", status=422, **given)
    return redirect_to_receipt(await submit_form(request.user, MONTH_REPORT, "", fields), "/month")


@get("/branch", opt={"policy": LEADERS})
async def branch(request: Asked) -> Response[str]:
    found = await _asked_for(request)
    shown = await branch_page(Viewer(request.user), found)
    return page(
        request, "progress/branch.html", **shown | await _around(request), saved=shown_receipt(request)
    )


@post("/branch/contacts", opt={"policy": BRANCH_SECRETARIES})
async def note_contact(request: Asked) -> Response[str] | Redirect:
    fields = fields_of(await request.form())
    form = ContactForm.read(fields)
    if form.errors:
        return await _branch_again(request, form, fields)
    await members_visible_to(request.user).exclude(id=request.user.id).get(id=form.member)
    return redirect_to_receipt(await submit_form(request.user, SUPPORT_CONTACT, "", fields), "/branch")


@post("/branch/reports", opt={"policy": BRANCH_SECRETARIES})
async def note_report_read(request: Asked) -> Response[str] | Redirect:
    fields = fields_of(await request.form())
    form = ReadForm.read(fields)
    if form.errors:
        return await _branch_again(request, form, fields)
    members = members_visible_to(request.user).exclude(id=request.user.id)
    report = await MonthReport.get(id=form.report, commune=request.user.commune)
    await members.get(id=report.member_id)
    return redirect_to_receipt(await submit_form(request.user, MONTH_READ, "", fields), "/branch")


async def _branch_again(request: Asked, form: ContactForm | ReadForm, fields: Fields) -> Response[str]:
    shown = await branch_page(Viewer(request.user), await _asked_for(request))
    given = shown | {"form": form, "op": fields.get("op", ""), "branches": [], "saved": None}
    return page(request, "progress/branch.html", status=422, **given)


async def _asked_for(request: Asked) -> PartyOrg:
    if not request.user.in_office:
        return await PartyOrg.get(id=request.user.branch_id)
    asked = request.query_params.get("branch", "")
    hamlets = PartyOrg.filter(commune=request.user.commune, kind="branch", branch_kind="hamlet").order_by(
        "name"
    )
    if asked:
        return await hamlets.get(id=asked)
    if first := await hamlets.first():
        return first
    raise NotFoundException


async def _around(request: Asked) -> dict[str, object]:
    hamlets = PartyOrg.filter(commune=request.user.commune, kind="branch", branch_kind="hamlet")
    return {"op": new_id(), "branches": await hamlets.order_by("name") if request.user.in_office else []}


ROUTES = [progress, month, report_month, branch, note_contact, note_report_read]
