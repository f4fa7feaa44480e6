"""Receipt of a form, in the redirect's address."""

from datetime import UTC, datetime

from litestar.response import Redirect

from webapp.core.i18n import show_clock
from webapp.submissions.intake.submit import Submitted
from webapp.web.pages import Asked, see_other


def redirect_to_receipt(outcome: Submitted, path: str) -> Redirect:
    mark = "&" if "?" in path else "?"
    return see_other(f"{path}{mark}saved={outcome.number}&at={show_clock(datetime.now(UTC))}")


def shown_receipt(request: Asked) -> dict[str, str] | None:
    """A reload keeps its time."""
    number, at = request.query_params.get("saved", ""), request.query_params.get("at", "")
    return (
        {"number": number, "at": at}
        if number.isascii() and number.isdigit() and len(number) < 16 and len(at) == 5
        else None
    )
