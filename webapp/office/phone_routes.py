"""Endpoints: phones, revocation, numbers."""

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.accounts.queries import phones_visible_to
from webapp.accounts.revocation import close_phone
from webapp.office.phone_numbers import VERDICTS, numbers_page
from webapp.office.phones import ClosingForm, phone_page, phones_page
from webapp.web.form_fields import fields_of
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import LEADERS, NO_HOUSEHOLD, OFFICE

# Hamlets revoke too: the office may be a day away by boat.


@get("/phones", opt={"policy": LEADERS, "shows": NO_HOUSEHOLD})
async def phones(request: Asked) -> Response[str]:
    return page(request, "office/phones.html", **await phones_page(request.user))


@get("/phones/{device_id:str}", opt={"policy": LEADERS})
async def phone(request: Asked, device_id: FromPath[str]) -> Response[str]:
    device = await phones_visible_to(request.user).get(id=device_id)
    return page(request, "office/phone.html", **await phone_page(request.user, device))


@post("/phones/{device_id:str}/closing", opt={"policy": LEADERS}, status_code=200)
async def close(request: Asked, device_id: FromPath[str]) -> Response[str] | Redirect:
    device = await phones_visible_to(request.user).get(id=device_id)
    form = ClosingForm.read(fields_of(await request.form()))
    if form.errors:
        shown = await phone_page(request.user, device, form)
        return page(request, "office/phone.html", status=422, **shown)
    await close_phone(device, form.values["reason"], note=form.values["note"], by=request.user)
    return see_other(f"/phones/{device.id}")


@get("/phones/{device_id:str}/numbers", opt={"policy": OFFICE, "shows": NO_HOUSEHOLD})
async def numbers(request: Asked, device_id: FromPath[str]) -> Response[str]:
    device = await phones_visible_to(request.user).get(id=device_id)
    return page(request, "office/numbers.html", **await numbers_page(device))


@post("/phones/{device_id:str}/numbers/{verdict:str}", opt={"policy": OFFICE}, status_code=200)
async def decide_numbers(
    request: Asked, device_id: FromPath[str], verdict: FromPath[str]
) -> Response[str] | Redirect:
    device = await phones_visible_to(request.user).get(id=device_id)
    if verdict not in VERDICTS:
        raise NotFoundException
    read, carry_out = VERDICTS[verdict]
    form = read(fields_of(await request.form()))
    if form.errors:
        return page(request, "office/numbers.html", status=422, **await numbers_page(device, form))
    await carry_out(request.user, device, form)
    return see_other(f"/phones/{device.id}/numbers")


ROUTES = [phones, phone, close, numbers, decide_numbers]
