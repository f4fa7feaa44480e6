"""Authorisation of routes: groups of roles, and what a page shows for the audit log."""

from typing import Any

from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from webapp.web.person import Connection


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


def about(request: Any, *household_ids: str) -> None:
    """For pages whose path does not name the household."""
    request.scope["state"]["about"] = list(dict.fromkeys(household_ids))
