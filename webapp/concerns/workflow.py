"""Workflow of a concern: a table of steps, folded in an order that does not depend on when they arrive."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum

from webapp.web.person import Person


class AnswerLevel(IntEnum):
    """Whose turn it is to answer."""

    BRANCH = 1
    COMMUNE = 2
    UPPER = 3


class StepAction(IntEnum):
    """What a step does; the codes travel."""

    EXPLAINED = 1
    """To the family, on the spot."""
    ANSWER = 2
    CANNOT = 3
    """The honest reason why it cannot be done."""
    PASS_UP = 4
    """From the branch, with the details."""
    ASK = 5
    """The member for more about it."""
    DETAIL = 6
    TOLD = 7
    """The family has the answer and is content."""
    NOT_ENOUGH = 8
    """The family has the answer and is not content."""
    TAKE = 9
    """From the branch, without the details."""
    ASSIGN = 10
    """To the person or body that the text names."""
    EXTEND = 11
    """The promise, to a day, for a reason that the family is told."""
    REDIRECT = 12
    """A complaint, a denunciation or another body's matter: the family is told where to go."""
    MERGE = 13
    """With another concern, the same matter of several families."""
    SENT_UP = 90
    ANSWERED_ABOVE = 91
    HEAD_ANSWER = 92
    """Of the concern that this one was merged with; so are the next two."""
    HEAD_CANNOT = 93
    HEAD_EXTEND = 94


class WhoActs(IntEnum):
    """Who may take a step."""

    CARER = 1
    """Who speaks with the family: member, branch secretary; the office when it is no longer the branch's."""
    BRANCH = 2
    COMMUNE = 3
    TURN = 4
    """The level whose turn it is."""
    HEAD = 5
    """Nobody: it follows from a step of the concern that this one was merged with."""


AT = {AnswerLevel.BRANCH: "at_branch", AnswerLevel.COMMUNE: "at_commune", AnswerLevel.UPPER: "at_upper"}
AT_SECRETARY = "at_secretary"
"""Past the branch: with the commune's Party secretary."""
IN_PROGRESS = "in_progress"
"""With the commune, and in the hands of whoever the office named."""
REOPENED, MERGED, REDIRECTED = "reopened", "merged", "redirected"
TURNS = frozenset({*AT.values(), AT_SECRETARY, IN_PROGRESS, "needs_info", REOPENED})
"""Open, and not answered."""
ANSWERED = "answered"
EXPLAINED_THERE = "answered_locally"
ENDED = frozenset({"closed", "closed_explained", EXPLAINED_THERE})
SAME = "="


@dataclass(frozen=True)
class Transition:
    before: frozenset[str]
    after: str
    """"": back to the level whose turn it is; `SAME`: where it was."""
    by: WhoActs
    words: bool = False
    """Required."""
    at: AnswerLevel | None = None
    """Only there."""
    to: AnswerLevel | None = None


TABLE = {
    StepAction.EXPLAINED: Transition(
        TURNS, EXPLAINED_THERE, WhoActs.CARER, words=True, at=AnswerLevel.BRANCH
    ),
    StepAction.ANSWER: Transition(TURNS, ANSWERED, WhoActs.TURN, words=True),
    StepAction.CANNOT: Transition(TURNS, ANSWERED, WhoActs.TURN, words=True),
    StepAction.PASS_UP: Transition(TURNS, "", WhoActs.BRANCH, at=AnswerLevel.BRANCH, to=AnswerLevel.COMMUNE),
    StepAction.ASK: Transition(TURNS - {"needs_info"}, "needs_info", WhoActs.TURN, words=True),
    StepAction.DETAIL: Transition(frozenset({"needs_info"}), "", WhoActs.CARER, words=True),
    StepAction.TOLD: Transition(frozenset({ANSWERED}), "closed", WhoActs.CARER),
    StepAction.NOT_ENOUGH: Transition(ENDED | {ANSWERED}, REOPENED, WhoActs.CARER, words=True),
    StepAction.TAKE: Transition(TURNS, "", WhoActs.COMMUNE, at=AnswerLevel.BRANCH, to=AnswerLevel.COMMUNE),
    StepAction.ASSIGN: Transition(TURNS, "", WhoActs.COMMUNE, words=True, at=AnswerLevel.COMMUNE),
    StepAction.EXTEND: Transition(TURNS, SAME, WhoActs.TURN, words=True),
    StepAction.REDIRECT: Transition(TURNS, REDIRECTED, WhoActs.TURN, words=True),
    StepAction.MERGE: Transition(TURNS, MERGED, WhoActs.TURN),
    StepAction.SENT_UP: Transition(TURNS | {ANSWERED}, "", WhoActs.COMMUNE, to=AnswerLevel.UPPER),
    StepAction.ANSWERED_ABOVE: Transition(
        frozenset({AT[AnswerLevel.UPPER]}), ANSWERED, WhoActs.COMMUNE, to=AnswerLevel.COMMUNE
    ),
    StepAction.HEAD_ANSWER: Transition(TURNS | ENDED | {ANSWERED, MERGED}, ANSWERED, WhoActs.HEAD),
    StepAction.HEAD_CANNOT: Transition(TURNS | ENDED | {ANSWERED, MERGED}, ANSWERED, WhoActs.HEAD),
    StepAction.HEAD_EXTEND: Transition(frozenset({MERGED}), SAME, WhoActs.HEAD),
}
"""What is answered above is answered by the commune, which a family's "no" goes back to."""


REFUSALS = (StepAction.CANNOT, StepAction.HEAD_CANNOT)


@dataclass(frozen=True)
class Happened:
    """A step as it was written."""

    id: str
    action: StepAction
    level: AnswerLevel | None
    """Of its writer, where the turn matters; None: not asked. Of a head's: who answered."""
    at: datetime
    seen: str = ""
    """Id of the newest step its writer saw: it comes after that one, whatever a phone's clock says."""
    text: str = ""
    until: date | None = None
    into: str = ""


@dataclass(frozen=True)
class ConcernState:
    """Where a concern is."""

    status: str
    level: AnswerLevel
    details_up: bool = False
    """The branch passed them to the commune."""
    cannot: bool = False
    past_branch: bool = False
    handler: str = ""
    """A person or body, named by the office."""
    until: date | None = None
    """The family was given this day instead of the promised one."""
    into: str = ""
    """Id of the concern that it was merged with, once and for all."""

    @classmethod
    def at_first(cls, *, past_branch: bool) -> "ConcernState":
        level = AnswerLevel.COMMUNE if past_branch else AnswerLevel.BRANCH
        return cls(AT_SECRETARY if past_branch else AT[level], level, past_branch=past_branch)

    def takes(self, action: StepAction) -> bool:
        rule = TABLE[action]
        linked = bool(self.into)
        if rule.by is WhoActs.HEAD and not linked or action is StepAction.MERGE and linked:
            return False
        return self.status in rule.before and rule.at in (None, self.level)

    def after(self, step: Happened) -> "ConcernState":
        action, rule = step.action, TABLE[step.action]
        moved = replace(
            self,
            level=self._level_after(step),
            details_up=self.details_up or action is StepAction.PASS_UP,
            handler=step.text if action is StepAction.ASSIGN else self.handler,
            into=step.into if action is StepAction.MERGE else self.into,
        )
        status = {"": moved.turn, SAME: self.status}.get(rule.after, rule.after)
        return replace(
            moved,
            status="closed_explained" if action is StepAction.TOLD and self.cannot else status,
            cannot=action in REFUSALS if status == ANSWERED else self.cannot,
            until=moved._until_after(step, began=moved.level != self.level or status in (ANSWERED, REOPENED)),
        )

    def _level_after(self, step: Happened) -> AnswerLevel:
        rule = TABLE[step.action]
        answered = step.level if rule.by is WhoActs.HEAD and rule.after == ANSWERED else None
        return answered or rule.to or self.level

    def _until_after(self, step: Happened, *, began: bool) -> date | None:
        """A day is given for one wait; the next begins without."""
        if step.action in (StepAction.EXTEND, StepAction.HEAD_EXTEND):
            return step.until
        return None if began else self.until

    @property
    def turn(self) -> str:
        """Status while whoever answers next has it."""
        if self.level is AnswerLevel.COMMUNE and self.handler:
            return IN_PROGRESS
        return AT_SECRETARY if self.past_branch and self.level is AnswerLevel.COMMUNE else AT[self.level]


@dataclass(frozen=True)
class Folded:
    state: ConcernState
    order: tuple[str, ...]
    """Ids, as they came after each other."""
    without_effect: frozenset[str]
    """Ids of steps that did not fit where they came; they stay in the story."""


def fold_steps(steps: Iterable[Happened], *, past_branch: bool, merge: str | None = None) -> Folded:
    """`merge`: id of the only merge that may have an effect; None: any, "": none."""
    state, order, idle = ConcernState.at_first(past_branch=past_branch), [], set()
    for step in _in_order(list(steps)):
        order.append(step.id)
        if _counts(step, state) and (step.action is not StepAction.MERGE or merge in (None, step.id)):
            state = state.after(step)
        else:
            idle.add(step.id)
    return Folded(state, tuple(order), frozenset(idle))


def _counts(step: Happened, state: ConcernState) -> bool:
    may = TABLE[step.action].by is WhoActs.HEAD or step.level in (None, min(state.level, AnswerLevel.COMMUNE))
    return may and state.takes(step.action)


def _in_order(steps: list[Happened]) -> list[Happened]:
    """In order of the day of writing, but never before what the writer had seen."""
    known = {one.id: one for one in steps}
    seen = without_circles({one.id: one.seen for one in steps if one.seen in known})
    keys: dict[str, tuple[datetime, int]] = {}
    for one in steps:
        chain = [one.id]
        while chain[-1] in seen:
            chain.append(seen[chain[-1]])
        for id_ in reversed(chain):
            at, before = known[id_].at, keys.get(seen.get(id_, ""))
            keys[id_] = (before[0], before[1] + 1) if before and before[0] >= at else (at, 0)
    return sorted(steps, key=lambda step: (*keys[step.id], step.id))


def without_circles(links: Mapping[str, str]) -> dict[str, str]:
    """Of a circle the smallest id loses its link."""
    kept = dict(links)
    for id_ in sorted(links):
        walk = [id_]
        while (after := kept.get(walk[-1])) and after not in walk:
            walk.append(after)
        if after == id_:
            del kept[id_]
    return kept


def may_take(person: Person, action: StepAction, level: AnswerLevel) -> bool:
    """By role; whether the person sees the concern is asked before."""
    by = TABLE[action].by
    if by is WhoActs.TURN:
        by = WhoActs.BRANCH if level is AnswerLevel.BRANCH else WhoActs.COMMUNE
    office = person.in_office
    return {
        WhoActs.CARER: person.carries_households or (office and level is not AnswerLevel.BRANCH),
        WhoActs.BRANCH: person.leads_branch,
        WhoActs.COMMUNE: office,
        WhoActs.HEAD: False,
    }[by]


OFFERED = (
    StepAction.TOLD,
    StepAction.NOT_ENOUGH,
    StepAction.DETAIL,
    StepAction.EXPLAINED,
    StepAction.ANSWER,
    StepAction.CANNOT,
    StepAction.ASK,
    StepAction.PASS_UP,
    StepAction.TAKE,
    StepAction.ASSIGN,
    StepAction.EXTEND,
    StepAction.MERGE,
    StepAction.REDIRECT,
)
"""On pages, in this order."""


def steps_open_to(person: Person, state: ConcernState) -> list[StepAction]:
    return [action for action in OFFERED if state.takes(action) and may_take(person, action, state.level)]
