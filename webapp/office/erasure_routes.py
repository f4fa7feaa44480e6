"""Endpoints: permanent erasure, confirmation by a second account."""

from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.core.database.db import new_id
from webapp.households.viewer import Viewer
from webapp.office.confirm_erasures import ConfirmForm, confirm_erasures, erasure_requests_page
from webapp.office.erasure_form import ErasureForm, erase_targets, erasure_page, read_erasure, sure_page
from webapp.office.put_aside import put_aside_page
from webapp.register.models import Household
from webapp.submissions.decide import RulingForm, homes_in
from webapp.web.form_fields import field_text, fields_of
from webapp.web.pages import Asked, done_count, page, see_other, whole_number
from webapp.web.policies import LEADERS, OFFICE, PROVINCE_OFFICE, audit_subject


@get("/households/{household_id:str}/erasure", opt={"policy": OFFICE})
async def records_to_erase(request: Asked, household_id: FromPath[str]) -> Response[str]:
    shown = await erasure_page(request.user, await Viewer(request.user).household(household_id))
    asked = request.query_params.get("asked", "")
    return page(
        request,
        "office/erasure.html",
        **shown,
        op=new_id(),
        done=done_count(request),
        asked=whole_number(asked),
    )


@post("/erasures", opt={"policy": OFFICE}, status_code=200)
async def erase_records(request: Asked) -> Response[str] | Redirect:
    """Without `sure`: confirmation page."""
    fields = fields_of(await request.form())
    named = field_text(fields, "household")
    household = await Viewer(request.user).household(named) if named else None
    form = await read_erasure(request.user, household, fields)
    audit_subject(request, *([household.id] if household else form.homes))
    op = field_text(fields, "op") or new_id()
    if form.errors:
        return await _again(request, household, form, op)
    if "sure" not in fields:
        shown = await sure_page(request.user, household, form)
        return page(request, "office/erasure_sure.html", **shown, op=op)
    gone = len(form.at_once)
    told = urlencode({"done": gone, "asked": len(form.rows) - gone})
    await erase_targets(request.user, form, op)
    return see_other(f"/households/{household.id}/erasure?{told}" if household else "/put-aside")


@get("/erasures", opt={"policy": LEADERS | PROVINCE_OFFICE})
async def erasures(request: Asked) -> Response[str]:
    shown = await erasure_requests_page(request.user)
    audit_subject(request, *homes_in([one.line for one in shown["requests"]]))
    return page(request, "office/erasures.html", **shown, op=new_id(), done=done_count(request))


@post("/erasures/second", opt={"policy": LEADERS | PROVINCE_OFFICE}, status_code=200)
async def confirm_erasure(request: Asked) -> Response[str] | Redirect:
    fields = fields_of(await request.form())
    form = ConfirmForm.read(fields)
    household = await confirm_erasures(request.user, form, field_text(fields, "op") or new_id())
    if form.errors:
        audit_subject(request, household)
        shown = await erasure_requests_page(request.user, form)
        return page(request, "office/erasures.html", status=422, **shown, op=field_text(fields, "op"), done=0)
    return see_other("/erasures?done=1")


async def _again(request: Asked, household: Household | None, form: ErasureForm, op: str) -> Response[str]:
    if household:
        shown = await erasure_page(request.user, household, form)
        return page(request, "office/erasure.html", status=422, **shown, op=op, done=0, asked=0)
    tray = await put_aside_page(request.user, RulingForm(form.code, form.values, form.errors))
    audit_subject(request, *homes_in(line for group in tray["groups"] for line in group.lines))
    return page(request, "office/put_aside.html", status=422, **tray, op=op)


ROUTES = [records_to_erase, erase_records, erasures, confirm_erasure]
