"""Endpoints for concerns."""

from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Redirect
from tortoise.queryset import QuerySet

from webapp.concerns.desk import DeskFilter, desk_list, desk_page, desk_workbook, neighbours_of
from webapp.concerns.forms import ConcernForm, ConcernStepForm
from webapp.concerns.kinds import CONCERN, CONCERN_STEP, WITHDRAWN
from webapp.concerns.models import Concern, OpenReason, ReadyPhrase
from webapp.concerns.opening import open_details
from webapp.concerns.pages import concern_page, concerns_page, new_concern_page
from webapp.concerns.queries import concerns_visible_to, same_matters
from webapp.concerns.steps import stories_of
from webapp.concerns.workflow import StepAction, may_take
from webapp.core.database.db import new_id
from webapp.core.i18n import gettext as _
from webapp.households.viewer import Viewer
from webapp.lists.wrong_rows import XLSX
from webapp.submissions.intake.plain_uploads import UPLOAD_MAX, take_photos
from webapp.submissions.intake.receipts import redirect_to_receipt, shown_receipt
from webapp.submissions.intake.submit import submit_form, was_posted
from webapp.web.form_fields import field_text, fields_of
from webapp.web.free_text import read_choice
from webapp.web.pages import Asked, page, see_other, whole_number
from webapp.web.policies import CARRIERS, COMMUNE, COMMUNE_SECRETARIES, OFFICE, audit_subject


@get("/concerns", opt={"policy": COMMUNE})
async def concerns(request: Asked) -> Response[str]:
    if request.user.in_office:
        asked, number = DeskFilter.read(request.query_params), request.query_params.get("page", "")
        shown = await desk_page(Viewer(request.user), asked, whole_number(number, 1))
        return page(request, "concerns/desk.html", **shown)
    return page(request, "concerns/index.html", **await concerns_page(Viewer(request.user)))


@get("/concerns/list", opt={"policy": OFFICE})
async def concerns_to_print(request: Asked) -> Response[str]:
    """All that the desk was asked to show."""
    asked = DeskFilter.read(request.query_params)
    return page(request, "concerns/list.html", **await desk_list(Viewer(request.user), asked))


@get("/concerns/list.xlsx", opt={"policy": OFFICE})
async def concerns_as_file(request: Asked) -> Response[bytes]:
    """As `concerns_to_print`."""
    viewer = Viewer(request.user)
    headers = {
        "content-disposition": f'attachment; filename="phan-anh-{viewer.day:%Y%m%d}.xlsx"',
        "cache-control": "no-store",
    }
    found = await desk_workbook(viewer, DeskFilter.read(request.query_params))
    return Response(found, media_type=XLSX, headers=headers)


@get("/concerns/{concern_id:str}", opt={"policy": COMMUNE})
async def concern(request: Asked, concern_id: FromPath[str]) -> Response[str]:
    shown = await _shown(
        request, concern_id, saved=shown_receipt(request), phrase=request.query_params.get("phrase")
    )
    return page(request, "concerns/show.html", **shown)


async def _shown(
    request: Asked,
    concern_id: str,
    form: ConcernStepForm | None = None,
    phrase: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """For the office with its place on the desk; `phrase`: id of the one that the answer begins with."""
    viewer = Viewer(request.user)
    if phrase and request.user.in_office:
        form = await _answer_with(request.user.commune, phrase)
    shown = await concern_page(viewer, concern_id, form)
    audit_subject(request, shown["concern"].household_id)
    asked = DeskFilter.read(request.query_params)
    beside = await neighbours_of(viewer, shown["concern"], asked) if request.user.in_office else None
    return shown | {"beside": beside, "desk": asked.address, "op": new_id(), "saved": None} | more


async def _answer_with(commune: str, phrase: str) -> ConcernStepForm:
    found = await ReadyPhrase.filter(commune=commune).get(id=phrase)
    form = ConcernStepForm.empty()
    form.action, form.text = StepAction.ANSWER, found.text
    form.values |= {"action": str(int(form.action)), "text": form.text}
    return form


@get("/households/{household_id:str}/concerns/new", opt={"policy": CARRIERS})
async def new_concern(request: Asked, household_id: FromPath[str]) -> Response[str]:
    viewer = Viewer(request.user)
    household = await viewer.household(household_id)
    shown = await new_concern_page(viewer, household)
    return page(request, "concerns/new.html", **shown | {"op": new_id()})


@post(
    "/households/{household_id:str}/concerns",
    status_code=200,
    opt={"policy": CARRIERS},
    request_max_body_size=UPLOAD_MAX,
)
async def report_concern(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    """A web form is confirmed on a second page; an offline form on its own."""
    viewer = Viewer(request.user)
    household = await viewer.household(household_id)
    sent = await request.form()
    fields = fields_of(sent)
    form = ConcernForm.read(fields)
    photos = await take_photos(request.user, sent, form.errors)
    again = "again" in fields
    if form.errors or again or field_text(fields, "checked") != "1":
        shown = await new_concern_page(viewer, household)
        given = shown | {"form": form, "op": fields.get("op", ""), "photos": photos}
        if form.errors or again:
            return page(request, "concerns/new.html", status=422 if form.errors else 200, **given)
        return page(request, "concerns/check.html", **given)
    outcome = await submit_form(request.user, CONCERN, household.id, fields, photos)
    return redirect_to_receipt(outcome, f"/concerns/{outcome.id}")


@post("/concerns/{concern_id:str}/steps", status_code=200, opt={"policy": COMMUNE})
async def take_concern_step(request: Asked, concern_id: FromPath[str]) -> Response[str] | Redirect:
    viewer = Viewer(request.user)
    visible = await concerns_visible_to(viewer)
    concern = await visible.get(id=concern_id, hidden=False)
    audit_subject(request, concern.household_id)
    fields = fields_of(await request.form()) | {"concern": concern.id}
    story = (await stories_of([concern]))[concern.id]
    fields["seen"] = field_text(fields, "seen") or story.newest
    form, state = ConcernStepForm.read(fields, viewer.day), story.state
    fields["until"] = form.until.isoformat() if form.until else ""
    if not form.errors and not may_take(request.user, form.action, state.level):
        raise PermissionDeniedException
    if not form.errors and not state.takes(form.action) and not await was_posted(request.user, fields):
        form.errors["action"] = _("Somebody was here before you. Look where it is now.")
    if not form.errors and form.action is StepAction.MERGE and not await was_posted(request.user, fields):
        form.errors |= await merge_mistakes(visible, concern, form)
    if form.errors:
        return page(request, "concerns/show.html", status=422, **await _shown(request, concern.id, form))
    person = request.user
    # The office acts, not the member behind its account: whose turn it is depends on that.
    writer = replace(person, member_id=None) if person.in_office else person
    outcome = await submit_form(writer, CONCERN_STEP, concern.household_id, fields)
    desk = DeskFilter.read(request.query_params).address
    return redirect_to_receipt(outcome, f"/concerns/{concern.id}{'?' + desk if desk else ''}")


async def merge_mistakes(
    visible: QuerySet[Concern], concern: Concern, form: ConcernStepForm
) -> dict[str, str]:
    same = same_matters(visible, concern).filter(id=form.values["into"])
    return {} if await same.exists() else {"into": _("Choose a matter of the same kind that you may see.")}


@post("/concerns/{concern_id:str}/withdrawal", opt={"policy": CARRIERS})
async def withdraw_concern(request: Asked, concern_id: FromPath[str]) -> Response[str] | Redirect:
    """By its writer only."""
    visible = (await concerns_visible_to(Viewer(request.user))).filter(by_id=request.user.member_id or "")
    concern = await visible.get(id=concern_id)
    fields = fields_of(await request.form()) | {"concern": concern.id}
    outcome = await submit_form(request.user, WITHDRAWN, concern.household_id, fields)
    return redirect_to_receipt(outcome, f"/concerns/{concern.id}")


@post("/concerns/{concern_id:str}/opening", status_code=200, opt={"policy": COMMUNE_SECRETARIES})
async def open_concern_details(request: Asked, concern_id: FromPath[str]) -> Response[str] | Redirect:
    viewer = Viewer(request.user)
    concern = await (await concerns_visible_to(viewer)).get(id=concern_id, hidden=False)
    audit_subject(request, concern.household_id)
    sent = {"reason": field_text(fields_of(await request.form()), "reason")}
    reason = read_choice(sent, "reason", range(1, len(OpenReason) + 1))
    if reason is None:
        shown = await _shown(request, concern.id, opening_error=_("Choose why."))
        return page(request, "concerns/show.html", status=422, **shown)
    await open_details(request.user, concern, OpenReason(reason))
    return see_other(f"/concerns/{concern.id}")


ROUTES = [
    open_concern_details,
    concerns,
    concerns_to_print,
    concerns_as_file,
    concern,
    new_concern,
    report_concern,
    take_concern_step,
    withdraw_concern,
]
