"""What went wrong, as a page that says what to do next."""

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

from sync.faults import told
from webapp import typed as typed_words
from webapp.access import LOCKED, pin_browser
from webapp.i18n import gettext as _
from webapp.pages import page
from webapp.shell import proven
from webapp.storage import RETRY_AFTER, is_storage_failure, storage_words
from webapp.vi_text import ControlCharacter

log = logging.getLogger("gandan")


class Refused(Exception):
    """The office's rules do not allow it; the message tells the person what to do next."""

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
    if error.status_code == 403 and "typed" in request.scope["state"] and not proven(request.scope):
        return _show_old_form(request)
    return _told(request, error.status_code)


def _show_old_form(request: Request[Any, Any, Any]) -> Response[str]:
    """Of a page that was made before this browser signed in or out, or for another account: nothing of it is written."""
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
    """Locked, not signed out: what was typed waits behind the PIN."""
    after = request.url.path if request.method == "GET" else "/typed" if _typed(request) else "/"
    return Redirect(f"/pin?next={after}", status_code=303)


def show_missing(request: Request[Any, Any, Any], _error: DoesNotExist) -> Response[str]:
    return _told(request, 404)


def show_unfit(request: Request[Any, Any, Any], error: ValidationError | OperationalError) -> Response[str]:
    """An id that is no id, in an address or a hidden field, is of nothing here. A longer text than its column takes
    came from a form that did not limit it: refused, not a fault, and the field's name goes into the log."""
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
    """Every page of something that went wrong; what was typed is on it, or waits for who typed it."""
    if request.scope["state"].get("outside") and request.method == "POST":
        reason = _("No answer could be made. Look first whether it was saved, before you send it again.")
    known = {"code": status, "reference": reference, "heading": heading, "reason": reason}
    return page(request, "error.html", status=status, headers=headers, typed=_typed(request), **known)


@dataclass(frozen=True)
class _Typed:
    words: typed_words.Words | None
    theirs: bool = True
    """Not those of another account that was signed in before."""


def _typed(request: Request[Any, Any, Any]) -> _Typed | None:
    """Shown at once to who is signed in and sent it from a page of theirs; kept when nobody is, or it cannot be told."""
    found = typed_words.of_request(request.scope)
    if found is None or not found[1].pairs:
        return None
    by, words = found
    person = request.scope.get("user")
    # The form's token was right: the browser says so, and no other site.
    if person and proven(request.scope) and by in ("", person.id):
        return _Typed(words)
    return _Typed(None, by == (person.id if person else by)) if by and typed_words.keep(by, words) else None


def show_broken(request: Request[Any, Any, Any], _error: ControlCharacter) -> Response[str]:
    """In a field that a person does not type into; those have their own sentence beside them."""
    return show_refusal(request, Refused(_("This text holds a broken character. Please type it again.")))


def show_fault(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
    """The outermost edge: the log gets a reference and the place, never what a household said."""
    reference = secrets.token_hex(4)
    if is_storage_failure(error):
        return _show_storage(request, reference, error)
    log.error("fault %s at %s: %s", reference, request.scope.get("path_template", ""), told(error))
    return _told(request, 500, reference=reference)


def _show_storage(request: Request[Any, Any, Any], reference: str, error: Exception) -> Response[str]:
    """Nothing was saved; a phone reads that it shall come again, a person what to do."""
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
