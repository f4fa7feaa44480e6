"""Steps of a concern: written, and folded into where it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from webapp.concerns.forms import ConcernStepForm
from webapp.concerns.models import PAST_THE_BRANCH, AnswerFromAbove, Category, Concern, ConcernStep, SentUp
from webapp.concerns.ticks import day_not_done
from webapp.concerns.workflow import (
    ANSWERED,
    ENDED,
    TABLE,
    AnswerLevel,
    ConcernState,
    Happened,
    StepAction,
    WhoActs,
    fold_steps,
)
from webapp.core.i18n import gettext as _
from webapp.people.rules import branches_led_between
from webapp.submissions.kinds import Written

LEAVES_BRANCH = (StepAction.PASS_UP, StepAction.TAKE, StepAction.SENT_UP)
ANSWERS = (StepAction.ANSWER, StepAction.CANNOT, StepAction.ANSWERED_ABOVE)


@dataclass(frozen=True)
class StoryLine:
    """A step as pages show it."""

    id: str
    action: StepAction
    text: str
    by_name: str
    typed_by_name: str
    at: datetime
    received_at: datetime
    by_member: bool = False
    without_effect: bool = False
    with_branch: bool = False
    """Written by a member before the matter left the branch: words that stay there until the details go up."""


@dataclass(frozen=True)
class Story:
    state: ConcernState
    lines: Sequence[StoryLine]

    @property
    def newest(self) -> str:
        """Id, or ""."""
        return self.lines[-1].id if self.lines else ""

    @property
    def sent_up(self) -> bool:
        return any(one.action is StepAction.SENT_UP for one in self.lines)

    @property
    def answer(self) -> StoryLine | None:
        """What the family is to be told, or was."""
        given = [one for one in self.lines if one.action in ANSWERS and not one.without_effect]
        return given[-1] if given else None

    def words_after_answer(self) -> list[datetime]:
        """When it was answered, and when the family said what it thinks of it."""
        asked = (*ANSWERS, StepAction.EXPLAINED, StepAction.TOLD, StepAction.NOT_ENOUGH)
        return [one.at for one in self.lines if one.action in asked and not one.without_effect]


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


async def take_step(written: Written, form: ConcernStepForm, concern: Concern) -> None:
    await ConcernStep.create(
        id=written.id,
        commune=written.commune,
        concern=concern,
        action=form.action,
        text=form.text,
        seen=form.values["seen"],
        by_id=written.member_id,
        by_name=written.author_name,
        typed_by_name=written.typed_by_name or None,
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )
    await refold_concern(concern.id)


async def _leads(written: Written) -> bool:
    """Led the family's branch when this was written, by the phone's contacts."""
    branches = await branches_led_between(written.member_id or "", *written.possible_days)
    return written.household.hamlet_id in {branch.unit_id for branch in branches}


async def refold_concern(concern_id: str) -> None:
    concern = await Concern.get(id=concern_id)
    story = (await stories_of([concern]))[concern.id]
    state = story.state
    waits = state.status in ENDED | {ANSWERED} and not concern.withdrawn
    await Concern.filter(id=concern_id).update(
        status="withdrawn" if concern.withdrawn else state.status,
        level=state.level,
        details_up=state.details_up,
        not_done_on=await day_not_done(concern_id, story.words_after_answer()) if waits else None,
    )


async def stories_of(concerns: Sequence[Concern]) -> dict[str, Story]:
    """By concern; three queries."""
    steps: dict[str, list[tuple[Happened, StoryLine]]] = {one.id: [] for one in concerns}
    ids = list(steps)
    for row in await ConcernStep.filter(concern_id__in=ids) if ids else []:
        happened = Happened(row.id, row.action, _level_of(row), row.recorded_at, row.seen)
        typist = row.typed_by_name or ""
        line = StoryLine(
            row.id,
            row.action,
            row.text,
            row.by_name,
            typist,
            row.recorded_at,
            row.received_at,
            by_member=bool(row.by_id),
        )
        steps[row.concern_id].append((happened, line))
    sent = {row.id: row for row in await SentUp.filter(concern_id__in=ids)} if ids else {}
    for id_, up in sent.items():
        line = StoryLine(id_, StepAction.SENT_UP, "", up.by_name, "", up.recorded_at, up.recorded_at)
        steps[up.concern_id].append((Happened(id_, line.action, None, line.at), line))
    for answer in await AnswerFromAbove.filter(sent_id__in=list(sent)) if sent else []:
        steps[sent[answer.sent_id].concern_id].append(_answer_from_above(answer))
    return {one.id: _story(one, steps[one.id]) for one in concerns}


def _answer_from_above(answer: AnswerFromAbove) -> tuple[Happened, StoryLine]:
    """In order of arrival, by the office's clock; pages show the province's day."""
    action = StepAction.ANSWERED_ABOVE
    return (
        Happened(answer.id, action, None, answer.received_at, answer.sent_id),
        StoryLine(answer.id, action, answer.text, answer.by_name, "", answer.answered_at, answer.received_at),
    )


def _level_of(row: ConcernStep) -> AnswerLevel | None:
    """Only members lead a branch; the office's accounts are no members."""
    if TABLE[row.action].by is not WhoActs.TURN:
        return None
    return AnswerLevel.BRANCH if row.by_id else AnswerLevel.COMMUNE


def _story(concern: Concern, steps: Sequence[tuple[Happened, StoryLine]]) -> Story:
    past_branch = concern.category in PAST_THE_BRANCH
    folded = fold_steps([happened for happened, _line in steps], past_branch=past_branch)
    told, left, lines = {line.id: line for _happened, line in steps}, past_branch, []
    for id_ in folded.order:
        line, idle = told[id_], id_ in folded.without_effect
        left = left or (line.action in LEAVES_BRANCH and not idle)
        lines.append(replace(line, without_effect=idle, with_branch=line.by_member and not left))
    return Story(folded.state, lines)
