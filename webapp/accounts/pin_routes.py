"""The PIN of a browser that keeps no keys, asked again when nobody used it for a while."""

from litestar import Response, get, post
from litestar.middleware.rate_limit import RateLimitConfig
from litestar.response import Redirect

from webapp.access import pin_browser
from webapp.accounts.browser_pins import is_open, try_pin
from webapp.i18n import gettext as _
from webapp.i18n import ngettext
from webapp.pages import Asked, page, safe_next, see
from webapp.people.models import Member

FEW_TRIES = RateLimitConfig(rate_limit=("minute", 30)).middleware


@get("/pin", opt={"policy": "public"})
async def pin_page(request: Asked) -> Response[str] | Redirect:
    """Without a script, and whoever's session it is: nothing but the name is shown."""
    after, browser = safe_next(request.query_params.get("next", "/")), pin_browser(request.scope)
    if not browser or await is_open(browser):
        return see(after)
    return await _asked(request, after, "")


@post("/pin", opt={"policy": "public"}, middleware=[FEW_TRIES])
async def open_with_pin(request: Asked) -> Response[str] | Redirect:
    sent = dict(await request.form())
    after, browser = safe_next(str(sent.get("next", "/"))), pin_browser(request.scope)
    if not browser:
        return see("/sign-in")
    tried = await try_pin(browser, str(sent.get("pin", "")).strip())
    if tried.right:
        return see(after)
    if not tried.left:
        answer = await _asked(request, after, _("10 wrong PINs. Ask your branch secretary for a new slip."))
        request.clear_session()
        return answer
    return await _asked(request, after, _why(tried.left, tried.wait))


def _why(left: int, wait: int) -> str:
    if wait:
        return _("Wrong PIN. Wait %(n)s seconds, then try again.") % {"n": wait}
    return ngettext("Wrong PIN. %(num)s try left.", "Wrong PIN. %(num)s tries left.", left) % {"num": left}


async def _asked(request: Asked, after: str, error: str) -> Response[str]:
    member = await Member.get(id=request.session["member"])
    status = 422 if error else 200
    return page(
        request,
        "accounts/pin.html",
        status=status,
        name=member.full_name,
        next=after,
        error=error,
        inline=True,
    )


ROUTES = [pin_page, open_with_pin]
