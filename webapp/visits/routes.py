"""Endpoints: first page, visits, corrections."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.core.i18n import gettext as _
from webapp.households.viewer import Viewer
from webapp.register.models import Household
from webapp.submissions.intake.plain_uploads import UPLOAD_MAX, take_photos
from webapp.submissions.intake.receipts import redirect_to_receipt
from webapp.submissions.intake.submit import submit_form
from webapp.visits.corrections import CorrectionForm
from webapp.visits.forms import VisitForm
from webapp.visits.kinds import VISIT, VISIT_CORRECTION
from webapp.visits.models import Visit
from webapp.visits.pages import new_visit_page, today_page
from webapp.visits.unheard import unheard_page
from webapp.web.form_fields import field_text, fields_of
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import CARRIERS, LEADERS


@get("/", opt={"policy": "signed_in"})
async def first_page(request: Asked) -> Response[str] | Redirect:
    if request.user.in_office:
        return see_other("/waiting")
    if not request.user.carries_households:
        return page(request, "visits/above.html")
    return page(request, "visits/today.html", **await today_page(Viewer(request.user)))


@get("/households/{household_id:str}/visits/new", opt={"policy": CARRIERS})
async def new_visit(request: Asked, household_id: FromPath[str]) -> Response[str]:
    viewer = Viewer(request.user)
    household = await viewer.household(household_id)
    shown = await new_visit_page(viewer, household)
    wanted = "photo" in request.query_params
    return page(request, "visits/new.html", **shown | {"op": new_id(), "photo": wanted})


@post("/households/{household_id:str}/visits", opt={"policy": CARRIERS}, request_max_body_size=UPLOAD_MAX)
async def record_visit(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    viewer = Viewer(request.user)
    household = await viewer.household(household_id)
    sent = await request.form()
    fields = fields_of(sent)
    form = VisitForm.read(fields, made_on=today())
    photos = await take_photos(request.user, sent, form.errors)
    if form.errors:
        form.values["helped"] = field_text(fields, "helped")
        shown = await new_visit_page(viewer, household)
        given = shown | {"form": form, "op": fields.get("op", ""), "photos": photos}
        return page(request, "visits/new.html", status=422, **given)
    outcome = await submit_form(request.user, VISIT, household.id, fields, photos)
    return redirect_to_receipt(outcome, f"/households/{household.id}")


@get("/households/{household_id:str}/visits/{visit_id:str}/correction", opt={"policy": CARRIERS})
async def correct_visit(
    request: Asked, household_id: FromPath[str], visit_id: FromPath[str]
) -> Response[str]:
    """For any visit; phones offer the newest and `older_visits_of`."""
    household = await Viewer(request.user).household(household_id)
    visit = await Visit.get(id=visit_id, household=household)
    return await _correction_page(request, household, CorrectionForm.empty(visit.id), new_id())


@post("/households/{household_id:str}/visits/corrections", opt={"policy": CARRIERS})
async def record_visit_correction(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    household = await Viewer(request.user).household(household_id)
    fields = fields_of(await request.form())
    form = CorrectionForm.read(fields, made_on=today())
    own = Visit.filter(household=household, by_id=request.user.member_id)
    if not (await Visit.exists(id=form.base, household=household) if form.base else await own.exists()):
        form.errors.setdefault("met", _("Choose which visit it is about."))
    if form.errors:
        return await _correction_page(request, household, form, field_text(fields, "op"), status=422)
    return redirect_to_receipt(
        await submit_form(request.user, VISIT_CORRECTION, household.id, fields), f"/households/{household.id}"
    )


async def _correction_page(
    request: Asked, household: Household, form: CorrectionForm, op: str, status: int = 200
) -> Response[str]:
    shown = await new_visit_page(Viewer(request.user), household) | {
        "form": form,
        "op": op,
        "base": form.values["base"],
    }
    visit = await Visit.get_or_none(id=str(form.values["base"]), household=household)
    note = visit.note if visit and not shown["standing"].hides(visit) else ""  # as on the household's page
    return page(request, "visits/correct.html", status=status, **shown, visit=visit, note=note)


@get("/visits/unheard", opt={"policy": LEADERS})
async def unheard(request: Asked) -> Response[str]:
    shown = await unheard_page(Viewer(request.user), request.query_params)
    return page(request, "visits/unheard.html", status=422 if shown["error"] else 200, **shown)


ROUTES = [first_page, unheard, new_visit, record_visit, correct_visit, record_visit_correction]
