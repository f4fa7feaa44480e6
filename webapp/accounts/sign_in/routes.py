"""Routes: sign in, sign out, display settings."""

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.response import Redirect

from webapp.accounts.enrolment.rules import account_with, session_of
from webapp.accounts.models import Account
from webapp.accounts.passwords.address_limit import LastMinute, address_of
from webapp.accounts.passwords.login_delays import (
    KNOWN_FOR,
    begin_try,
    browser_of,
    forgive_tries,
    known_cookie,
    limits_for,
    new_proof,
    wait_words,
)
from webapp.accounts.pins.browser_pins import close_browser
from webapp.accounts.sign_in.forms import SignInForm
from webapp.core.i18n import gettext as _
from webapp.people.queries import this_commune
from webapp.settings import settings
from webapp.web.pages import Asked, page, safe_next, see_other
from webapp.web.person import pin_browser


@get("/sign-in", opt={"policy": "public"})
async def sign_in_page(request: Asked) -> Response[str]:
    form = SignInForm({"username": "", "password": ""})
    return page(
        request,
        "accounts/sign_in/index.html",
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
            "accounts/sign_in/index.html",
            status=status,
            headers=headers,
            form=form,
            next=after,
            inline=True,
        )
    request.set_session(session_of(account=account))
    return remembered(see_other(after), account)


def remembered(answer: Redirect, account: Account) -> Redirect:
    """Known browser: see `login_delays`."""
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
    """Account, or seconds to wait."""
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
        await forgive_tries(limits)
        return account, 0
    if not known:
        by_address.note(address)
    form.errors["password"] = _(
        "The name and the password do not fit together. Try again, or ask the office."
    )
    return None, 0


@post("/sign-out", opt={"policy": "public"})
async def sign_out(request: Asked) -> Redirect:
    """A PIN browser then needs a new slip."""
    await close_browser(pin_browser(request.scope))
    request.clear_session()
    return see_other("/sign-in")


@post("/device/look", opt={"policy": "public"})
async def choose_look(request: Asked) -> Redirect:
    """Per screen: a cookie."""
    sent = dict(await request.form())
    size = sent.get("size") if sent.get("size") in ("1", "2", "3") else "1"
    theme = sent.get("theme") if sent.get("theme") in ("dark", "sun", "light") else ""
    answer = see_other(safe_next(sent.get("next", "/device")))
    answer.cookies.append(
        Cookie(key="look", value=f"{size}.{theme}", max_age=10**8, secure=settings().secure, samesite="lax")
    )
    return answer


ROUTES = [
    sign_in_page,
    sign_in,
    sign_out,
    choose_look,
]
