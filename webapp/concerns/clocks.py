"""When a concern's answer is promised, by whose turn it is."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from webapp.concerns.models import RESTRICTED, Concern, Severity
from webapp.concerns.steps import Story, stories_of
from webapp.concerns.workflow import ANSWERED, ENDED, REOPENED, TABLE, TURNS, AnswerLevel
from webapp.core.i18n import local_time
from webapp.households.viewer import Viewer
from webapp.promises.queries import calendar_of
from webapp.promises.rules import AnswerClock, OfficeCalendar, Promise, reckon_promise

NEW_CHAPTERS = ENDED | {ANSWERED, REOPENED}
"""What comes after begins its own time."""
NEVER = datetime.max.replace(tzinfo=UTC)
CLOCKS = {
    AnswerLevel.BRANCH: AnswerClock.BRANCH,
    AnswerLevel.COMMUNE: AnswerClock.COMMUNE,
    AnswerLevel.UPPER: AnswerClock.UPPER,
}


async def calendar_for(viewer: Viewer) -> OfficeCalendar:
    return await viewer.once("calendar", lambda: calendar_of(viewer.person.commune))


def promise_of(concern: Concern, story: Story, calendar: OfficeCalendar) -> Promise | None:
    """None: nothing is waited for."""
    state = story.state
    if concern.withdrawn or state.status not in TURNS | {ANSWERED}:
        return None
    clock = AnswerClock.TELL if state.status == ANSWERED else CLOCKS[state.level]
    return reckon_promise(
        clock, concern.severity, _office_has_it_since(concern, story), calendar, state.until
    )


async def promises_of(concerns: Sequence[Concern], calendar: OfficeCalendar) -> dict[str, Promise | None]:
    """By concern; three queries."""
    stories = await stories_of(concerns)
    return {one.id: promise_of(one, stories[one.id], calendar) for one in concerns}


def rises_to(concern: Concern, promise: Promise | None) -> str:
    """Whose it is too once the promise has passed: `branch` | `commune` | `secretary` | "". The details stay where they are."""
    if promise is None or promise.clock is AnswerClock.UPPER:
        return ""
    if promise.clock is AnswerClock.TELL:
        return "branch"
    beyond = promise.clock is AnswerClock.COMMUNE or concern.category in RESTRICTED
    return "secretary" if beyond else "commune"


def first_to_answer(concern: Concern, promise: Promise | None) -> tuple[bool, bool, datetime, datetime, str]:
    """Emergencies, what a family opened again, then by the promised day."""
    return (
        concern.severity != Severity.EMERGENCY,
        concern.status != REOPENED,
        promise.ends if promise else NEVER,
        concern.recorded_at,
        concern.id,
    )


def _office_has_it_since(concern: Concern, story: Story) -> datetime:
    """Its turn. Later steps never set it back: what a phone brings late begins when it arrives."""
    since = concern.received_at
    for line in story.lines:
        rule = TABLE[line.action]
        if not line.without_effect and (rule.to or rule.after in NEW_CHAPTERS):
            since = max(since, line.received_at)
    return since


def days_without_signal(concern: Concern) -> int:
    """Between the day it was said and the day the office had it; held against nobody."""
    said, had = local_time(concern.recorded_at).date(), local_time(concern.received_at).date()
    return max(0, (had - said).days)


def age_of(concern: Concern, day: date) -> int:
    """Days since it was said."""
    return max(0, (day - local_time(concern.recorded_at).date()).days)
