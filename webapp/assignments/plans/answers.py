"""Members' answers to a published plan; whether it may be enforced."""

from datetime import timedelta

from webapp.assignments.plans.forms import PlanAnswerForm, StepForm
from webapp.assignments.plans.models import AssignmentPlan, PlanAnswer, PlanLine, State
from webapp.assignments.plans.workflow import STEPS
from webapp.core.database.db import now
from webapp.core.i18n import gettext as _
from webapp.submissions.kinds import Written
from webapp.web.errors import Refused

DAYS_TO_ANSWER = timedelta(days=7)


async def keep_answer(written: Written, plan: AssignmentPlan, form: PlanAnswerForm) -> None:
    """Keeps the last written, in any order of arrival."""
    at = min(written.recorded_at, written.received_at)
    held = await PlanAnswer.get_or_none(plan_id=plan.id, member_id=written.member_id)
    if held and held.at > at:
        return
    if held:
        await held.delete()
    await PlanAnswer.create(
        id=written.id,
        plan_id=plan.id,
        member_id=written.member_id or "",
        accepted=form.accepted,
        note=form.note,
        at=at,
        commune=written.commune,
    )


async def members_in_plan(plan: AssignmentPlan) -> set[str]:
    lines = PlanLine.filter(plan_id=plan.id).exclude(member_id=None)
    return {str(id_) for id_ in await lines.distinct().values_list("member_id", flat=True)}


async def must_be_heard(plan: AssignmentPlan) -> None:
    said = dict(await PlanAnswer.filter(plan_id=plan.id).values_list("member_id", "accepted"))
    waits = (plan.published_at or now()) + DAYS_TO_ANSWER
    if any(not accepted for accepted in said.values()) and now() < waits:
        raise Refused(_("Somebody asks for a change. Talk with them first, or wait for 7 days."))
    if await members_in_plan(plan) - set(said) and now() < waits:
        raise Refused(_("Not everybody has answered yet, and 7 days have not passed."))


async def change_warning(plan: AssignmentPlan, form: StepForm) -> str:
    """Warning of requested changes; "" if none, if `sure`, or in the first 7 days (refused anyway)."""
    if form.action not in STEPS or STEPS[form.action].to is not State.IN_FORCE or form.sure:
        return ""
    asking = await PlanAnswer.filter(plan_id=plan.id, accepted=False).prefetch_related("member")
    if (
        plan.state is not State.PUBLISHED
        or not asking
        or now() < (plan.published_at or now()) + DAYS_TO_ANSWER
    ):
        return ""
    names = ", ".join(sorted(one.member.full_name for one in asking))
    return _("%(names)s asks for a change. Talk first; or tick that it comes into force all the same.") % {
        "names": names
    }
