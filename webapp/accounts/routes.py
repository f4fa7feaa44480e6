"""Routes: sign in and out, enrol a phone, display settings."""

from base64 import urlsafe_b64encode

import segno
from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.exceptions import HTTPException
from litestar.params import FromPath
from litestar.response import Redirect
from markupsafe import Markup

from webapp.access import pin_browser
from webapp.accounts.browser_pins import choose_pin, close_browser
from webapp.accounts.codes import shown_code, tidy_code
from webapp.accounts.delays import (
    KNOWN_FOR,
    begin_try,
    browser_of,
    forgive,
    known_cookie,
    limits_for,
    new_proof,
    wait_words,
)
from webapp.accounts.enrolling import NotEnrolled, enrol_who_asks, looked_up, may_ask_again
from webapp.accounts.forms import SignInForm, SlipForm, new_pin
from webapp.accounts.models import Account, Device, Role, Slip
from webapp.accounts.queries import live_slips
from webapp.accounts.rules import account_with, hand_out_slip, session_of, use_up, why_not, withdraw
from webapp.accounts.tries import LastMinute
from webapp.calendar import today
from webapp.errors import Refused
from webapp.i18n import gettext as _
from webapp.json_requests import json_of
from webapp.keys import office_point
from webapp.outbox.queries import incarnation
from webapp.pages import Asked, page, safe_next, see
from webapp.people.queries import members_visible_to, place_of, this_commune
from webapp.people.rules import has_gone
from webapp.readings.noting import NOBODY
from webapp.settings import settings

SECRETARIES = (Role.BRANCH_SECRETARY, Role.COMMUNE_OFFICE)
LEADING = (*SECRETARIES, Role.COMMUNE_SECRETARY)


@get("/sign-in", opt={"policy": "public"})
async def sign_in_page(request: Asked) -> Response[str]:
    form = SignInForm({"username": "", "password": ""})
    return page(
        request,
        "accounts/sign_in.html",
        form=form,
        next=safe_next(request.query_params.get("next", "/")),
        inline=True,
    )


@post("/sign-in", opt={"policy": "public"})
async def sign_in(request: Asked) -> Response[str] | Redirect:
    sent = dict(await request.form())
    form, after = SignInForm.read(sent), safe_next(sent.get("next", "/"))
    account, wait = None, 0
    if not form.errors:
        account, wait = await _account_for(request, form)
    if account is None:
        form.values["password"] = ""
        headers = {"retry-after": str(wait)} if wait else {}
        status = 429 if wait else 422
        return page(
            request,
            "accounts/sign_in.html",
            status=status,
            headers=headers,
            form=form,
            next=after,
            inline=True,
        )
    request.set_session(session_of(account=account))
    return remembered(see(after), account)


def remembered(answer: Redirect, account: Account) -> Redirect:
    """As a known browser: see `delays`."""
    secure = settings().secure
    answer.cookies.append(
        Cookie(
            key=known_cookie(account, secure=secure),
            value=new_proof(account),
            max_age=KNOWN_FOR,
            secure=secure,
            httponly=True,
            samesite="lax",
        )
    )
    return answer


async def _account_for(request: Asked, form: SignInForm) -> tuple[Account | None, int]:
    """Account, or None and seconds to wait."""
    name, commune, address = form.values["username"], await this_commune(), address_of(request)
    by_address: LastMinute = request.app.state.wrong_passwords
    known = await browser_of(name, commune, request.cookies)
    limits = limits_for(name, commune, address, known)
    wait = 0 if known else by_address.must_wait(address)
    if wait := wait or await begin_try(limits):
        form.errors["password"] = wait_words(wait)
        return None, wait
    account = await account_with(name, form.values["password"], commune)
    if account:
        await forgive(limits)
        return account, 0
    if not known:
        by_address.note(address)
    form.errors["password"] = _(
        "The name and the password do not fit together. Try again, or ask the office."
    )
    return None, 0


@post("/sign-out", opt={"policy": "public"})
async def sign_out(request: Asked) -> Redirect:
    """A browser PIN needs a new slip afterwards."""
    await close_browser(pin_browser(request.scope))
    request.clear_session()
    return see("/sign-in")


# Printed slips have a short address without a redirect, which would cost a round trip on 2G.
@get(["/enrol", "/enrol/{code:str}", "/s/{code:str}"], opt={"policy": "public"})
async def enrol_page(request: Asked, code: FromPath[str] = "") -> Response[str]:
    """The script removes the code from the address: see `enrol.js`."""
    return await _slip_page(request, code)


async def _slip_page(request: Asked, code: str, *, refused: int = 200) -> Response[str]:
    form = SlipForm({"code": tidy_code(code)})
    slip, status, headers = await _slip_shown(request, form, refused) if code else (None, 200, None)
    # With a valid slip the phone loads its kit next, which includes the style sheet.
    name = slip.member.full_name if slip else ""
    return page(
        request,
        "accounts/enrol.html",
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
    """Used slips stay visible for a day: after a lost response."""
    try:
        slip = await looked_up(form.values["code"], address_of(request), request.app.state.wrong_codes)
        if (reason := why_not(slip)) and not may_ask_again(slip):
            raise NotEnrolled(reason)
    except NotEnrolled as refusal:
        form.errors["code"] = refusal.sentence
        return None, refusal.status if refusal.wait else refused, _later(refusal)
    return slip, 200, {}


@post("/enrol", opt={"policy": "public"})
async def redeem_slip(request: Asked) -> Response[str] | Redirect:
    """Sign in a browser without keys, with slip and PIN.

    Code without PIN: look-up only; POST keeps it out of the history.
    """
    sent = dict(await request.form())
    if "pin" not in sent and sent.get("code"):
        return await _slip_page(request, str(sent["code"]), refused=422)
    form = SlipForm.read({"code": str(sent.get("code", ""))})
    try:
        if form.errors:
            raise NotEnrolled("wrong")
        slip = await looked_up(form.values["code"], address_of(request), request.app.state.wrong_codes)
        if reason := why_not(slip):
            raise NotEnrolled(reason)
    except NotEnrolled as refusal:
        form.errors.setdefault("code", refusal.sentence)
        status, later = refusal.status, _later(refusal)
        return page(
            request, "accounts/enrol.html", status=status, headers=later, form=form, name="", inline=True
        )
    pin, form.errors = new_pin({name: str(value) for name, value in sent.items()})
    if form.errors:
        name = slip.member.full_name
        return page(request, "accounts/enrol.html", status=422, form=form, name=name, inline=False, once=True)
    await use_up(slip)
    await close_browser(pin_browser(request.scope))
    browser = await choose_pin(slip.member_id, pin)
    request.set_session(session_of(member=slip.member, browser=browser))
    return see("/")


def address_of(request: Asked) -> str:
    return request.client.host if request.client else ""


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
    except HTTPException as error:  # invalid JSON or body too large
        reason = "size" if error.status_code == 413 else "format"
        return _refused(NotEnrolled(reason, status=error.status_code))
    except Refused:  # race: the code was used at the same time; a retry is answered
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


@post("/members/{member_id:str}/slip", opt={"policy": SECRETARIES, "shows": NOBODY})
async def make_slip(request: Asked, member_id: FromPath[str]) -> Response[str]:
    """On paper, or on screen for a phone that is here."""
    member = await members_visible_to(request.user).get(id=member_id)
    if await has_gone(member.id, today()):
        raise Refused(_("This person is here no longer, so no phone is opened for them."))
    paper = (await request.form()).get("on") != "screen"
    slip, code = await hand_out_slip(member, by=request.user.id, paper=paper)
    link = f"{settings().base_url}/s/{code}"
    qr = Markup(segno.make(link, error="m").svg_inline(scale=6, border=2))  # noqa: S704
    return page(
        request, "accounts/slip.html", member=member, slip=slip, code=shown_code(code), link=link, qr=qr
    )


@post("/slips/{slip_id:str}/withdrawal", opt={"policy": LEADING, "shows": NOBODY}, status_code=200)
async def withdraw_slip(request: Asked, slip_id: FromPath[str]) -> Redirect:
    slip = await live_slips(request.user).get(id=slip_id)
    await withdraw(Slip.filter(id=slip.id))
    return see("/phones")


@post("/device/look", opt={"policy": "public"})
async def choose_look(request: Asked) -> Redirect:
    """A cookie: it belongs to the screen, not the person."""
    sent = dict(await request.form())
    size = sent.get("size") if sent.get("size") in ("1", "2", "3") else "1"
    theme = sent.get("theme") if sent.get("theme") in ("dark", "sun", "light") else ""
    answer = see(safe_next(sent.get("next", "/device")))
    answer.cookies.append(
        Cookie(key="look", value=f"{size}.{theme}", max_age=10**8, secure=settings().secure, samesite="lax")
    )
    return answer


def _packed(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


ROUTES = [
    sign_in_page,
    sign_in,
    sign_out,
    enrol_page,
    redeem_slip,
    enrol_phone,
    make_slip,
    withdraw_slip,
    choose_look,
]
