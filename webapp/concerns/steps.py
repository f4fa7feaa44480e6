"""Steps of concerns, folded: where each is, and its story."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from webapp.concerns.models import (
    PAST_THE_BRANCH,
    AnswerFromAbove,
    Concern,
    ConcernStep,
    SentUp,
)
from webapp.concerns.together import AS_MERGED, Matter, fold_together
from webapp.concerns.workflow import (
    TABLE,
    AnswerLevel,
    ConcernState,
    Folded,
    Happened,
    StepAction,
    WhoActs,
)

LEAVES_BRANCH = (StepAction.PASS_UP, StepAction.TAKE, StepAction.SENT_UP)
ANSWERS = (
    *(StepAction.ANSWER, StepAction.CANNOT, StepAction.ANSWERED_ABOVE),
    *(StepAction.HEAD_ANSWER, StepAction.HEAD_CANNOT),
)


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
    until: date | None = None
    into: str = ""


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
    def extension(self) -> StoryLine | None:
        """In force: the family is to know the day and the reason."""
        given = [one for one in self.lines if one.until and not one.without_effect]
        return given[-1] if given and self.state.until else None

    @property
    def redirection(self) -> StoryLine | None:
        """Where the family is to go."""
        sent = [one for one in self.lines if one.action is StepAction.REDIRECT and not one.without_effect]
        return sent[-1] if sent else None

    @property
    def answer(self) -> StoryLine | None:
        """What the family is to be told, or was."""
        given = [one for one in self.lines if one.action in ANSWERS and not one.without_effect]
        return given[-1] if given else None

    def words_after_answer(self) -> list[datetime]:
        """When it was answered, and when the family said what it thinks of it."""
        asked = (*ANSWERS, StepAction.EXPLAINED, StepAction.TOLD, StepAction.NOT_ENOUGH)
        return [one.at for one in self.lines if one.action in asked and not one.without_effect]


Step = tuple[Happened, StoryLine]


async def stories_of(concerns: Sequence[Concern]) -> dict[str, Story]:
    """By concern; three queries, four more for each head of merged ones."""
    known = {one.id: one for one in concerns}
    steps, newest = await _steps_of(concerns), set(known)
    while newest:
        heads = {one.into for id_ in newest for one, _line in steps[id_] if one.into} - set(known)
        rows = await Concern.filter(id__in=list(heads)) if heads else []
        newest = {one.id for one in rows}
        known |= {one.id: one for one in rows}
        steps |= await _steps_of(rows)
    folded = fold_together(
        {
            id_: Matter([one for one, _line in steps[id_]], _past_branch(known[id_]), known[id_].withdrawn)
            for id_ in known
        }
    )
    own = {id_: _own_lines(known[id_], steps[id_], folded[id_]) for id_ in known}
    every = {line.id: line for some in own.values() for line in some.values()}
    return {one.id: _story(folded[one.id], own[one.id], every) for one in concerns}


async def _steps_of(concerns: Sequence[Concern]) -> dict[str, list[Step]]:
    """By concern."""
    steps = {one.id: [_explained(one)] if one.explained else [] for one in concerns}
    ids = list(steps)
    for row in await ConcernStep.filter(concern_id__in=ids) if ids else []:
        steps[row.concern_id].append(_written_step(row))
    sent = {row.id: row for row in await SentUp.filter(concern_id__in=ids)} if ids else {}
    for id_, up in sent.items():
        line = StoryLine(id_, StepAction.SENT_UP, "", up.by_name, "", up.recorded_at, up.recorded_at)
        steps[up.concern_id].append((Happened(id_, line.action, None, line.at), line))
    for answer in await AnswerFromAbove.filter(sent_id__in=list(sent)) if sent else []:
        steps[sent[answer.sent_id].concern_id].append(_answer_from_above(answer))
    return steps


def _explained(concern: Concern) -> Step:
    """Written with the concern, under its id."""
    line = StoryLine(
        concern.id,
        StepAction.EXPLAINED,
        concern.explained,
        concern.by_name,
        concern.typed_by_name or "",
        concern.recorded_at,
        concern.received_at,
        by_member=bool(concern.by_id),
    )
    return Happened(concern.id, line.action, None, line.at), line


def _written_step(row: ConcernStep) -> Step:
    happened = Happened(
        row.id, row.action, _level_of(row), row.recorded_at, row.seen, row.text, row.until, row.into
    )
    line = StoryLine(
        row.id,
        row.action,
        row.text,
        row.by_name,
        row.typed_by_name or "",
        row.recorded_at,
        row.received_at,
        by_member=bool(row.by_id),
        until=row.until,
        into=row.into,
    )
    return happened, line


def _answer_from_above(answer: AnswerFromAbove) -> Step:
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


def _past_branch(concern: Concern) -> bool:
    return concern.category in PAST_THE_BRANCH


def _own_lines(concern: Concern, steps: Sequence[Step], folded: Folded) -> dict[str, StoryLine]:
    told, left, lines = {line.id: line for _happened, line in steps}, _past_branch(concern), {}
    for id_ in [id_ for id_ in folded.order if id_ in told]:
        line, idle = told[id_], id_ in folded.without_effect
        left = left or (line.action in LEAVES_BRANCH and not idle)
        lines[id_] = replace(line, without_effect=idle, with_branch=line.by_member and not left)
    return lines


def _story(folded: Folded, own: Mapping[str, StoryLine], every: Mapping[str, StoryLine]) -> Story:
    lines = []
    for id_ in folded.order:
        if id_ in own:
            lines.append(own[id_])
        else:
            head = every[id_]
            action = AS_MERGED[head.action]
            lines.append(replace(head, action=action, without_effect=id_ in folded.without_effect))
    return Story(folded.state, lines)
