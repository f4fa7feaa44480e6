"""The promised day: working days, holidays, hours, dated spans and extensions."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.core.i18n import HERE
from webapp.promises.rules import (
    FIRST_SPANS,
    AnswerClock,
    OfficeCalendar,
    Promise,
    Span,
    SpanFrom,
    SpanUnit,
    reckon_promise,
)

QUESTION, NORMAL, PRESSING, EMERGENCY = range(1, 5)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 1)).map(lambda at: at.replace(tzinfo=UTC))
CLOCKS = st.sampled_from(AnswerClock)
URGENCIES = st.integers(1, 4)


def at(day: int, month: int, hour: int = 9, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=HERE)


def commune(urgency: int, since: datetime, *holidays: date) -> Promise:
    return reckon_promise(AnswerClock.COMMUNE, urgency, since, OfficeCalendar(added=frozenset(holidays)))


def test_working_days_leave_out_weekends_and_a_day_off_that_the_office_added() -> None:
    free = date(2026, 11, 5)
    assert commune(PRESSING, at(3, 11)).day == date(2026, 11, 12)
    moved = commune(PRESSING, at(3, 11), free)
    assert (moved.day, moved.left_out) == (date(2026, 11, 13), [free])


def test_the_days_of_tet_are_left_out_and_named() -> None:
    promise = commune(PRESSING, at(13, 2))  # the Friday before
    assert promise.left_out == [date(2026, 2, n) for n in range(16, 21)]
    assert promise.day == date(2026, 3, 3)


def test_a_branch_has_until_its_next_meeting_and_days_off_do_not_matter() -> None:
    promise = reckon_promise(AnswerClock.BRANCH, NORMAL, at(13, 2), OfficeCalendar())
    assert (promise.day, promise.left_out) == (date(2026, 3, 15), [])


def test_an_emergency_runs_by_the_hour_at_night_and_on_days_off() -> None:
    promise = reckon_promise(AnswerClock.BRANCH, EMERGENCY, at(16, 2, hour=22), OfficeCalendar())
    assert promise.by_the_hour and promise.ends == at(17, 2, hour=2) and promise.day == date(2026, 2, 17)
    assert promise.has_passed(at(17, 2, hour=2)) and not promise.has_passed(at(17, 2, hour=1))


def test_a_promise_has_passed_when_its_day_is_over_here() -> None:
    promise = commune(PRESSING, at(3, 11))
    assert not promise.has_passed(at(12, 11, hour=23)) and promise.has_passed(at(13, 11, hour=0))


def test_a_new_span_holds_for_what_begins_on_its_day_and_rewrites_nothing() -> None:
    key = (AnswerClock.COMMUNE, NORMAL)
    calendar = OfficeCalendar({key: [SpanFrom(date(2026, 11, 3), Span(5))]})
    before = reckon_promise(*key, at(2, 11), calendar)
    after = reckon_promise(*key, at(3, 11), calendar)
    assert (before.span, after.span, after.day) == (FIRST_SPANS[key], Span(5), date(2026, 11, 10))


def test_of_two_spans_from_the_same_day_the_one_written_last_holds() -> None:
    key, day = (AnswerClock.COMMUNE, NORMAL), date(2026, 11, 3)
    calendar = OfficeCalendar({key: [SpanFrom(day, Span(5)), SpanFrom(day, Span(10))]})
    assert calendar.span(*key, day) == Span(10)


@pytest.mark.parametrize(("until", "day"), [(date(2026, 11, 30), 30), (date(2026, 11, 9), 12)])
def test_an_extension_gives_more_time_and_never_less(until: date, day: int) -> None:
    promise = reckon_promise(AnswerClock.COMMUNE, PRESSING, at(3, 11), OfficeCalendar(), until)
    assert promise.day == date(2026, 11, day) and promise.extended is (day == 30)


@given(CLOCKS, URGENCIES, MOMENTS, st.frozensets(DAYS, max_size=30), DAYS)
def test_one_more_day_off_moves_a_promise_only_if_it_lies_in_it(
    clock: AnswerClock, urgency: int, since: datetime, added: frozenset[date], one: date
) -> None:
    before = reckon_promise(clock, urgency, since, OfficeCalendar(added=added))
    after = reckon_promise(clock, urgency, since, OfficeCalendar(added=added | {one}))
    assert after.ends >= before.ends
    assert (after.clock, after.since, after.span) == (before.clock, before.since, before.span)
    inside = since.astimezone(HERE).date() < one <= before.day
    if not inside or one.weekday() > 4 or before.span.unit is not SpanUnit.WORKING_DAYS:
        assert after == before


@given(CLOCKS, URGENCIES, MOMENTS, st.frozensets(DAYS, max_size=30))
def test_a_promise_ends_on_a_working_day_after_as_many_as_it_has(
    clock: AnswerClock, urgency: int, since: datetime, added: frozenset[date]
) -> None:
    calendar = OfficeCalendar(added=added)
    promise = reckon_promise(clock, urgency, since, calendar)
    if promise.span.unit is SpanUnit.WORKING_DAYS:
        first = since.astimezone(HERE).date()
        days = [first + timedelta(days=n) for n in range(1, (promise.day - first).days + 1)]
        open_days = [day for day in days if day.weekday() < 5 and not calendar.is_holiday(day)]
        assert len(open_days) == promise.span.count and open_days[-1] == promise.day


@given(CLOCKS, URGENCIES, MOMENTS, st.none() | DAYS, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_what_reaches_the_office_later_is_promised_for_no_earlier_day(
    clock: AnswerClock, urgency: int, since: datetime, until: date | None, later: timedelta
) -> None:
    early = reckon_promise(clock, urgency, since, OfficeCalendar(), until)
    late = reckon_promise(clock, urgency, since + later, OfficeCalendar(), until)
    assert late.ends >= early.ends > since
    assert not late.has_passed(since + later), "nothing is overdue when it arrives"
