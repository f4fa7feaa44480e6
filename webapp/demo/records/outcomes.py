"""What became of the 64 concerns: closed, in progress, at the province, overdue; own random sequence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from webapp.concerns.models import Category
from webapp.concerns.workflow import StepAction
from webapp.demo.base import cast
from webapp.demo.base.maker import SEED, TOLD_ON, Dice, Maker, commune_time
from webapp.demo.base.replies import (
    AGAIN,
    DETAIL_ASKED,
    HANDLER,
    LATER_WHY,
    NOT_YET,
    REPLIES,
    SENT_TO_PROVINCE,
)
from webapp.demo.records.history import LAST_WEEK, Draft
from webapp.demo.register.charge import Charge
from webapp.people.models import Member

DAY = timedelta(days=1)
QUICK = timedelta(minutes=5)
Steps = Iterator[Draft]


def draft_outcomes(
    maker: Maker,
    drafts: Sequence[Draft],
    charges: Sequence[Charge],
    leaders: Mapping[str, Member],
    clerk: Member,
) -> list[Draft]:
    """`drafts`, the last concerns made newer, and every step. `leaders`: by letters of the hamlet."""
    raised = sorted((draft for draft in drafts if draft.kind == "concern"), key=lambda draft: draft.made)
    drawn = next(draft for draft in raised if _is_flood(draft))
    flood = replace(drawn, delay=QUICK)
    rest = [draft for draft in raised if draft is not drawn and draft.made != LAST_WEEK]
    carer = next(c for c in charges if c.home.recorded and c.member.full_name == cast.CARER)
    story = Story(Dice(SEED + 7), leaders, clerk, maker.as_of)
    fates = story.open_ones()
    done, still_open = rest[: -len(fates)], rest[-len(fates) :]
    newer = [_said(draft, days) for draft, (days, _) in zip(still_open, fates, strict=True)]
    newer[-1] = replace(newer[-1], author=carer.member, home=carer.home)
    changed = {id(draft) for draft in (*still_open, drawn)}
    return [
        *(draft for draft in drafts if id(draft) not in changed),
        flood,
        *newer,
        *(step for number, draft in enumerate([flood, *done]) for step in story.closed(draft, number)),
        *(step for draft, (_, fate) in zip(newer, fates, strict=True) for step in fate(draft)),
    ]


def _is_flood(draft: Draft) -> bool:
    return draft.fields["category"] == str(int(Category.DISASTER))


def _said(draft: Draft, days_ago: int) -> Draft:
    return replace(draft, made=commune_time(TOLD_ON - days_ago * DAY, 7 + draft.made.minute % 10, 20))


class Story:
    def __init__(self, dice: Dice, leaders: Mapping[str, Member], clerk: Member, as_of: date) -> None:
        self.dice, self.leaders, self.clerk, self.as_of = dice, leaders, clerk, as_of

    def open_ones(self) -> list[tuple[int, Callable[[Draft], Steps]]]:
        """Said how many days before the conference, and how far it is: 5, 3 and 8 of the 9 in progress, whose
        ninth is the concern of last week."""
        return [
            *((days, self.at_province) for days in (24, 22, 21, 20, 18)),
            *((days, self.at_commune) for days in (58, 44)),
            (61, self.untouched),
            *((days, self.in_hand) for days in (12, 9)),
            (7, self.at_commune),
            (15, self.asked),
            (20, self.reopened),
            (13, self.answered),
            (5, self.untouched),
            (6, self.answered),
        ]

    def closed(self, concern: Draft, number: int) -> Steps:
        reply = REPLIES[str(concern.fields["summary"])]
        if reply.on_the_spot:
            yield self._step(concern, None, StepAction.EXPLAINED, concern.author, (0, 0), reply.text)
            return
        *before, answer = self.answered(concern)
        yield from (*before, answer)
        if number % 8 == 3:
            no = self._step(
                concern, answer, StepAction.NOT_ENOUGH, concern.author, (4, 9), NOT_YET[number % 3]
            )
            answer = self._answer(concern, no, StepAction.ANSWER, AGAIN, by_commune=reply.by_commune)
            yield from (no, answer)
        yield self._step(concern, answer, StepAction.TOLD, concern.author, (1, 6))

    def untouched(self, _concern: Draft) -> Steps:
        yield from ()

    def at_commune(self, concern: Draft) -> Steps:
        yield self._by_branch(concern, None, StepAction.PASS_UP)

    def in_hand(self, concern: Draft) -> Steps:
        """With somebody named; of the first, the family has a later day."""
        passed = self._by_branch(concern, None, StepAction.PASS_UP)
        given = self._step(concern, passed, StepAction.ASSIGN, self.clerk, (1, 2), HANDLER)
        yield from (passed, given)
        if concern.made < commune_time(TOLD_ON - 10 * DAY, 0):
            later = self._step(concern, given, StepAction.EXTEND, self.clerk, (1, 2), LATER_WHY)
            yield replace(later, fields={**later.fields, "until": (self.as_of + 20 * DAY).isoformat()})

    def asked(self, concern: Draft) -> Steps:
        yield self._by_branch(concern, None, StepAction.ASK, DETAIL_ASKED)

    def answered(self, concern: Draft) -> Steps:
        reply = REPLIES[str(concern.fields["summary"])]
        last = None
        if reply.by_commune:
            last = self._by_branch(concern, None, StepAction.PASS_UP)
            yield last
        action = StepAction.CANNOT if reply.cannot else StepAction.ANSWER
        yield self._answer(concern, last, action, reply.text, by_commune=reply.by_commune)

    def reopened(self, concern: Draft) -> Steps:
        *before, answer = self.answered(concern)
        yield from (*before, answer)
        yield self._step(concern, answer, StepAction.NOT_ENOUGH, concern.author, (3, 5), NOT_YET[2])

    def at_province(self, concern: Draft) -> Steps:
        passed = self._by_branch(concern, None, StepAction.PASS_UP)
        sent = self._later(concern, passed, self.clerk, (2, 6))
        yield passed
        yield replace(sent, kind="sent_up", fields={"text": SENT_TO_PROVINCE, "with_hamlet": "1"}, seen=None)

    def _by_branch(self, concern: Draft, seen: Draft | None, action: StepAction, text: str = "") -> Draft:
        leader = self.leaders[concern.home.hamlet.letters]
        return self._step(concern, seen, action, leader, (1, 3), text)

    def _answer(
        self, concern: Draft, seen: Draft | None, action: StepAction, text: str, *, by_commune: bool
    ) -> Draft:
        if not by_commune:
            return self._by_branch(concern, seen, action, text)
        return self._step(concern, seen, action, self.clerk, (1, 5), text)

    def _step(
        self,
        concern: Draft,
        seen: Draft | None,
        action: StepAction,
        author: Member,
        days: tuple[int, int],
        text: str = "",
    ) -> Draft:
        step = self._later(concern, seen, author, days)
        return replace(step, fields={"action": str(int(action)), "text": text})

    def _later(self, concern: Draft, seen: Draft | None, author: Member, days: tuple[int, int]) -> Draft:
        """Written in the evening, when the office has what came before; a flood waits for no evening."""
        before, desk = seen or concern, author is self.clerk
        made = before.made + timedelta(minutes=self.dice.between(9, 40))
        delay = timedelta(minutes=self.dice.between(5, 300))
        if _is_flood(concern):
            delay = QUICK
        elif days != (0, 0):
            evening = before.made.date() + self.dice.between(*days) * DAY
            made = commune_time(evening, 10 if desk else 19, self.dice.below(60))
        return Draft(
            "concern_step", author, concern.home, made, {},
            delay=timedelta(0) if desk else delay, step_of=concern, seen=seen, desk=desk,
        )  # fmt: skip
