"""Submission kinds: plan answer, absence report, wish, handover confirmation."""

from collections.abc import Awaitable, Callable, Sequence

from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from sync.envelope import from_text, record_id
from webapp.assignments.answers import keep_answer
from webapp.assignments.forms import AnswerForm
from webapp.assignments.models import (
    AbsenceReport,
    AnotherMember,
    AssignmentPlan,
    HandoverConfirmed,
    PlanAnswer,
    PlanLine,
)
from webapp.assignments.plans import enforce_when_all_agree
from webapp.assignments.reports import RULES as ABSENCE_RULES
from webapp.assignments.reports import ReportForm, keep_report
from webapp.assignments.rules import keep_confirmation
from webapp.assignments.wishes import RULES as WISH_RULES
from webapp.assignments.wishes import WishForm, keep_wish
from webapp.i18n import gettext as _
from webapp.outbox.forms import text
from webapp.outbox.kinds import Kind, Written


async def record_answer(written: Written) -> None:
    """No reason required: an offline author cannot be asked; the secretary asks."""
    form = AnswerForm.read(written.fields, asks=False)
    plan = await AssignmentPlan.get_or_none(id=text(written.fields, "plan"), commune=written.commune)
    mine = PlanLine.filter(plan_id=plan.id if plan else "", member_id=written.member_id or "")
    if plan is None or not await mine.exists():
        form.errors["plan"] = _("This plan gives its writer no household.")
    written.refuse(form.errors)
    if plan:
        await keep_answer(written, plan, form)


async def bring_into_force(several: Sequence[Written]) -> None:
    for written in several:
        await enforce_when_all_agree(
            text(written.fields, "plan"), written.member_id or "", written.author_name
        )


def _before(table: type[Model]) -> Callable[[str, int], Awaitable[None]]:
    """On erasure the previous value is in the log only; IntegrityError requests a replay."""

    async def take_back(device: str, seq: int) -> None:
        if await table.filter(id=record_id(from_text(device), seq)).delete():
            raise IntegrityError("what was said before is read again")

    return take_back


PLAN_ANSWER = Kind(
    6,
    "plan_answer",
    {1: AnswerForm.NAMES},
    record_answer,
    made_of=(PlanAnswer,),
    about="author",
    follows=bring_into_force,
    rules=("`plan` gives its writer a household.",),
    take_back=_before(PlanAnswer),
)

ABSENCE = Kind(
    7,
    "absence",
    {1: ReportForm.NAMES},
    keep_report,
    made_of=(AbsenceReport,),
    about="author",
    rules=ABSENCE_RULES,
)

ANOTHER_MEMBER = Kind(
    8,
    "another_member",
    {1: WishForm.NAMES},
    keep_wish,
    made_of=(AnotherMember,),
    rules=WISH_RULES,
    take_back=_before(AnotherMember),
)

HANDOVER_CONFIRMED = Kind(
    9,
    "handover_confirmed",
    {1: ("handover",)},
    keep_confirmation,
    made_of=(HandoverConfirmed,),
    rules=("Only one of the two of the `handover` writes it.",),
    about="author",
)
