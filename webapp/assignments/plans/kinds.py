"""Submission kind: plan answer."""

from collections.abc import Sequence
from dataclasses import replace

from webapp.assignments.plans.answers import keep_answer
from webapp.assignments.plans.forms import PlanAnswerForm
from webapp.assignments.plans.models import AssignmentPlan, PlanAnswer, PlanLine
from webapp.assignments.plans.plans import enforce_when_all_agree
from webapp.core.i18n import gettext as _
from webapp.submissions import field_types
from webapp.submissions.kinds import Kind, Written, replay_on_erasure
from webapp.web.form_fields import field_text


async def record_answer(written: Written) -> None:
    """Reason optional: an offline author cannot be asked; the secretary asks."""
    form = PlanAnswerForm.read(written.fields, asks=False)
    plan = await AssignmentPlan.get_or_none(id=field_text(written.fields, "plan"), commune=written.commune)
    mine = PlanLine.filter(plan_id=plan.id if plan else "", member_id=written.member_id or "")
    if plan is None or not await mine.exists():
        form.errors["plan"] = _("This plan gives its writer no household.")
    written.refuse(form.errors)
    if plan:
        await keep_answer(written, plan, form)


async def bring_into_force(several: Sequence[Written]) -> None:
    for written in several:
        await enforce_when_all_agree(
            field_text(written.fields, "plan"), written.member_id or "", written.author_name
        )


PLAN_ANSWER = Kind(
    6,
    "plan_answer",
    {1: PlanAnswerForm.NAMES},
    record_answer,
    made_of=(PlanAnswer,),
    about="author",
    follows=bring_into_force,
    rules=("`plan` gives its writer a household.",),
    take_back=replay_on_erasure(PlanAnswer),
    types={
        "plan": replace(field_types.ID, required=True),
        "answer": field_types.word("yes", "change", required=True),
        "note": field_types.text(200),
    },
)
