"""The same matter of several families is answered once, and each family is told and asked on its own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.concerns.together import Matter, fold_together
from webapp.concerns.workflow import ENDED, REDIRECTED, AnswerLevel, Happened, StepAction

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
BRANCH, COMMUNE = AnswerLevel.BRANCH, AnswerLevel.COMMUNE
NAMES = ("a", "b", "c")


def step(
    id_: str, action: StepAction, level: AnswerLevel | None = None, *, hours: int = 0, seen: str = ""
) -> Happened:
    return Happened(id_, action, level, NOON + timedelta(hours=hours), seen, "-", NOON.date())


def merged(id_: str, into: str, *, hours: int = 0) -> Happened:
    return replace(step(id_, StepAction.MERGE, BRANCH, hours=hours), into=into)


def statuses(**matters: list[Happened]) -> dict[str, str]:
    found = fold_together({id_: Matter(steps) for id_, steps in matters.items()})
    return {id_: one.state.status for id_, one in found.items()}


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Matter]:
    actions = st.sampled_from([one for one in StepAction if one < 90])
    found = {}
    for name in NAMES:
        many = draw(st.integers(0, 5))
        steps = [
            Happened(
                f"{name}{number}",
                draw(st.one_of(st.just(StepAction.MERGE), actions)),
                draw(st.sampled_from([None, BRANCH, COMMUNE])),
                NOON + timedelta(hours=draw(st.integers(0, 4))),
                draw(st.sampled_from(["", *(f"{one}{n}" for one in NAMES for n in range(3))])),
                "-",
                NOON.date(),
                draw(st.sampled_from([*NAMES, "gone"])),
            )
            for number in range(many)
        ]
        found[name] = Matter(steps, withdrawn=draw(st.booleans()))
    return found


@given(worlds(), st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_states(world: dict[str, Matter], random: object) -> None:
    names, other = list(world), {}
    random.shuffle(names)  # type: ignore[attr-defined]
    for name in names:
        steps = list(world[name].steps)
        random.shuffle(steps)  # type: ignore[attr-defined]
        other[name] = replace(world[name], steps=steps)

    assert fold_together(other) == fold_together(world)


@given(worlds())
def test_nothing_is_lost_behind_a_matter_that_nobody_answers_any_more(world: dict[str, Matter]) -> None:
    states = {name: one.state for name, one in fold_together(world).items()}
    for name, state in states.items():
        walk = [name]
        while state.status == "merged":
            assert state.into in states and state.into not in walk
            walk.append(state.into)
            state = states[state.into]
        if len(walk) > 1:
            answered = state.status not in (*ENDED, REDIRECTED)
            assert answered and not world[walk[-1]].withdrawn


def test_each_family_is_told_the_answer_of_the_matter_that_its_own_was_put_together_with() -> None:
    a = [step("a1", StepAction.PASS_UP), step("a2", StepAction.ANSWER, COMMUNE, hours=2)]
    b = [merged("b1", "a", hours=1)]

    assert statuses(a=a[:1], b=b) == {"a": "at_commune", "b": "merged"}
    assert statuses(a=a, b=b) == {"a": "answered", "b": "answered"}
    assert statuses(a=a, b=[merged("b1", "a", hours=9)]) == {"a": "answered", "b": "answered"}
    told = step("b2", StepAction.TOLD, seen="a2", hours=-9000)
    assert statuses(a=a, b=[*b, told]) == {"a": "answered", "b": "closed"}


def test_a_family_that_is_not_content_opens_its_own_where_it_was_answered() -> None:
    a = [step("a1", StepAction.PASS_UP), step("a2", StepAction.ANSWER, COMMUNE)]
    b = [merged("b1", "a"), step("b2", StepAction.NOT_ENOUGH, hours=3)]

    found = fold_together({"a": Matter(a), "b": Matter(b)})

    assert [(one.state.status, one.state.level) for one in found.values()] == [
        ("answered", COMMUNE),
        ("reopened", COMMUNE),
    ]


def test_a_second_answer_is_told_to_every_family_again() -> None:
    a = [
        step("a1", StepAction.ANSWER, BRANCH),
        step("a2", StepAction.NOT_ENOUGH, hours=2),
        step("a3", StepAction.CANNOT, BRANCH, hours=3),
    ]
    b = [merged("b1", "a"), step("b2", StepAction.TOLD, hours=1, seen="a1")]

    assert statuses(a=a[:2], b=b) == {"a": "reopened", "b": "closed"}
    assert statuses(a=a, b=b) == {"a": "answered", "b": "answered"}
    again = step("b3", StepAction.TOLD, hours=4)
    assert statuses(a=a, b=[*b, again])["b"] == "closed_explained"


def test_what_was_put_together_in_a_circle_is_led_by_one_of_them() -> None:
    assert statuses(a=[merged("a1", "b")], b=[merged("b1", "a")]) == {"a": "at_branch", "b": "merged"}
    assert statuses(a=[merged("a1", "a")]) == {"a": "at_branch"}


def test_when_the_first_family_takes_it_back_the_others_wait_again() -> None:
    b = [merged("b1", "a")]
    answer = step("a1", StepAction.ANSWER, BRANCH, hours=1)

    def of_b(steps: list[Happened], *, withdrawn: bool = False) -> str:
        return fold_together({"a": Matter(steps, withdrawn=withdrawn), "b": Matter(b)})["b"].state.status

    assert of_b([], withdrawn=True) == "at_branch"
    assert of_b([step("a1", StepAction.EXPLAINED)]) == "at_branch"
    assert of_b([answer], withdrawn=True) == "answered"
    assert statuses(b=b) == {"b": "at_branch"}


def test_the_last_of_a_chain_answers_for_all() -> None:
    a, b = [merged("a1", "b")], [merged("b1", "c")]

    assert set(statuses(a=a, b=b, c=[step("c1", StepAction.ANSWER, BRANCH, hours=1)]).values()) == {
        "answered"
    }
