"""What went wrong, as a page that says what to do next."""

import logging
import secrets
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.response import Redirect
from tortoise.exceptions import DoesNotExist

from webapp.pages import page

log = logging.getLogger("gandan")


class Refused(Exception):
    """The office's rules do not allow it; the message tells the person what to do next."""

    status = 409


def show_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[str] | Redirect:
    if isinstance(error, NotAuthorizedException) and request.method == "GET":
        return Redirect(f"/sign-in?next={request.url.path}", status_code=303)
    return page(
        request, "error.html", status=error.status_code, code=error.status_code, reference="", reason=""
    )


def show_missing(request: Request[Any, Any, Any], _: DoesNotExist) -> Response[str]:
    return page(request, "error.html", status=404, code=404, reference="", reason="")


def show_refusal(request: Request[Any, Any, Any], error: Refused) -> Response[str]:
    return page(
        request, "error.html", status=error.status, code=error.status, reference="", reason=str(error)
    )


def show_fault(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
    """The outermost edge: the log gets a reference and the place, never what a household said."""
    reference = secrets.token_hex(4)
    log.error("fault %s at %s", reference, request.scope.get("path_template", ""), exc_info=error)
    return page(request, "error.html", status=500, code=500, reference=reference, reason="")


HANDLERS: Any = {
    HTTPException: show_http_error,
    DoesNotExist: show_missing,
    Refused: show_refusal,
    Exception: show_fault,
}
