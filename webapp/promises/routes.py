"""Endpoints for promised days, holidays and telephones."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.core.calendar import today
from webapp.promises.changes import add_holiday, withdraw_holiday, write_span, write_telephone
from webapp.promises.forms import HolidayForm, SpanForm, TelephoneForm
from webapp.promises.models import AddedHoliday
from webapp.promises.pages import promises_page
from webapp.web.form_fields import fields_of
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import NO_HOUSEHOLD, OFFICE

HERE = "/office/promises"


@get(HERE, opt={"policy": OFFICE, "shows": NO_HOUSEHOLD})
async def promises(request: Asked) -> Response[str]:
    return page(request, "promises/index.html", **await promises_page(request.user))


@post(f"{HERE}/spans", opt={"policy": OFFICE, "shows": NO_HOUSEHOLD})
async def write_span_down(request: Asked) -> Response[str] | Redirect:
    form = SpanForm.read(fields_of(await request.form()), today())
    if form.errors:
        return await _again(request, span_form=form)
    await write_span(request.user, form)
    return see_other(HERE)


@post(f"{HERE}/holidays", opt={"policy": OFFICE, "shows": NO_HOUSEHOLD})
async def write_holiday_down(request: Asked) -> Response[str] | Redirect:
    form = HolidayForm.read(fields_of(await request.form()), today())
    if form.errors:
        return await _again(request, holiday_form=form)
    await add_holiday(request.user, form)
    return see_other(HERE)


@post(HERE + "/holidays/{holiday_id:str}/withdrawal", opt={"policy": OFFICE, "shows": NO_HOUSEHOLD})
async def withdraw_holiday_again(request: Asked, holiday_id: FromPath[str]) -> Redirect:
    """Until its day has come."""
    coming = AddedHoliday.filter(commune=request.user.commune, day__gte=today())
    await withdraw_holiday(request.user, await coming.get(id=holiday_id))
    return see_other(HERE)


@post(f"{HERE}/telephones", opt={"policy": OFFICE, "shows": NO_HOUSEHOLD})
async def write_telephone_down(request: Asked) -> Response[str] | Redirect:
    form = TelephoneForm.read(fields_of(await request.form()))
    if form.errors:
        return await _again(request, telephone_form=form)
    await write_telephone(request.user, form)
    return see_other(HERE)


async def _again(request: Asked, **form: SpanForm | HolidayForm | TelephoneForm) -> Response[str]:
    return page(request, "promises/index.html", status=422, **await promises_page(request.user, **form))


ROUTES = [promises, write_span_down, write_holiday_down, withdraw_holiday_again, write_telephone_down]
