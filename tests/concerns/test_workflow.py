"""The table of steps: any order of arrival gives the same state, and no clock of a phone undoes what it has seen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.concerns.workflow import (
    OFFERED,
    TABLE,
    AnswerLevel,
    ConcernState,
    Happened,
    StepAction,
    WhoActs,
    fold_steps,
)

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
BRANCH, COMMUNE = AnswerLevel.BRANCH, AnswerLevel.COMMUNE


def step(
    number: int, action: StepAction, level: AnswerLevel | None = None, *, hours: int = 0, seen: str = ""
) -> Happened:
    return Happened(str(number), action, level, NOON + timedelta(hours=hours), seen)


def walked(*steps: Happened, past_branch: bool = False) -> tuple[str, AnswerLevel]:
    state = fold_steps(steps, past_branch=past_branch).state
    return state.status, state.level


@st.composite
def stories(draw: st.DrawFn) -> list[Happened]:
    """Steps of all sorts, some of which saw another, with clocks of all sorts."""
    many = draw(st.integers(1, 7))
    return [
        Happened(
            str(number),
            draw(st.sampled_from(list(StepAction))),
            draw(st.sampled_from([None, BRANCH, COMMUNE])),
            NOON + timedelta(hours=draw(st.integers(0, 4))),
            draw(st.sampled_from(["", "elsewhere", *map(str, range(many))])),
            "Lô Xuân Bảo",
            NOON.date(),
            "head",
        )
        for number in range(many)
    ]


@given(stories(), st.randoms(use_true_random=False), st.booleans())
def test_any_order_of_arrival_gives_the_same_state_and_story(
    steps: list[Happened], random: object, past_branch: bool
) -> None:
    shuffled = list(steps)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert fold_steps(shuffled, past_branch=past_branch) == fold_steps(steps, past_branch=past_branch)


@given(stories(), st.booleans())
def test_every_step_of_the_story_was_in_the_table_or_changed_nothing(
    steps: list[Happened], past_branch: bool
) -> None:
    folded = fold_steps(steps, past_branch=past_branch)

    assert sorted(folded.order) == sorted(one.id for one in steps)
    state, written = ConcernState.at_first(past_branch=past_branch), {one.id: one for one in steps}
    taken = [written[id_] for id_ in folded.order if id_ not in folded.without_effect]
    for one in taken:
        assert state.takes(one.action) and (one.action > 91 or one.level in (None, min(state.level, COMMUNE)))
        state = state.after(one)
    assert state == folded.state
    if folded.state.status in ("closed", "closed_explained"):
        assert StepAction.TOLD in {one.action for one in taken}


def test_a_question_answered_at_the_branch_is_told_and_closed() -> None:
    answer = step(1, StepAction.ANSWER, BRANCH)

    assert walked() == ("at_branch", BRANCH)
    assert walked(answer) == ("answered", BRANCH)
    assert walked(answer, step(2, StepAction.TOLD, hours=1)) == ("closed", BRANCH)


def test_what_cannot_be_done_closes_with_its_reason() -> None:
    assert (
        walked(step(1, StepAction.CANNOT, BRANCH), step(2, StepAction.TOLD, hours=1))[0] == "closed_explained"
    )


def test_a_family_that_is_not_content_opens_it_where_it_was_answered() -> None:
    up = (step(1, StepAction.PASS_UP), step(2, StepAction.ANSWER, COMMUNE, hours=1))
    no = step(3, StepAction.NOT_ENOUGH, hours=2)

    assert walked(*up, no) == ("reopened", COMMUNE)
    assert walked(step(1, StepAction.ANSWER, BRANCH), no) == ("reopened", BRANCH)
    assert walked(*up, no, step(4, StepAction.ANSWER, COMMUNE, hours=3))[0] == "answered"


def test_after_an_answer_from_above_the_commune_is_asked_again() -> None:
    up = (step(1, StepAction.SENT_UP), step(2, StepAction.ANSWERED_ABOVE, seen="1"))

    assert walked(*up) == ("answered", COMMUNE)
    assert walked(*up, step(3, StepAction.NOT_ENOUGH, hours=1)) == ("reopened", COMMUNE)


def test_a_level_whose_turn_it_is_not_changes_nothing() -> None:
    assert walked(step(1, StepAction.ANSWER, COMMUNE)) == ("at_branch", BRANCH)
    assert walked(step(1, StepAction.TAKE), step(2, StepAction.ANSWER, BRANCH, hours=1)) == (
        "at_commune",
        COMMUNE,
    )


def test_details_come_back_to_the_level_that_asked() -> None:
    asked = (step(1, StepAction.PASS_UP), step(2, StepAction.ASK, COMMUNE, hours=1))

    assert walked(*asked) == ("needs_info", COMMUNE)
    assert walked(*asked, step(3, StepAction.DETAIL, hours=2)) == ("at_commune", COMMUNE)


def test_the_conduct_of_a_service_never_stands_at_the_branch() -> None:
    assert walked(past_branch=True) == ("at_secretary", COMMUNE)
    assert walked(
        step(1, StepAction.ASK, COMMUNE), step(2, StepAction.DETAIL, hours=1), past_branch=True
    ) == (
        "at_secretary",
        COMMUNE,
    )


def test_a_phone_whose_clock_is_a_year_behind_still_told_the_family() -> None:
    answer = step(1, StepAction.ANSWER, BRANCH)
    told = step(2, StepAction.TOLD, hours=-9000, seen="1")

    assert walked(answer, told) == ("closed", BRANCH)
    assert walked(answer, step(2, StepAction.TOLD, hours=-9000)) == ("answered", BRANCH)


def test_steps_that_claim_to_have_seen_each_other_are_still_in_one_order() -> None:
    one, other = step(1, StepAction.ANSWER, BRANCH, seen="2"), step(2, StepAction.TOLD, seen="1")

    assert fold_steps([one, other], past_branch=False) == fold_steps([other, one], past_branch=False)


def test_every_step_that_pages_offer_says_what_it_needs() -> None:
    assert set(OFFERED) == {action for action in TABLE if action < StepAction.SENT_UP}
    silent = {action for action, rule in TABLE.items() if rule.by is WhoActs.TURN and not rule.words}
    assert silent == {StepAction.MERGE}


def test_what_the_office_puts_into_somebodys_hands_stays_there_until_it_is_answered() -> None:
    given = (step(1, StepAction.TAKE), replace(step(2, StepAction.ASSIGN, hours=1), text="Lô Xuân Bảo"))
    asked = step(3, StepAction.ASK, COMMUNE, hours=2)
    answered = step(5, StepAction.ANSWER, COMMUNE, hours=4)

    assert walked(*given) == ("in_progress", COMMUNE)
    assert walked(*given, asked) == ("needs_info", COMMUNE)
    assert walked(*given, asked, step(4, StepAction.DETAIL, hours=3)) == ("in_progress", COMMUNE)
    no = fold_steps([*given, answered, step(6, StepAction.NOT_ENOUGH, hours=5)], past_branch=False).state
    assert (no.status, no.level, no.handler) == ("reopened", COMMUNE, "Lô Xuân Bảo")
    assert walked(step(2, StepAction.ASSIGN)) == ("at_branch", BRANCH)


def test_a_later_day_is_given_for_one_wait_and_the_next_begins_without() -> None:
    day = NOON.date()
    late = replace(step(1, StepAction.EXTEND, BRANCH), until=day)

    def until(*more: Happened) -> object:
        return fold_steps([late, *more], past_branch=False).state.until

    assert walked(late) == ("at_branch", BRANCH)
    assert until() == until(step(2, StepAction.ASK, BRANCH, hours=1)) == day
    assert until(step(2, StepAction.PASS_UP, hours=1)) is None
    assert until(step(2, StepAction.ANSWER, BRANCH, hours=1)) is None


def test_what_is_another_offices_ends_and_is_not_answered() -> None:
    sent = step(1, StepAction.REDIRECT, BRANCH)

    assert walked(sent) == ("redirected", BRANCH)
    assert walked(sent, step(2, StepAction.ANSWER, BRANCH, hours=1)) == ("redirected", BRANCH)
