"""Routes: browser PIN."""

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.middleware.rate_limit import RateLimitConfig
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.accounts.pins.browser_pins import change_pin, close_browser, is_browser_open, try_pin
from webapp.accounts.queries import browsers_visible_to
from webapp.accounts.sign_in.account_pages import account_page
from webapp.accounts.sign_in.forms import PinForm
from webapp.core.i18n import gettext as _
from webapp.core.i18n import ngettext
from webapp.people.models import Member
from webapp.web.pages import Asked, page, safe_next, see_other
from webapp.web.person import pin_browser
from webapp.web.policies import LEADERS, NO_HOUSEHOLD

FEW_TRIES = RateLimitConfig(rate_limit=("minute", 30)).middleware


@get("/pin", opt={"policy": "public"})
async def pin_page(request: Asked) -> Response[str] | Redirect:
    """Shows only the name; works without script."""
    after, browser = safe_next(request.query_params.get("next", "/")), pin_browser(request.scope)
    if not browser or await is_browser_open(browser):
        return see_other(after)
    return await _asked(request, after, "")


@post("/pin", opt={"policy": "public"}, middleware=[FEW_TRIES])
async def open_with_pin(request: Asked) -> Response[str] | Redirect:
    sent = dict(await request.form())
    after, browser = safe_next(str(sent.get("next", "/"))), pin_browser(request.scope)
    if not browser:
        return see_other("/sign-in")
    tried = await try_pin(browser, str(sent.get("pin", "")).strip())
    if tried.right:
        return see_other(after)
    if not tried.left:
        return await _out(request)
    return await _asked(request, after, _why(tried.left, tried.wait))


@post("/account/pin", opt={"policy": "signed_in", "shows": NO_HOUSEHOLD}, status_code=200)
async def choose_another_pin(request: Asked) -> Response[str] | Redirect:
    """The old PIN is rate-limited."""
    browser = pin_browser(request.scope)
    if not browser:
        raise NotFoundException
    form = PinForm.read({name: str(value) for name, value in (await request.form()).items()})
    if not form.errors and not (tried := await try_pin(browser, form.values["old"])).right:
        if not tried.left:
            return await _out(request)
        form.errors["old"] = _why(tried.left, tried.wait)
    if form.errors:
        return await account_page(request, form, status=422)
    await change_pin(browser, form.values["pin"])
    return see_other("/account?done=pin")


@post("/browsers/{browser_id:str}/closing", opt={"policy": LEADERS, "shows": NO_HOUSEHOLD}, status_code=200)
async def close(request: Asked, browser_id: FromPath[str]) -> Redirect:
    browser = await browsers_visible_to(request.user).get(id=browser_id)
    await close_browser(browser.id)
    return see_other("/phones")


async def _out(request: Asked) -> Response[str]:
    answer = await _asked(request, "/", _("10 wrong PINs. Ask your branch secretary for a new slip."))
    request.clear_session()
    return answer


def _why(left: int, wait: int) -> str:
    if wait:
        return _("Wrong PIN. Wait %(n)s seconds, then try again.") % {"n": wait}
    return ngettext("Wrong PIN. %(num)s try left.", "Wrong PIN. %(num)s tries left.", left) % {"num": left}


async def _asked(request: Asked, after: str, error: str) -> Response[str]:
    member = await Member.get(id=request.session["member"])
    status = 422 if error else 200
    return page(
        request,
        "accounts/sign_in/pin.html",
        status=status,
        name=member.full_name,
        next=after,
        error=error,
        inline=True,
    )


ROUTES = [pin_page, open_with_pin, choose_another_pin, close]
