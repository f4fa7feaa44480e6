"""Endpoints: poor list, poverty reviews."""

from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.core.calendar import read_day, today
from webapp.core.database.db import new_id
from webapp.core.i18n import gettext as _
from webapp.household_page.pages import change_page
from webapp.households.poverty.outcome_form import PovertyForm, codes_in
from webapp.households.poverty.outcomes import found_by_codes, households_to_review, write_outcomes
from webapp.households.poverty.pages import entries_page, household_poverty_page, poverty_page
from webapp.households.poverty.review_form import ReviewForm
from webapp.households.poverty.reviews import POVERTY_STEP, is_theirs, put_on_review_list
from webapp.households.viewer import Viewer
from webapp.submissions.intake.receipts import redirect_to_receipt
from webapp.submissions.intake.submit import submit_form
from webapp.web.errors import Refused
from webapp.web.form_fields import field_text, fields_of
from webapp.web.pages import Asked, done_count, page, see_other, whole_number
from webapp.web.policies import CARRIERS, CLERKS, LEADERS


@get("/households/poverty", opt={"policy": LEADERS})
async def poverty(request: Asked) -> Response[str]:
    first, last = _period(request)
    hamlet = request.query_params.get("hamlet", "")
    shown = await poverty_page(Viewer(request.user), first, last, hamlet)
    return page(request, "households/poverty/index.html", **shown, op=new_id(), done=done_count(request))


@post("/households/poverty", opt={"policy": CLERKS})
async def write_many(request: Asked) -> Response[str] | Redirect:
    fields = fields_of(await request.form())
    form, op = PovertyForm.read(fields), field_text(fields, "op")[:24] or new_id()
    viewer = Viewer(request.user)
    homes = await found_by_codes(viewer, form)
    if not form.errors:
        await write_outcomes(request.user, homes, form, op)
    if form.errors:
        shown = await poverty_page(viewer, *_period(request), field_text(fields, "hamlet"), form)
        return page(request, "households/poverty/index.html", status=422, **shown, op=op)
    return see_other(f"/households/poverty?done={len(homes)}")


@get("/households/poverty/entries", opt={"policy": LEADERS})
async def entries(request: Asked) -> Response[str]:
    asked = request.query_params
    first, last = _period(request)
    number = asked.get("page", "")
    shown = await entries_page(
        Viewer(request.user),
        first,
        last,
        of=asked.get("of", ""),
        group=asked.get("class", ""),
        hamlet=asked.get("hamlet", ""),
        page=whole_number(number, 1),
    )
    return page(request, "households/poverty/entries.html", **shown)


@get("/households/{household_id:str}/poverty", opt={"policy": LEADERS})
async def household_poverty(request: Asked, household_id: FromPath[str]) -> Response[str]:
    shown = await household_poverty_page(
        await Viewer(request.user).household(household_id), request.query_params.get("corrects", "")
    )
    return page(request, "households/poverty/household.html", **shown, op=new_id())


@post("/households/{household_id:str}/poverty", opt={"policy": CLERKS})
async def write_one(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    household = await Viewer(request.user).household(household_id)
    fields = fields_of(await request.form())
    form, op = PovertyForm.read(fields), field_text(fields, "op")[:24] or new_id()
    if not form.errors:
        await write_outcomes(request.user, [household], form, op)
    if form.errors:
        shown: dict[str, Any] = await household_poverty_page(household, form.corrects, form)
        return page(request, "households/poverty/household.html", status=422, **shown, op=op)
    return see_other(f"/households/{household.id}/poverty")


@post("/households/poverty/list", opt={"policy": CLERKS})
async def list_for_review(request: Asked) -> Response[str] | Redirect:
    """This year: poor, near-poor, added codes."""
    fields = fields_of(await request.form())
    form = PovertyForm.empty(listed=field_text(fields, "listed"))
    form.codes = codes_in(field_text(fields, "listed"))
    viewer = Viewer(request.user)
    homes = await households_to_review(viewer, form)
    if form.errors:
        shown = await poverty_page(viewer, *_period(request), "", form)
        return page(request, "households/poverty/index.html", status=422, **shown, op=new_id())
    await put_on_review_list(request.user, homes, today().year)
    return see_other(f"/households/poverty?done={len(homes)}")


@post("/households/{household_id:str}/reviews", opt={"policy": CARRIERS})
async def tell_family(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    viewer = Viewer(request.user)
    household = await viewer.household(household_id)
    fields = fields_of(await request.form())
    form = ReviewForm.read(fields, made_on=today())
    if form.record and not await is_theirs(form.record, household):
        form.errors["review_step"] = _("This decision is about another household.")
    shown = await change_page(viewer, household)
    if not shown["standing"].agreed:
        raise Refused(_("This family did not agree that anything is written about it."))
    if form.errors:
        given = shown | {"telling": form, "op": field_text(fields, "op")[:11]}
        return page(request, "household_page/change.html", status=422, **given)
    return redirect_to_receipt(
        await submit_form(request.user, POVERTY_STEP, household.id, fields), f"/households/{household.id}"
    )


def _period(request: Asked) -> tuple[date, date]:
    asked = request.query_params
    first = read_day(asked.get("from", "")) or date(today().year - 2, 1, 1)
    return first, read_day(asked.get("to", "")) or today()


ROUTES = [poverty, write_many, entries, household_poverty, write_one, list_for_review, tell_family]
