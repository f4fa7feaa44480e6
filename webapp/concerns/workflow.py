"""Workflow of a concern: a table of steps, folded in an order that does not depend on when they arrive."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
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
    SENT_UP = 90
    ANSWERED_ABOVE = 91


class WhoActs(IntEnum):
    """Who may take a step."""

    CARER = 1
    """Who speaks with the family: member, branch secretary; the office when it is no longer the branch's."""
    BRANCH = 2
    COMMUNE = 3
    TURN = 4
    """The level whose turn it is."""


AT = {AnswerLevel.BRANCH: "at_branch", AnswerLevel.COMMUNE: "at_commune", AnswerLevel.UPPER: "at_upper"}
AT_SECRETARY = "at_secretary"
"""Past the branch: with the commune's Party secretary."""
REOPENED = "reopened"
TURNS = frozenset({*AT.values(), AT_SECRETARY, "needs_info", REOPENED})
"""Open, and not answered."""
ANSWERED = "answered"
ENDED = frozenset({"closed", "closed_explained", "answered_locally"})


@dataclass(frozen=True)
class Transition:
    before: frozenset[str]
    after: str
    """"": back to the level whose turn it is."""
    by: WhoActs
    words: bool = False
    """Required."""
    at: AnswerLevel | None = None
    """Only there."""
    to: AnswerLevel | None = None


TABLE = {
    StepAction.EXPLAINED: Transition(
        TURNS, "answered_locally", WhoActs.CARER, words=True, at=AnswerLevel.BRANCH
    ),
    StepAction.ANSWER: Transition(TURNS, ANSWERED, WhoActs.TURN, words=True),
    StepAction.CANNOT: Transition(TURNS, ANSWERED, WhoActs.TURN, words=True),
    StepAction.PASS_UP: Transition(TURNS, "", WhoActs.BRANCH, at=AnswerLevel.BRANCH, to=AnswerLevel.COMMUNE),
    StepAction.ASK: Transition(TURNS - {"needs_info"}, "needs_info", WhoActs.TURN, words=True),
    StepAction.DETAIL: Transition(frozenset({"needs_info"}), "", WhoActs.CARER, words=True),
    StepAction.TOLD: Transition(frozenset({ANSWERED}), "closed", WhoActs.CARER),
    StepAction.NOT_ENOUGH: Transition(ENDED | {ANSWERED}, REOPENED, WhoActs.CARER, words=True),
    StepAction.TAKE: Transition(TURNS, "", WhoActs.COMMUNE, at=AnswerLevel.BRANCH, to=AnswerLevel.COMMUNE),
    StepAction.SENT_UP: Transition(TURNS | {ANSWERED}, "", WhoActs.COMMUNE, to=AnswerLevel.UPPER),
    StepAction.ANSWERED_ABOVE: Transition(
        frozenset({AT[AnswerLevel.UPPER]}), ANSWERED, WhoActs.COMMUNE, to=AnswerLevel.COMMUNE
    ),
}
"""What is answered above is answered by the commune, which a family's "no" goes back to."""


@dataclass(frozen=True)
class ConcernState:
    """Where a concern is."""

    status: str
    level: AnswerLevel
    details_up: bool = False
    """The branch passed them to the commune."""
    cannot: bool = False
    past_branch: bool = False

    @classmethod
    def at_first(cls, *, past_branch: bool) -> "ConcernState":
        level = AnswerLevel.COMMUNE if past_branch else AnswerLevel.BRANCH
        return cls(AT_SECRETARY if past_branch else AT[level], level, past_branch=past_branch)

    def takes(self, action: StepAction) -> bool:
        rule = TABLE[action]
        return self.status in rule.before and rule.at in (None, self.level)

    def after(self, action: StepAction) -> "ConcernState":
        rule = TABLE[action]
        level = rule.to or self.level
        status = rule.after or (
            AT_SECRETARY if self.past_branch and level is AnswerLevel.COMMUNE else AT[level]
        )
        cannot = action is StepAction.CANNOT if status == ANSWERED else self.cannot
        return replace(
            self,
            status="closed_explained" if action is StepAction.TOLD and cannot else status,
            level=level,
            details_up=self.details_up or action is StepAction.PASS_UP,
            cannot=cannot,
        )


@dataclass(frozen=True)
class Happened:
    """A step as it was written."""

    id: str
    action: StepAction
    level: AnswerLevel | None
    """Of its writer, where the turn matters; None: not asked."""
    at: datetime
    seen: str = ""
    """Id of the newest step its writer saw: it comes after that one, whatever a phone's clock says."""


@dataclass(frozen=True)
class Folded:
    state: ConcernState
    order: tuple[str, ...]
    """Ids, as they came after each other."""
    without_effect: frozenset[str]
    """Ids of steps that did not fit where they came; they stay in the story."""


def fold_steps(steps: Iterable[Happened], *, past_branch: bool) -> Folded:
    state, order, idle = ConcernState.at_first(past_branch=past_branch), [], set()
    for step in _in_order(list(steps)):
        order.append(step.id)
        if state.takes(step.action) and step.level in (None, min(state.level, AnswerLevel.COMMUNE)):
            state = state.after(step.action)
        else:
            idle.add(step.id)
    return Folded(state, tuple(order), frozenset(idle))


def _in_order(steps: list[Happened]) -> list[Happened]:
    """In order of the day of writing, but never before what the writer had seen."""
    known = {one.id: one for one in steps}
    keys: dict[str, tuple[datetime, int]] = {}
    for one in sorted(steps, key=lambda step: step.id):
        chain = [one]
        while (before := known.get(chain[-1].seen)) and before.id not in keys and before not in chain:
            chain.append(before)
        for step in reversed(chain):
            seen = keys.get(step.seen)
            keys[step.id] = (seen[0], seen[1] + 1) if seen and seen[0] >= step.at else (step.at, 0)
    return sorted(steps, key=lambda step: (*keys[step.id], step.id))


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
)
"""On pages, in this order."""


def steps_open_to(person: Person, state: ConcernState) -> list[StepAction]:
    return [action for action in OFFERED if state.takes(action) and may_take(person, action, state.level)]
