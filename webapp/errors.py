"""What went wrong, as a page that says what to do next."""

import logging
import secrets
from typing import Any

from asyncpg import CharacterNotInRepertoireError  # type: ignore[import-untyped]
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.response import Redirect
from tortoise.exceptions import DoesNotExist, OperationalError, ValidationError

from sync.faults import told
from webapp.i18n import gettext as _
from webapp.pages import page
from webapp.storage import RETRY_AFTER, is_storage_failure, storage_words
from webapp.vi_text import ControlCharacter

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


def show_missing(request: Request[Any, Any, Any], _error: DoesNotExist) -> Response[str]:
    return page(request, "error.html", status=404, code=404, reference="", reason="")


def show_unfit(request: Request[Any, Any, Any], error: ValidationError | OperationalError) -> Response[str]:
    """An id that is no id, in an address or a hidden field, is of nothing here. A longer text than its column takes
    came from a form that did not limit it: refused, not a fault, and the field's name goes into the log."""
    if isinstance(error, OperationalError):
        if not isinstance(error.__cause__, CharacterNotInRepertoireError):
            return show_fault(request, error)
    elif not (name := str(error).partition(":")[0]).endswith("id"):
        log.warning("unfit value for %s at %s", name[:60], request.scope.get("path_template", ""))
        words = _("Something here is longer than it can be. Go back, make it shorter and send it again.")
        return _refused(request, 400, words)
    return page(request, "error.html", status=404, code=404, reference="", reason="")


def show_refusal(request: Request[Any, Any, Any], error: Refused) -> Response[str]:
    return _refused(request, error.status, str(error))


def _refused(request: Request[Any, Any, Any], status: int, reason: str) -> Response[str]:
    return page(request, "error.html", status=status, code=status, reference="", reason=reason)


def show_broken(request: Request[Any, Any, Any], _error: ControlCharacter) -> Response[str]:
    """In a field that a person does not type into; those have their own sentence beside them."""
    return show_refusal(request, Refused(_("This text holds a broken character. Please type it again.")))


def show_fault(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
    """The outermost edge: the log gets a reference and the place, never what a household said."""
    reference = secrets.token_hex(4)
    if is_storage_failure(error):
        return _show_storage(request, reference, error)
    log.error("fault %s at %s: %s", reference, request.scope.get("path_template", ""), told(error))
    return page(request, "error.html", status=500, code=500, reference=reference, reason="")


def _show_storage(request: Request[Any, Any, Any], reference: str, error: Exception) -> Response[str]:
    """Nothing was saved; a phone reads that it shall come again, a person what to do."""
    log.error("fault %s at %s: %s", reference, request.scope.get("path_template", ""), storage_words(error))
    again = {"retry-after": str(RETRY_AFTER)}
    if request.url.path.startswith("/sync/"):
        return Response("storage", status_code=503, media_type=MediaType.TEXT, headers=again)
    return page(request, "error.html", status=503, headers=again, code=503, reference=reference, reason="")


HANDLERS: Any = {
    HTTPException: show_http_error,
    DoesNotExist: show_missing,
    ValidationError: show_unfit,
    OperationalError: show_unfit,
    Refused: show_refusal,
    ControlCharacter: show_broken,
    Exception: show_fault,
}
