"""Page values: asking for help, and answering it."""

from typing import Any

from webapp.help_requests.forms import HelpAnswerForm, HelpForm
from webapp.help_requests.models import HelpReason
from webapp.help_requests.queries import HelpBoard
from webapp.households.viewer import Viewer


async def help_page(viewer: Viewer, board: HelpBoard) -> dict[str, Any]:
    return {
        "place": await viewer.place(),
        "board": board,
        "reasons": list(HelpReason),
        "form": HelpForm.empty(),
        "answer": HelpAnswerForm.empty(),
    }
