"""Submission kinds: a request for help, its answer."""

from dataclasses import replace

from webapp.help_requests.forms import ANSWER_LIMIT, LINE_LIMIT, HelpAnswerForm, HelpForm
from webapp.help_requests.models import HelpAnswer, HelpReason, HelpRequest
from webapp.help_requests.rules import answer_help, ask_for_help
from webapp.submissions import field_types
from webapp.submissions.kinds import Kind, Written


async def record_request(written: Written) -> None:
    form = HelpForm.read(written.fields)
    written.refuse(form.errors)
    await ask_for_help(written, form)


async def record_help_answer(written: Written) -> None:
    form = HelpAnswerForm.read(written.fields)
    written.refuse(form.errors)
    await answer_help(written, form)


HELP_REQUEST = Kind(
    25,
    "help_request",
    {1: HelpForm.NAMES},
    record_request,
    made_of=(HelpRequest,),
    about="author",
    types={
        "reason": field_types.code(HelpReason, required=True),
        "line": field_types.text(LINE_LIMIT, required_if={"reason": [HelpReason.OTHER.value]}),
    },
)
HELP_ANSWER = Kind(
    26,
    "help_answer",
    {1: HelpAnswerForm.NAMES},
    record_help_answer,
    made_of=(HelpAnswer,),
    about="author",
    asks_then=True,
    rules=(
        "The writer of `request` is another member of a branch whose secretary or deputy wrote the answer, when it was written.",
    ),
    types={"request": replace(field_types.ID, required=True), "text": field_types.text(ANSWER_LIMIT)},
)
