"""Authorisation by role; subjects of the audit log."""

from typing import Any

from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from webapp.web.person import Connection, Role

BRANCH_SECRETARIES = frozenset({Role.BRANCH_SECRETARY})
CLERKS = frozenset({Role.COMMUNE_OFFICE})
COMMUNE_SECRETARIES = frozenset({Role.COMMUNE_SECRETARY})
PROVINCE_OFFICE = frozenset({Role.PROVINCE_OFFICE})
PROVINCE_VIEWERS = frozenset({Role.PROVINCE_VIEWER})

CARRIERS = frozenset({Role.MEMBER}) | BRANCH_SECRETARIES
"""In charge of households."""
OFFICE = CLERKS | COMMUNE_SECRETARIES
"""See the whole commune."""
ORGANISERS = BRANCH_SECRETARIES | CLERKS
"""Assign groups, work, slips; clerks also for branches with paper minutes."""
LEADERS = BRANCH_SECRETARIES | OFFICE
WRITERS = CARRIERS | CLERKS
"""Record what families state themselves."""
COMMUNE = CARRIERS | OFFICE
PROVINCE = PROVINCE_OFFICE | PROVINCE_VIEWERS
"""See no household."""


def keep_policy(connection: Connection, handler: BaseRouteHandler) -> None:
    """Policy: `public`, `signed_in` or roles; without one, 403."""
    policy = handler.opt.get("policy")
    if policy == "public":
        return
    if connection.user is None:
        raise NotAuthorizedException
    if policy == "signed_in":
        return
    if not policy or connection.user.role not in policy:
        raise PermissionDeniedException


NO_HOUSEHOLD = "nobody"
"""`opt={"shows": NO_HOUSEHOLD}`: shows no household. Other pages are logged."""


def audit_subject(request: Any, *household_ids: str) -> None:
    """If the path does not name the household."""
    request.scope["state"]["about"] = list(dict.fromkeys(household_ids))
