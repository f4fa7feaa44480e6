"""Routes: password, own sessions, accounts."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.accounts.enrolment.rules import close_account, names_about
from webapp.accounts.models import Account, StoredSession
from webapp.accounts.passwords.login_delays import begin_try, forgive_tries, limits_at_a_desk, wait_words
from webapp.accounts.passwords.passwords import hashed_password, password_matches
from webapp.accounts.pins.browser_pins import close_browser
from webapp.accounts.sessions import browser_in
from webapp.accounts.sign_in.account_pages import account_page, accounts_page, session_here
from webapp.accounts.sign_in.forms import PasswordForm
from webapp.core.i18n import gettext as _
from webapp.web.errors import Refused
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import NO_HOUSEHOLD, OFFICE, PROVINCE, PROVINCE_OFFICE


@get("/account", opt={"policy": "signed_in", "shows": NO_HOUSEHOLD})
async def own_account(request: Asked) -> Response[str]:
    return await account_page(request, PasswordForm({}), said=request.query_params.get("done", ""))


@post("/account/password", opt={"policy": OFFICE | PROVINCE, "shows": NO_HOUSEHOLD}, status_code=200)
async def change_password(request: Asked) -> Response[str] | Redirect:
    """Ends other sessions: the old password may have leaked."""
    account, here = await Account.get(id=request.user.id), session_here(request)
    form = PasswordForm.read(dict(await request.form()), await names_about(account))
    wait = 0 if form.errors else await _try_old(account, form)
    if form.errors:
        return await account_page(request, form, status=429 if wait else 422)
    password = await hashed_password(form.values["password"])
    await Account.filter(id=account.id).update(password_hash=password)
    await StoredSession.filter(owner=account.id).exclude(key=here).delete()
    return see_other("/account?done=password")


async def _try_old(account: Account, form: PasswordForm) -> int:
    """Seconds to wait; fills `form.errors`."""
    limits = limits_at_a_desk(account)
    if wait := await begin_try(limits):
        form.errors["old"] = wait_words(wait)
        return wait
    if await password_matches(form.values["old"], account.password_hash):
        await forgive_tries(limits)
    else:
        form.errors["old"] = _("This is not your password now. Try again.")
    return 0


@post("/account/sessions/ending", opt={"policy": "signed_in", "shows": NO_HOUSEHOLD}, status_code=200)
async def end_session(request: Asked) -> Redirect:
    which, own = (await request.form()).get("session"), StoredSession.filter(owner=request.user.id)
    others = own.exclude(key=session_here(request))
    for session in await (others if which == "others" else own.filter(key=str(which))):
        await close_browser(browser_in(session))
        await session.delete()
    return see_other("/account?done=session")


@get("/accounts", opt={"policy": OFFICE | PROVINCE_OFFICE, "shows": NO_HOUSEHOLD})
async def accounts(request: Asked) -> Response[str]:
    return page(request, "accounts/sign_in/accounts.html", **await accounts_page(request.user))


@post(
    "/accounts/{account_id:str}/closing",
    opt={"policy": OFFICE | PROVINCE_OFFICE, "shows": NO_HOUSEHOLD},
    status_code=200,
)
async def close(request: Asked, account_id: FromPath[str]) -> Redirect:
    account = await Account.get(id=account_id, commune=request.user.commune)
    if account.id == request.user.id:
        raise Refused(_("Nobody closes their own account. Another person of the office does it."))
    await close_account(account, by=request.user.id)
    return see_other("/accounts")


ROUTES = [own_account, change_password, end_session, accounts, close]
