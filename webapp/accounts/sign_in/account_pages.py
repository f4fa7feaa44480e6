"""View data: own account, accounts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Response
from tortoise.functions import Count

from webapp.accounts.models import Account, BrowserPin, Device, StoredSession
from webapp.accounts.sessions import browser_in, stored_key
from webapp.accounts.sign_in.forms import PasswordForm, PinForm
from webapp.core.calendar import today
from webapp.people.rules import gone_of
from webapp.settings import settings
from webapp.web.pages import Asked, page
from webapp.web.person import Person, pin_browser


@dataclass(frozen=True)
class AccountLine:
    account: Account
    phones: int
    """Open phones; should be 0 after leaving."""
    gone: bool = False
    """The member left or died; unusable."""


@dataclass(frozen=True)
class Place:
    key: str
    is_here: bool
    begun_at: datetime | None
    used_at: datetime | None


async def own_page(person: Person, here: str, browser: str) -> dict[str, Any]:
    """Current session first."""
    sessions = await StoredSession.filter(owner=person.id).order_by("-begun_at")
    used = dict(await BrowserPin.filter(member=person.id).values_list("id", "seen_at"))
    return {
        "sessions": [
            Place(
                one.key, one.key == here, one.begun_at, one.seen_at if one.idle else used.get(browser_in(one))
            )
            for one in sorted(sessions, key=lambda one: one.key != here)
        ],
        "has_password": person.id != person.member_id,
        "has_pin": bool(browser),
    }


async def accounts_page(person: Person) -> dict[str, Any]:
    accounts = await Account.filter(commune=person.commune).order_by("username")
    open_phones = Device.filter(commune=person.commune, kind="phone", revoked_at=None)
    owners = [account.member_id for account in accounts if account.member_id]
    counted = await open_phones.filter(member_id__in=owners).annotate(n=Count("id")).group_by("member_id").values_list(
        "member_id", "n"
    )  # fmt: skip
    phones = {str(member): int(str(n)) for member, n in counted}
    gone = await gone_of(owners, today())
    lines = [
        AccountLine(account, phones.get(account.member_id or "", 0), account.member_id in gone)
        for account in accounts
    ]
    return {
        "open_ones": [line for line in lines if not line.account.disabled_at],
        "closed": [line for line in lines if line.account.disabled_at],
    }


def session_here(request: Asked) -> str:
    return stored_key(request.cookies.get("__Host-s" if settings().secure else "s", ""))


async def account_page(
    request: Asked, form: PasswordForm | PinForm, *, status: int = 200, said: str = ""
) -> Response[str]:
    form.values = {}  # no secrets back
    shown = await own_page(request.user, session_here(request), pin_browser(request.scope))
    return page(request, "accounts/sign_in/account.html", status=status, form=form, said=said, **shown)
