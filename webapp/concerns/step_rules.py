"""A step of a concern is written: by whom, with what, and where the concern is then."""

from webapp.concerns.forms import ConcernStepForm
from webapp.concerns.models import TOGETHER, Category, Concern, ConcernStep
from webapp.concerns.steps import stories_of
from webapp.concerns.ticks import day_not_done
from webapp.concerns.workflow import ANSWERED, ENDED, TABLE, StepAction, WhoActs
from webapp.core.i18n import gettext as _
from webapp.people.rules import branches_led_between
from webapp.submissions.kinds import Written


async def refuse_wrong_level(written: Written, action: StepAction) -> None:
    """A member; what an account of the office posts was authorised by its page."""
    by = TABLE[action].by
    if written.member_id is None or by is WhoActs.CARER:
        return
    if by is WhoActs.COMMUNE or not await _leads(written):
        written.refuse({"action": _("This is for somebody else to do.")})


async def concern_of(written: Written, concern_id: str) -> Concern | None:
    """None: gone, or none of the writer's business (see `concerns_visible_to`)."""
    concern = await Concern.get_or_none(household=written.household, id=concern_id)
    if concern is None or written.member_id in (None, concern.by_id):
        return concern
    if concern.category is Category.SERVICE_CONDUCT:
        return None
    return None if concern.category is Category.LAND and not await _leads(written) else concern


async def refuse_wrong_merge(written: Written, form: ConcernStepForm, concern: Concern) -> None:
    """Only with what the writer may see; who is in a dispute with whom is nobody's to put together."""
    if form.action is not StepAction.MERGE:
        return
    same = Concern.filter(commune=concern.commune, category__in=TOGETHER & {concern.category})
    others = same.filter(id=form.values["into"]).exclude(id=concern.id)
    head = await others.select_related("household").first()
    sees = written.member_id is None or (head and await _leads(written, head.household.hamlet_id))
    if head is None or not sees:
        written.refuse({"into": _("Choose a matter of the same kind that you may see.")})


async def take_step(written: Written, form: ConcernStepForm, concern: Concern) -> None:
    await ConcernStep.create(
        id=written.id,
        commune=written.commune,
        concern=concern,
        action=form.action,
        text=form.text,
        seen=form.values["seen"],
        until=form.until,
        into=form.values["into"],
        by_id=written.member_id,
        by_name=written.author_name,
        typed_by_name=written.typed_by_name or None,
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )
    await refold_concern(concern.id)


async def _leads(written: Written, hamlet: str = "") -> bool:
    """Led the family's branch, or that of `hamlet`, when this was written, by the phone's contacts."""
    branches = await branches_led_between(written.member_id or "", *written.possible_days)
    return (hamlet or written.household.hamlet_id) in {branch.unit_id for branch in branches}


async def refold_concern(concern_id: str) -> None:
    """And those that were merged with it."""
    several = await _with_followers(await Concern.get(id=concern_id))
    stories = await stories_of(several)
    for concern in several:
        story = stories[concern.id]
        state = story.state
        waits = state.status in ENDED | {ANSWERED} and not concern.withdrawn
        await Concern.filter(id=concern.id).update(
            status="withdrawn" if concern.withdrawn else state.status,
            level=state.level,
            details_up=state.details_up,
            handler=state.handler,
            not_done_on=await day_not_done(concern.id, story.words_after_answer()) if waits else None,
        )


async def _with_followers(concern: Concern) -> list[Concern]:
    found, newest = [concern], [concern.id]
    while newest:
        merged = ConcernStep.filter(action=StepAction.MERGE, into__in=newest)
        ids = {str(id_) for id_ in await merged.values_list("concern_id", flat=True)}
        rows = await Concern.filter(id__in=list(ids - {one.id for one in found})) if ids else []
        newest = [one.id for one in rows]
        found += rows
    return found
