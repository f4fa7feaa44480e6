"""Endpoints: arrivals, quarantine."""

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.core.database.db import new_id
from webapp.core.i18n import gettext_noop as N_
from webapp.office.arrivals import arrivals_page, device_page
from webapp.office.put_aside import put_aside_page, rule_on_targets
from webapp.submissions.decide import homes_in
from webapp.submissions.unknown_devices import discard_unknown_records
from webapp.web.form_fields import fields_of
from webapp.web.menu import MenuPage, Section
from webapp.web.pages import Asked, page
from webapp.web.policies import LEADERS, OFFICE, PROVINCE_OFFICE, audit_subject


@get("/arrivals", opt={"policy": OFFICE})
async def arrivals(request: Asked) -> Response[str]:
    return page(request, "office/arrivals.html", **await arrivals_page(request.user))


@get("/arrivals/{device_id:str}", opt={"policy": OFFICE})
async def arrivals_of_device(request: Asked, device_id: FromPath[str]) -> Response[str]:
    shown = await device_page(request.user, device_id)
    if shown is None:
        raise NotFoundException
    return page(request, "office/arrivals_device.html", **shown)


@get("/put-aside", opt={"policy": OFFICE})
async def put_aside(request: Asked) -> Response[str]:
    shown = await put_aside_page(request.user)
    audit_subject(request, *homes_in(line for group in shown["groups"] for line in group.lines))
    return page(request, "office/put_aside.html", **shown, op=new_id())


@post("/put-aside", opt={"policy": OFFICE}, status_code=200)
async def rule_on_put_aside(request: Asked) -> Response[str] | Redirect:
    fields = fields_of(await request.form())
    form = await rule_on_targets(request.user, fields)
    if not form.errors:
        return Redirect("/put-aside", status_code=303)
    shown = await put_aside_page(request.user, form)
    audit_subject(request, *homes_in(line for group in shown["groups"] for line in group.lines))
    return page(request, "office/put_aside.html", status=422, **shown, op=fields.get("op", ""))


@post("/put-aside/unknown", opt={"policy": OFFICE})
async def discard_unknown(request: Asked) -> Redirect:
    await discard_unknown_records(request.user)
    return Redirect("/put-aside", status_code=303)


ROUTES = [
    arrivals,
    put_aside,
    rule_on_put_aside,
    discard_unknown,
    arrivals_of_device,
]
MENU = [
    MenuPage(Section.ARRIVED, 1, "inbox", "/arrivals", N_("Newest"), OFFICE),
    MenuPage(Section.ARRIVED, 2, "put_aside", "/put-aside", N_("Kept but not taken in"), OFFICE),
    MenuPage(Section.ARRIVED, 4, "erasures", "/erasures", N_("Waiting for a second person"), LEADERS),
    MenuPage(
        Section.SECOND_PERSON, 1, "erasures", "/erasures", N_("Waiting for a second person"), PROVINCE_OFFICE
    ),
    MenuPage(Section.MEMBERS, 6, "phones", "/phones", N_("Phones for the work"), LEADERS),
]
