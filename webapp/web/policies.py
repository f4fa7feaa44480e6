"""Authorisation of routes: groups of roles, and what a page shows for the audit log."""

from typing import Any

from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from webapp.web.person import Connection, Role

BRANCH_SECRETARIES = frozenset({Role.BRANCH_SECRETARY})
CLERKS = frozenset({Role.COMMUNE_OFFICE})
COMMUNE_SECRETARIES = frozenset({Role.COMMUNE_SECRETARY})
PROVINCE_OFFICE = frozenset({Role.PROVINCE_OFFICE})

CARRIERS = frozenset({Role.MEMBER}) | BRANCH_SECRETARIES
"""Have households in their care."""
OFFICE = CLERKS | COMMUNE_SECRETARIES
"""See the whole commune."""
ORGANISERS = BRANCH_SECRETARIES | CLERKS
"""Give out work, groups, slips; the clerk also for a branch that brings its minutes on paper."""
LEADERS = BRANCH_SECRETARIES | OFFICE
WRITERS = CARRIERS | CLERKS
"""Write down what a family says of itself."""
COMMUNE = CARRIERS | OFFICE
PROVINCE = PROVINCE_OFFICE | {Role.PROVINCE_VIEWER}
"""See no household."""


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


NOBODY = "nobody"
"""`opt={"shows": NOBODY}`: no household on the page. All others are logged."""


def audit_subject(request: Any, *household_ids: str) -> None:
    """For pages whose path does not name the household."""
    request.scope["state"]["about"] = list(dict.fromkeys(household_ids))
