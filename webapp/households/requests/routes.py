"""Endpoints: support level, answers to requests."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.core.i18n import gettext as _
from webapp.households.family.request_form import RequestAnswerForm
from webapp.households.requests.requests import answer_request, request_visible_to, requests_page, tell_family
from webapp.households.requests.support import SupportLevelForm, set_support_level, support_page
from webapp.households.viewer import Viewer
from webapp.register.consents import answers_of
from webapp.web.errors import Refused
from webapp.web.form_fields import field_text, fields_of
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import COMMUNE, ORGANISERS, WRITERS, audit_subject


@get("/households/{household_id:str}/support", opt={"policy": ORGANISERS})
async def support(request: Asked, household_id: FromPath[str]) -> Response[str]:
    shown = await support_page(await Viewer(request.user).household(household_id))
    return page(request, "households/requests/support.html", **shown, op=new_id())


@post("/households/{household_id:str}/support", opt={"policy": ORGANISERS})
async def agree_on_support(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    household = await Viewer(request.user).household(household_id)
    if not (await answers_of([household.id])).allow(household.id, today(), "needs"):
        raise Refused(_("This family did not agree that its needs are written down."))
    fields = fields_of(await request.form())
    form, op = SupportLevelForm.read(fields), field_text(fields, "op")[:24] or new_id()
    if form.errors:
        shown = await support_page(household, form)
        return page(request, "households/requests/support.html", status=422, **shown, op=op)
    await set_support_level(request.user, household, form, op)
    return see_other(f"/households/{household.id}/support")


@get("/households/requests", opt={"policy": COMMUNE})
async def requests(request: Asked) -> Response[str]:
    return page(request, "households/requests/index.html", **await requests_page(Viewer(request.user)))


@post("/households/requests", opt={"policy": ORGANISERS})
async def answer(request: Asked) -> Response[str] | Redirect:
    fields = fields_of(await request.form())
    viewer = Viewer(request.user)
    wish = await request_visible_to(viewer, field_text(fields, "request"))
    audit_subject(request, wish.household_id)
    form = RequestAnswerForm.read(fields)
    if form.errors:
        shown = await requests_page(viewer, form)
        return page(request, "households/requests/index.html", status=422, **shown)
    await answer_request(request.user, wish, form)
    return see_other("/households/requests")


@post("/households/requests/told", opt={"policy": WRITERS})
async def told(request: Asked) -> Redirect:
    wish = await request_visible_to(
        Viewer(request.user), field_text(fields_of(await request.form()), "request")
    )
    await tell_family(request.user, wish)
    return see_other("/households/requests")


ROUTES = [support, agree_on_support, requests, answer, told]
