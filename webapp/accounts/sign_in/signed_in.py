"""Authentication middleware: the signed-in person."""

from typing import Any

from litestar.enums import ScopeType
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from webapp.accounts.models import Account
from webapp.core.calendar import today
from webapp.people.models import Member
from webapp.people.rules import has_gone, leads_on
from webapp.web.person import LOCKED, Connection, Person, Role


async def member_person(member: Member, device_id: str | None = None) -> Person:
    """A branch leader or acting deputy is a branch secretary."""
    led = next(iter(await leads_on(member.id, today())), None)
    return Person(
        id=member.id,
        name=member.full_name,
        role=Role.BRANCH_SECRETARY if led else Role.MEMBER,
        commune=member.commune,
        member_id=member.id,
        branch_id=led.branch.id if led else None,
        instead_of=led.instead_of if led else None,
        device_id=device_id,
    )


async def person_of(session: dict[str, Any]) -> Person | None:
    """None: disabled, revoked or locked."""
    from webapp.accounts.pins.browser_pins import is_browser_open
    from webapp.accounts.queries import pin_proved_lately

    if account_id := session.get("account"):
        account = await Account.get_or_none(id=account_id, disabled_at=None)
        if account:
            return Person(
                id=account.id,
                name=account.name,
                role=Role(account.role),
                commune=account.commune,
                member_id=account.member_id,
            )
    elif member_id := session.get("member"):
        if session.get("browser") and not await is_browser_open(session["browser"]):
            return None
        device_id = session.get("device")
        if device_id and not await pin_proved_lately(device_id):
            return None
        member = await Member.get_or_none(id=member_id)
        if member:
            return await member_person(member, device_id)
    return None


class SignedIn(AbstractAuthenticationMiddleware):
    """Sets `user`."""

    def __init__(self, app: Any) -> None:
        super().__init__(app, exclude_http_methods=[], scopes={ScopeType.HTTP})

    async def authenticate_request(self, connection: Connection) -> AuthenticationResult:
        if connection.scope.get("session") in (None, {}):
            return AuthenticationResult(user=None, auth=None)
        person = await person_of(connection.session)
        if person is None:
            locked = await _is_locked(connection.session)
            return AuthenticationResult(user=None, auth=LOCKED if locked else None)
        if person.member_id and await has_gone(person.member_id, today()):
            connection.clear_session()
            person = None
        return AuthenticationResult(user=person, auth=None)


async def _is_locked(session: Any) -> bool:
    from webapp.accounts.queries import device_in_use

    return bool(session.get("device")) and await device_in_use(session["device"])
