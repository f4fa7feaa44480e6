"""Routes: slips and enrolment."""

from base64 import urlsafe_b64encode

import segno
from litestar import Response, get, post
from litestar.exceptions import HTTPException
from litestar.params import FromPath
from litestar.response import Redirect
from markupsafe import Markup

from webapp.accounts.codes import shown_code, tidy_code
from webapp.accounts.enrolment.enrolling import NotEnrolled, enrol_who_asks, may_ask_again, slip_to_enrol
from webapp.accounts.enrolment.rules import (
    hand_out_slip,
    session_of,
    slip_refusal,
    use_up_slip,
    withdraw_slips,
)
from webapp.accounts.models import Device, Slip
from webapp.accounts.passwords.address_limit import address_of
from webapp.accounts.pins.browser_pins import choose_pin, close_browser
from webapp.accounts.queries import live_slips
from webapp.accounts.sign_in.forms import SlipForm, new_pin
from webapp.core.calendar import today
from webapp.core.database.node import incarnation
from webapp.core.i18n import gettext as _
from webapp.core.keys import office_point
from webapp.people.queries import members_visible_to, place_of
from webapp.people.rules import has_gone
from webapp.settings import settings
from webapp.web.errors import Refused
from webapp.web.json_requests import json_of
from webapp.web.pages import Asked, page, see_other
from webapp.web.person import pin_browser
from webapp.web.policies import LEADERS, NO_HOUSEHOLD, ORGANISERS


# Short address for print; a redirect would cost a round trip on 2G.
@get(["/enrol", "/enrol/{code:str}", "/s/{code:str}"], opt={"policy": "public"})
async def enrol_page(request: Asked, code: FromPath[str] = "") -> Response[str]:
    """`enrol.js` removes the code from the address."""
    return await _slip_page(request, code)


async def _slip_page(request: Asked, code: str, *, refused: int = 200) -> Response[str]:
    form = SlipForm({"code": tidy_code(code)})
    slip, status, headers = await _slip_shown(request, form, refused) if code else (None, 200, None)
    # With a valid slip the kit, which has the style sheet, loads next.
    name = slip.member.full_name if slip else ""
    return page(
        request,
        "accounts/sign_in/enrol.html",
        status=status,
        headers=headers,
        form=form,
        name=name,
        inline=not slip,
        once=bool(slip and not slip.used_at),
    )


async def _slip_shown(
    request: Asked, form: SlipForm, refused: int
) -> tuple[Slip | None, int, dict[str, str]]:
    """Also a used one, while a retry is allowed."""
    try:
        slip = await slip_to_enrol(form.values["code"], address_of(request), request.app.state.wrong_codes)
        if (reason := slip_refusal(slip)) and not may_ask_again(slip):
            raise NotEnrolled(reason)
    except NotEnrolled as refusal:
        form.errors["code"] = refusal.sentence
        return None, refusal.status if refusal.wait else refused, _later(refusal)
    return slip, 200, {}


@post("/enrol", opt={"policy": "public"})
async def redeem_slip(request: Asked) -> Response[str] | Redirect:
    """Browser without keys: slip and PIN. Code only: look-up by POST, not in the history."""
    sent = dict(await request.form())
    if "pin" not in sent and sent.get("code"):
        return await _slip_page(request, str(sent["code"]), refused=422)
    form = SlipForm.read({"code": str(sent.get("code", ""))})
    try:
        if form.errors:
            raise NotEnrolled("wrong")
        slip = await slip_to_enrol(form.values["code"], address_of(request), request.app.state.wrong_codes)
        if reason := slip_refusal(slip):
            raise NotEnrolled(reason)
    except NotEnrolled as refusal:
        form.errors.setdefault("code", refusal.sentence)
        status, later = refusal.status, _later(refusal)
        return page(
            request,
            "accounts/sign_in/enrol.html",
            status=status,
            headers=later,
            form=form,
            name="",
            inline=True,
        )
    pin, form.errors = new_pin({name: str(value) for name, value in sent.items()})
    if form.errors:
        name = slip.member.full_name
        return page(
            request, "accounts/sign_in/enrol.html", status=422, form=form, name=name, inline=False, once=True
        )
    await use_up_slip(slip)
    await close_browser(pin_browser(request.scope))
    browser = await choose_pin(slip.member_id, pin)
    request.set_session(session_of(member=slip.member, browser=browser))
    return see_other("/")


def _later(refusal: NotEnrolled) -> dict[str, str]:
    return {"retry-after": str(refusal.wait)} if refusal.wait else {}


@post("/enrol/device", opt={"policy": "public", "exclude_from_csrf": True}, status_code=200)
async def enrol_phone(request: Asked) -> Response[dict[str, str]]:
    """See FORMAT.md. No CSRF token: other sites cannot send JSON."""
    if request.content_type[0] != "application/json":
        return _refused(NotEnrolled("type", status=415))
    try:
        sent = await json_of(request)
        slip, device = await enrol_who_asks(sent, address_of(request), request.app.state.wrong_codes)
    except HTTPException as error:  # bad JSON, too large
        reason = "size" if error.status_code == 413 else "format"
        return _refused(NotEnrolled(reason, status=error.status_code))
    except Refused:  # race; a retry succeeds
        return _refused(NotEnrolled("used", status=409))
    except NotEnrolled as refusal:
        return _refused(refusal)
    request.set_session(session_of(member=slip.member, device=device))
    return Response(await _welcome(device, slip), headers={"cache-control": "no-store"})


def _refused(refusal: NotEnrolled) -> Response[dict[str, str]]:
    said = {"error": refusal.sentence, "reason": refusal.reason}
    headers = {"cache-control": "no-store"} | _later(refusal)
    return Response(said, status_code=refusal.status, headers=headers)


async def _welcome(device: Device, slip: Slip) -> dict[str, str]:
    return {
        "device": device.id,
        "member": slip.member_id,
        "name": slip.member.full_name,
        "place": await place_of(slip.member_id),
        "office": _packed(office_point()),
        "share": _packed(bytes(device.share)),
        "incarnation": _packed(await incarnation(device.commune)),
    }


@post("/members/{member_id:str}/slip", opt={"policy": ORGANISERS, "shows": NO_HOUSEHOLD})
async def make_slip(request: Asked, member_id: FromPath[str]) -> Response[str]:
    member = await members_visible_to(request.user).get(id=member_id)
    if await has_gone(member.id, today()):
        raise Refused(_("This person is here no longer, so no phone is opened for them."))
    paper = (await request.form()).get("on") != "screen"
    slip, code = await hand_out_slip(member, by=request.user.id, paper=paper)
    link = f"{settings().base_url}/s/{code}"
    qr = Markup(segno.make(link, error="m").svg_inline(scale=6, border=2))  # noqa: S704
    return page(
        request,
        "accounts/sign_in/slip.html",
        member=member,
        slip=slip,
        code=shown_code(code),
        link=link,
        qr=qr,
    )


@post("/slips/{slip_id:str}/withdrawal", opt={"policy": LEADERS, "shows": NO_HOUSEHOLD}, status_code=200)
async def withdraw_slip(request: Asked, slip_id: FromPath[str]) -> Redirect:
    slip = await live_slips(request.user).get(id=slip_id)
    await withdraw_slips(Slip.filter(id=slip.id))
    return see_other("/phones")


def _packed(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


ROUTES = [enrol_page, redeem_slip, enrol_phone, make_slip, withdraw_slip]
