"""The receipt a plain form is answered with: told on the page that it leads back to."""

from datetime import UTC, datetime

from litestar.response import Redirect

from webapp.i18n import show_clock
from webapp.outbox.door import Outcome
from webapp.pages import Asked, see


def received(outcome: Outcome, path: str) -> Redirect:
    return see(f"{path}?saved={outcome.number}&at={show_clock(datetime.now(UTC))}")


def receipt(request: Asked) -> dict[str, str] | None:
    """What `received` put into the address, so that the sentence keeps the time at which it was true."""
    number, at = request.query_params.get("saved", ""), request.query_params.get("at", "")
    return (
        {"number": number, "at": at}
        if number.isascii() and number.isdigit() and len(number) < 16 and len(at) == 5
        else None
    )
