"""Whose turn it is and until when: reckoned from when the office had it, and moved by nothing that a phone was late with."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from tests.concerns.steps import ANSWER, ANSWERED, ASK, NOT_ENOUGH, PASS_UP, TOLD, reported, take
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.concerns.clocks import age_of, days_without_signal, promise_of
from webapp.concerns.models import Category, Concern, Severity
from webapp.concerns.steps import Story, StoryLine, stories_of
from webapp.concerns.workflow import AnswerLevel, Happened, StepAction, fold_steps
from webapp.core.calendar import today
from webapp.core.i18n import local_time
from webapp.promises.models import AddedHoliday
from webapp.promises.queries import calendar_of
from webapp.promises.rules import AnswerClock, OfficeCalendar, Promise

MONDAY = datetime(2026, 11, 2, 2, tzinfo=UTC)
CALENDAR = OfficeCalendar()


def concern(severity: Severity = Severity.PRESSING, carried: int = 0) -> Concern:
    """`carried`: days on a phone without signal."""
    said = MONDAY - timedelta(days=carried)
    return Concern(category=Category.HOUSE, severity=severity, recorded_at=said, received_at=MONDAY)


def story(*steps: tuple[Happened, datetime]) -> Story:
    """Each step with its arrival."""
    folded = fold_steps([step for step, _ in steps], past_branch=False)
    came = {step.id: (step, at) for step, at in steps}
    lines = [
        StoryLine(id_, came[id_][0].action, "", "", "", came[id_][0].at, came[id_][1])
        for id_ in folded.order
        if id_ not in folded.without_effect
    ]
    return Story(folded.state, lines)


def done(day: int, action: StepAction, level: AnswerLevel | None = None, carried: int = 0) -> Any:
    written = MONDAY + timedelta(days=day)
    return Happened(f"{day}", action, level, written), written + timedelta(days=carried)


def promised(*steps: Any, of: Concern | None = None) -> Promise | None:
    return promise_of(of or concern(), story(*steps), CALENDAR)


def test_it_runs_from_the_day_on_which_the_office_had_it_and_ages_from_the_day_it_was_said() -> None:
    late = concern(carried=40)
    assert promised(of=late) == promised() and days_without_signal(late) == 40
    assert age_of(late, date(2026, 11, 2)) == 40 and days_without_signal(concern()) == 0


def test_the_next_level_has_its_own_time_from_when_it_has_the_matter() -> None:
    up = promised(done(2, StepAction.PASS_UP, carried=5))
    assert up and up.clock is AnswerClock.COMMUNE and up.since == MONDAY + timedelta(days=7)


def test_asking_back_gives_no_more_time() -> None:
    asked = promised(done(1, StepAction.ASK, AnswerLevel.BRANCH), done(9, StepAction.DETAIL))
    assert asked == promised()


def test_an_answer_is_to_be_told_in_time_and_a_no_at_the_door_begins_anew() -> None:
    answer = done(1, StepAction.ANSWER, AnswerLevel.BRANCH)
    to_tell, again = promised(answer), promised(answer, done(4, StepAction.NOT_ENOUGH))
    assert to_tell and to_tell.clock is AnswerClock.TELL and to_tell.day == date(2026, 11, 6)
    assert again and again.clock is AnswerClock.BRANCH and again.since == MONDAY + timedelta(days=4)
    assert promised(answer, done(4, StepAction.TOLD)) is None


WRITTEN = st.tuples(
    st.integers(0, 20), st.sampled_from(list(StepAction)), st.sampled_from([None, *AnswerLevel])
)


@example(
    [(1, StepAction.NOT_ENOUGH, None), (2, StepAction.EXPLAINED, AnswerLevel.COMMUNE)],
    (0, StepAction.EXPLAINED, None),
    400,
    Severity.NORMAL,
)
@given(st.lists(WRITTEN, max_size=6), WRITTEN, st.integers(0, 400), st.sampled_from(list(Severity)))
def test_what_a_phone_brings_late_makes_nothing_earlier_and_nothing_overdue_by_itself(
    before: list[Any], late: Any, carried: int, severity: Severity
) -> None:
    """The step came last, whenever it was written."""
    steps = [
        (Happened(f"{n}", action, level, MONDAY + timedelta(days=day)), MONDAY + timedelta(days=day))
        for n, (day, action, level) in enumerate(before)
    ]
    written = MONDAY + timedelta(days=late[0])
    arrival = max([written + timedelta(days=carried), *(at for _, at in steps)])
    one = concern(severity)
    was, now = (
        promised(*steps, of=one),
        promised(*steps, (Happened("late", late[1], late[2], written), arrival), of=one),
    )
    if now and now.since != (was and was.since):
        assert now.since == arrival and not now.has_passed(arrival)


async def test_a_day_off_added_later_moves_the_promise_on_the_page_and_nothing_else(
    huoi_co: World, browser_of: Any
) -> None:
    one, khoa, clerk = (
        await reported(huoi_co, browser_of),
        await browser_of(huoi_co.khoa),
        await browser_of(huoi_co.clerk),
    )
    await take(khoa, one, PASS_UP)
    before = promise_of(one, (await stories_of([one]))[one.id], await calendar_of(one.commune))
    assert before and f"hẹn đến <b>{before.day:%d/%m}" in (await clerk.get(f"/concerns/{one.id}")).text
    row = await Concern.get(id=one.id).values()

    given = {"name": "Bão", "by_name": "-", "made_at": datetime.now(UTC)}
    await AddedHoliday.create(commune=one.commune, day=before.day, **given)

    page = (await clerk.get(f"/concerns/{one.id}")).text
    after = promise_of(one, (await stories_of([one]))[one.id], await calendar_of(one.commune))
    assert after and after.day > before.day and before.day in after.left_out
    assert f"trừ {len(after.left_out)} ngày nghỉ: hẹn đến <b>{after.day:%d/%m}" in page
    assert await Concern.get(id=one.id).values() == row, "nothing of a promise is stored"


async def test_the_story_of_an_answer_gives_its_promises_in_turn(huoi_co: World, browser_of: Any) -> None:
    one, khoa, dan = (
        await reported(huoi_co, browser_of),
        await browser_of(huoi_co.khoa),
        await browser_of(huoi_co.dan),
    )
    clocks = []
    for browser, action in ((khoa, ASK), (khoa, ANSWERED), (dan, NOT_ENOUGH), (khoa, ANSWERED), (dan, TOLD)):
        assert (await take(browser, one, action, ANSWER, op=f"op{len(clocks)}")).status_code == 303
        promise = promise_of(one, (await stories_of([one]))[one.id], CALENDAR)
        clocks.append(promise and promise.clock)
        assert not promise or local_time(promise.since).date() == today()
    branch, tell = AnswerClock.BRANCH, AnswerClock.TELL
    assert clocks == [branch, tell, branch, tell, None]


async def test_a_phone_is_told_until_when_and_looks_itself_whether_that_has_passed(
    huoi_co: World, browser_of: Any
) -> None:
    """Its pages stay the same from one day to the next."""
    one = await reported(huoi_co, browser_of)
    long_ago = datetime.now(UTC) - timedelta(days=90)
    await Concern.filter(id=one.id).update(received_at=long_ago)
    promise = promise_of(await Concern.get(id=one.id), (await stories_of([one]))[one.id], CALENDAR)
    phone = await enrolled(huoi_co.dan)
    await phone.exchange(await browser_of(None))

    assert promise
    for path in ("/concerns", f"/households/{one.household_id}"):
        page = phone.pages[path].decode()
        assert f"hẹn {promise.day:%d/%m}" in page
    assert f'data-past="{int(promise.ends.timestamp())}000" hidden' in phone.pages["/concerns"].decode()
    clerk = await browser_of(huoi_co.clerk)
    assert "quá hẹn</span>" in (await clerk.get(f"/concerns/{one.id}")).text
    sheet = (await clerk.get(f"/households/{one.household_id}/sheet")).text
    assert f"hẹn {promise.day:%d/%m}" in sheet and "quá hẹn" not in sheet
