"""Authentication and authorisation: the signed-in person, the policy of every route."""

from dataclasses import dataclass
from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from webapp.accounts.models import Account, Role
from webapp.calendar import today
from webapp.people.models import Member
from webapp.people.rules import has_gone, speaks_for

Connection = ASGIConnection[Any, Any, Any, Any]
LOCKED = "locked"
OFFICE = frozenset({Role.COMMUNE_OFFICE, Role.COMMUNE_SECRETARY})


@dataclass(frozen=True)
class Person:
    """Signed-in user: a member or an office account."""

    id: str
    name: str
    role: Role
    commune: str
    member_id: str | None = None
    branch_id: str | None = None  # the branch this person leads
    instead_of: str | None = (
        None  # set for an acting deputy: the secretary's name, "" while the post is vacant
    )
    device_id: str | None = None

    @property
    def in_office(self) -> bool:
        return self.role in OFFICE

    @property
    def carries_households(self) -> bool:
        return self.role in (Role.MEMBER, Role.BRANCH_SECRETARY)


async def member_person(member: Member, device_id: str | None = None) -> Person:
    """A branch leader, or acting deputy, gets the branch secretary's role."""
    led = next(iter(await speaks_for(member.id, today())), None)
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
    """None for a disabled account, a revoked device, a locked phone or browser."""
    from webapp.accounts.browser_pins import is_open
    from webapp.accounts.queries import pages_open

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
        if session.get("browser") and not await is_open(session["browser"]):
            return None
        device_id = session.get("device")
        if device_id and not await pages_open(device_id):
            return None
        member = await Member.get_or_none(id=member_id)
        if member:
            return await member_person(member, device_id)
    return None


def pin_browser(scope: Any) -> str:
    """Id of the session's PIN browser (one without keys), open or locked; otherwise ""."""
    session = scope.get("session")
    return str(session.get("browser", "")) if isinstance(session, dict) else ""


class SignedIn(AbstractAuthenticationMiddleware):
    """Authentication middleware: sets `user`."""

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
    """Enrolled phone whose PIN proof has expired."""
    from webapp.accounts.queries import device_in_use

    return bool(session.get("device")) and await device_in_use(session["device"])


def keep_policy(connection: Connection, handler: BaseRouteHandler) -> None:
    """Authorisation guard. Policy: `public`, `signed_in` or roles; without one, 403."""
    policy = handler.opt.get("policy")
    if policy == "public":
        return
    if connection.user is None:
        raise NotAuthorizedException
    if policy == "signed_in":
        return
    if not policy or connection.user.role not in policy:
        raise PermissionDeniedException
