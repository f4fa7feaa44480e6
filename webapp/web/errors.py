"""Exception handlers: error pages that say what to do next."""

import logging
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from asyncpg import CharacterNotInRepertoireError  # type: ignore[import-untyped]
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.response import Redirect
from tortoise.exceptions import DoesNotExist, OperationalError, ValidationError

from sync.faults import error_line
from webapp.core.database.storage import RETRY_AFTER, is_storage_failure, storage_words
from webapp.core.i18n import gettext as _
from webapp.core.vi_text import ControlCharacter
from webapp.web import rejected_forms as typed_words
from webapp.web.headers import carries_token
from webapp.web.pages import page
from webapp.web.person import LOCKED, pin_browser

log = logging.getLogger("gandan")


class Refused(Exception):
    """409; the message says what to do next."""

    status = 409


def show_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[str] | Redirect:
    if isinstance(error, NotAuthorizedException) and pin_browser(request.scope):
        return _ask_pin(request)
    if isinstance(error, NotAuthorizedException) and request.scope.get("auth") == LOCKED:
        posted = "/typed" if _typed(request) else "/"
        here = request.url.path if request.method == "GET" else posted
        return Redirect(f"/unlock?next={quote(here)}", status_code=303)
    if isinstance(error, NotAuthorizedException) and request.method == "GET":
        return Redirect(f"/sign-in?next={request.url.path}", status_code=303)
    if error.status_code == 403 and "typed" in request.scope["state"] and not carries_token(request.scope):
        return _show_old_form(request)
    return _told(request, error.status_code)


def _show_old_form(request: Request[Any, Any, Any]) -> Response[str]:
    """The form is another session's or account's."""
    person, (by, _words) = request.scope.get("user"), typed_words.of_request(request.scope) or ("", None)
    if by and person is None:
        return _told(request, 401)
    if by and by != person.id:
        said = _("It was opened by another account than the one that is signed in now. Nothing was saved.")
        return _told(request, 403, heading=_("This form is another account's"), reason=said)
    if not request.cookies:
        said = _(
            "Nothing was saved, for this browser keeps no cookies. Allow them, or open the page in Chrome."
        )
        return _told(request, 403, heading=_("This browser keeps nothing"), reason=said)
    said = _("You signed in or out after it was opened, so nothing was saved. Open the page again.")
    return _told(request, 403, heading=_("This page is too old"), reason=said)


def _ask_pin(request: Request[Any, Any, Any]) -> Redirect:
    """Locked, not signed out: typed text is kept."""
    after = request.url.path if request.method == "GET" else "/typed" if _typed(request) else "/"
    return Redirect(f"/pin?next={after}", status_code=303)


def show_missing(request: Request[Any, Any, Any], _error: DoesNotExist) -> Response[str]:
    return _told(request, 404)


def show_unfit(request: Request[Any, Any, Any], error: ValidationError | OperationalError) -> Response[str]:
    """Invalid id: 404. Text longer than its column: 400; the field is logged, its form lacks a limit."""
    if isinstance(error, OperationalError):
        if not isinstance(error.__cause__, CharacterNotInRepertoireError):
            return show_fault(request, error)
    elif not (name := str(error).partition(":")[0]).endswith("id"):
        log.warning("unfit value for %s at %s", name[:60], request.scope.get("path_template", ""))
        words = _("Something here is longer than it can be. Go back, make it shorter and send it again.")
        return _told(request, 400, reason=words)
    return _told(request, 404)


def show_refusal(request: Request[Any, Any, Any], error: Refused) -> Response[str]:
    return _told(request, error.status, reason=str(error))


def _told(
    request: Request[Any, Any, Any],
    status: int,
    *,
    reference: str = "",
    heading: str = "",
    reason: str = "",
    headers: dict[str, str] | None = None,
) -> Response[str]:
    """Any error page, with the typed form."""
    if request.scope["state"].get("outside") and request.method == "POST":
        reason = _("No answer could be made. Look first whether it was saved, before you send it again.")
    known = {"code": status, "reference": reference, "heading": heading, "reason": reason}
    return page(request, "error.html", status=status, headers=headers, typed=_typed(request), **known)


@dataclass(frozen=True)
class _Typed:
    words: typed_words.Words | None
    theirs: bool = True
    """False: another account's form."""


def _typed(request: Request[Any, Any, Any]) -> _Typed | None:
    """Shown to the signed-in author with a valid token; otherwise kept for the author."""
    found = typed_words.of_request(request.scope)
    if found is None or not found[1].pairs:
        return None
    by, words = found
    person = request.scope.get("user")
    # Proves that no other site sent the form.
    if person and carries_token(request.scope) and by in ("", person.id):
        return _Typed(words)
    return _Typed(None, by == (person.id if person else by)) if by and typed_words.keep(by, words) else None


def show_broken(request: Request[Any, Any, Any], _error: ControlCharacter) -> Response[str]:
    """For untyped fields; typed ones show their own error."""
    return show_refusal(request, Refused(_("This text holds a broken character. Please type it again.")))


def show_fault(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
    """Logs a reference and the code location, never submitted data."""
    reference = secrets.token_hex(4)
    if is_storage_failure(error):
        return _show_storage(request, reference, error)
    log.error("fault %s at %s: %s", reference, request.scope.get("path_template", ""), error_line(error))
    return _told(request, 500, reference=reference)


def _show_storage(request: Request[Any, Any, Any], reference: str, error: Exception) -> Response[str]:
    """Nothing was saved; clients retry."""
    log.error("fault %s at %s: %s", reference, request.scope.get("path_template", ""), storage_words(error))
    request.app.state["storage_failed"] = time.monotonic()
    again = {"retry-after": str(RETRY_AFTER)}
    if request.url.path.startswith("/sync/"):
        return Response("storage", status_code=503, media_type=MediaType.TEXT, headers=again)
    return _told(request, 503, headers=again, reference=reference)


def show_busy(request: Request[Any, Any, Any], seconds: int) -> Response[str]:
    words = _("Too many people send at this moment. Wait half a minute, then send it again.")
    return _told(request, 503, reason=words, headers={"retry-after": str(seconds)})


def storage_failed_lately(state: Any) -> bool:
    failed: float = state.get("storage_failed", -RETRY_AFTER)
    return time.monotonic() - failed < RETRY_AFTER


HANDLERS: Any = {
    HTTPException: show_http_error,
    DoesNotExist: show_missing,
    ValidationError: show_unfit,
    OperationalError: show_unfit,
    Refused: show_refusal,
    ControlCharacter: show_broken,
    Exception: show_fault,
}
