"""The day on which an answer is promised. Reckoned when it is read, never stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import IntEnum

from webapp.core.holidays import holidays_of
from webapp.core.i18n import HERE, local_time

URGENCIES = range(1, 5)  # question, normal, pressing, emergency
ONE_DAY = timedelta(days=1)


class AnswerClock(IntEnum):
    """What is waited for."""

    BRANCH = 1
    COMMUNE = 2
    UPPER = 3
    TELL = 4
    """That the family is told the answer."""


class SpanUnit(IntEnum):
    WORKING_DAYS = 1
    DAYS = 2
    HOURS = 3


@dataclass(frozen=True)
class Span:
    count: int
    unit: SpanUnit = SpanUnit.WORKING_DAYS


_ORDINARY = {
    AnswerClock.BRANCH: Span(30, SpanUnit.DAYS),  # its next meeting
    AnswerClock.COMMUNE: Span(15),
    AnswerClock.UPPER: Span(30),
    AnswerClock.TELL: Span(7),
}
_PRESSING = {
    AnswerClock.BRANCH: Span(3),
    AnswerClock.COMMUNE: Span(7),
    AnswerClock.UPPER: Span(15),
    AnswerClock.TELL: Span(3),
}
_EMERGENCY = dict.fromkeys(AnswerClock, Span(24, SpanUnit.HOURS)) | {
    AnswerClock.BRANCH: Span(4, SpanUnit.HOURS)
}
FIRST_SPANS = {
    (clock, urgency): spans[clock]
    for urgency, spans in zip(URGENCIES, (_ORDINARY, _ORDINARY, _PRESSING, _EMERGENCY), strict=True)
    for clock in AnswerClock
}
"""Until the office writes others."""


@dataclass(frozen=True)
class SpanFrom:
    """From a day on; what began before keeps its span."""

    day: date
    span: Span


@dataclass(frozen=True)
class OfficeCalendar:
    written: Mapping[tuple[AnswerClock, int], Sequence[SpanFrom]] = field(default_factory=dict)
    """By clock and urgency, in order of the day, then of writing."""
    added: frozenset[date] = frozenset()
    """Holidays that the office added to those of the law."""

    def span(self, clock: AnswerClock, urgency: int, since: date) -> Span:
        begun = [one.span for one in self.written.get((clock, urgency), ()) if one.day <= since]
        return begun[-1] if begun else FIRST_SPANS[clock, urgency]

    def is_holiday(self, day: date) -> bool:
        return day in self.added or day in holidays_of(day.year)


@dataclass(frozen=True)
class Promise:
    clock: AnswerClock
    since: datetime
    """The office has it from here on: what a phone carried without signal does not count."""
    span: Span
    left_out: Sequence[date]
    """Holidays that would have been working days."""
    ends: datetime
    """The first moment after it."""
    extended: bool = False

    @property
    def day(self) -> date:
        return local_time(self.ends - timedelta(microseconds=1)).date()

    @property
    def by_the_hour(self) -> bool:
        return self.span.unit is SpanUnit.HOURS and not self.extended

    def days_late(self, now: datetime) -> int:
        return (local_time(now).date() - self.day).days

    def has_passed(self, now: datetime) -> bool:
        return self.ends <= now


def reckon_promise(
    clock: AnswerClock,
    urgency: int,
    since: datetime,
    calendar: OfficeCalendar,
    extended_until: date | None = None,
) -> Promise:
    """An extension only ever gives more time."""
    span = calendar.span(clock, urgency, local_time(since).date())
    ends, left_out = _end_of(since, span, calendar)
    longer = _end_of_day(extended_until) if extended_until else ends
    return Promise(clock, since, span, left_out, max(ends, longer), extended=longer > ends)


def _end_of(since: datetime, span: Span, calendar: OfficeCalendar) -> tuple[datetime, list[date]]:
    day, left_out = local_time(since).date(), []
    if span.unit is SpanUnit.HOURS:
        return since + timedelta(hours=span.count), []
    if span.unit is SpanUnit.DAYS:
        return _end_of_day(day + timedelta(days=span.count)), []
    open_days = 0
    while open_days < span.count:
        day += ONE_DAY
        if day.weekday() < 5 and calendar.is_holiday(day):
            left_out.append(day)
        elif day.weekday() < 5:
            open_days += 1
    return _end_of_day(day), left_out


def _end_of_day(day: date) -> datetime:
    return datetime.combine(day + ONE_DAY, time(), HERE)
