"""One matter of several families: a merged concern follows another, its head, whose answers each family is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from webapp.concerns.workflow import (
    EXPLAINED_THERE,
    REDIRECTED,
    AnswerLevel,
    Folded,
    Happened,
    StepAction,
    fold_steps,
    without_circles,
)

AS_MERGED = {
    StepAction.ANSWER: StepAction.HEAD_ANSWER,
    StepAction.ANSWERED_ABOVE: StepAction.HEAD_ANSWER,
    StepAction.HEAD_ANSWER: StepAction.HEAD_ANSWER,
    StepAction.CANNOT: StepAction.HEAD_CANNOT,
    StepAction.HEAD_CANNOT: StepAction.HEAD_CANNOT,
    StepAction.EXTEND: StepAction.HEAD_EXTEND,
    StepAction.HEAD_EXTEND: StepAction.HEAD_EXTEND,
}
"""What a step of the head is for those that follow it."""
GIVEN = frozenset({StepAction.HEAD_ANSWER, StepAction.HEAD_CANNOT})


@dataclass(frozen=True)
class Matter:
    """One family's concern, for folding."""

    steps: Sequence[Happened]
    past_branch: bool = False
    withdrawn: bool = False


def fold_together(matters: Mapping[str, Matter]) -> dict[str, Folded]:
    """By id. A concern's head, and the head of that, are to be among them if they still exist."""
    work = _Fold(matters)
    return {id_: work.folded(id_)[0] for id_ in matters}


@dataclass
class _Fold:
    matters: Mapping[str, Matter]
    heads: dict[str, str] = field(init=False)
    known: dict[str, tuple[Folded, dict[str, Happened]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.heads = {}
        into = {id_: self._alone(id_).state.into for id_ in self.matters}
        wished = without_circles({id_: head for id_, head in into.items() if head})
        self.heads = {id_: head for id_, head in wished.items() if self._leads(head, wished)}

    def _alone(self, id_: str, merge: str | None = None) -> Folded:
        matter = self.matters[id_]
        return fold_steps(matter.steps, past_branch=matter.past_branch, merge=merge)

    def _leads(self, id_: str, wished: Mapping[str, str]) -> bool:
        """What ended without an answer leads nobody: those that followed it wait again."""
        if id_ not in self.matters:
            return False
        if id_ in wished and self._leads(wished[id_], wished):
            return True
        alone = self._alone(id_, merge="")
        answers = {one.id for one in self.matters[id_].steps if AS_MERGED.get(one.action) in GIVEN}
        ended = self.matters[id_].withdrawn or alone.state.status in (REDIRECTED, EXPLAINED_THERE)
        return not ended or bool(answers - alone.without_effect)

    def folded(self, id_: str) -> tuple[Folded, dict[str, Happened]]:
        """With its steps and those of the head that count for it."""
        if id_ not in self.known:
            matter, steps, merge = self.matters[id_], list(self.matters[id_].steps), ""
            if id_ in self.heads:
                merge = self._merge(id_)
                steps = [*_nothing_foreign_before(merge, steps), *self._followed(id_, merge)]
            found = fold_steps(steps, past_branch=matter.past_branch, merge=merge)
            self.known[id_] = found, {one.id: one for one in steps}
        return self.known[id_]

    def _merge(self, id_: str) -> str:
        """The step that counts."""
        alone, own = self._alone(id_), {one.id: one for one in self.matters[id_].steps}
        merges = [step for step in alone.order if own[step].action is StepAction.MERGE]
        return next(step for step in merges if step not in alone.without_effect)

    def _followed(self, id_: str, seen: str) -> list[Happened]:
        head, steps = self.folded(self.heads[id_])
        found = []
        for one in [steps[step] for step in head.order if step not in head.without_effect]:
            if one.action in AS_MERGED:
                level = AnswerLevel.COMMUNE if one.action is StepAction.ANSWERED_ABOVE else one.level
                found.append(replace(one, action=AS_MERGED[one.action], level=level, seen=seen))
                seen = one.id
        return found


def _nothing_foreign_before(merge: str, steps: Sequence[Happened]) -> list[Happened]:
    """What the merge itself came after was not written with sight of the head."""
    own, before = {one.id: one for one in steps}, {merge}
    seen = own[merge].seen
    while seen in own and seen not in before:
        before.add(seen)
        seen = own[seen].seen
    return [replace(one, seen="") if one.id in before and one.seen not in own else one for one in steps]
