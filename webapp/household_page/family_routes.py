"""Endpoints: consent, needs, requests of a family."""

from typing import Any

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.core.i18n import gettext as _
from webapp.household_page.pages import change_page
from webapp.households.family.consent_form import ConsentForm
from webapp.households.family.kinds import CONSENT, FAMILY_REQUEST, NEED
from webapp.households.family.needs import NeedForm
from webapp.households.family.request_form import RequestForm
from webapp.households.viewer import Viewer
from webapp.register.consents import answers_of
from webapp.register.models import Household
from webapp.submissions.intake.receipts import redirect_to_receipt
from webapp.submissions.intake.submit import submit_form
from webapp.web.errors import Refused
from webapp.web.form_fields import fields_of
from webapp.web.pages import Asked, page
from webapp.web.policies import WRITERS


@post("/households/{household_id:str}/consents", opt={"policy": WRITERS})
async def record_consent(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    household = await Viewer(request.user).household(household_id)
    fields = fields_of(await request.form())
    form = ConsentForm.read(fields, made_on=today())
    if form.errors:
        return await _again(request, household, "consent", form)
    return redirect_to_receipt(
        await submit_form(request.user, CONSENT, household.id, fields), f"/households/{household.id}"
    )


@post("/households/{household_id:str}/needs", opt={"policy": WRITERS})
async def record_needs(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    household = await Viewer(request.user).household(household_id)
    fields = fields_of(await request.form())
    form = NeedForm.read(fields, made_on=today())
    if not (await answers_of([household.id])).allow(household.id, today(), "needs"):
        raise Refused(_("This family did not agree that its needs are written down."))
    if form.errors:
        return await _again(request, household, "need", form)
    return redirect_to_receipt(
        await submit_form(request.user, NEED, household.id, fields), f"/households/{household.id}"
    )


@post("/households/{household_id:str}/requests", opt={"policy": WRITERS})
async def record_request(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    household = await Viewer(request.user).household(household_id)
    fields = fields_of(await request.form())
    form = RequestForm.read(fields)
    if form.errors:
        return await _again(request, household, "wish", form)
    said = await submit_form(request.user, FAMILY_REQUEST, household.id, fields)
    return redirect_to_receipt(said, f"/households/{household.id}")


async def _again(request: Asked, household: Household, piece: str, form: Any) -> Response[str]:
    shown = await change_page(Viewer(request.user), household)
    given = shown | {piece: form, "form": form, "change": shown["form"], "op": new_id()}
    return page(request, "household_page/change.html", status=422, **given)


ROUTES = [record_consent, record_needs, record_request]
