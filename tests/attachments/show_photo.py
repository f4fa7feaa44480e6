"""A visit with a photo, and files that are no honest picture."""

import io

from PIL import Image

from tests.attachments.sending import Sealed, Sender
from webapp.register.models import Household
from webapp.visits.models import Visit


async def visit_with(sender: Sender, household: Household, *named: Sealed) -> str:
    sender.phone.write(1, household.id, [1], files=[one.named for one in named])
    await sender.phone.exchange(sender.browser)
    return str((await Visit.all().order_by("-received_at").first()).id)  # type: ignore[union-attr]


def bomb() -> bytes:
    made = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(made, "PNG")
    return made.getvalue()


def gif() -> bytes:
    made = io.BytesIO()
    Image.new("P", (9, 9)).save(made, "GIF")
    return made.getvalue()
