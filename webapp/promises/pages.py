"""Page values: what the office promises, and whom a family calls."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from webapp.core.calendar import today
from webapp.core.holidays import holidays_of
from webapp.promises.forms import HolidayForm, SpanForm, TelephoneForm
from webapp.promises.models import AddedHoliday, AnswerSpan, OfficeTelephone, TelephoneUse
from webapp.promises.queries import calendar_of, office_telephones
from webapp.promises.rules import URGENCIES, AnswerClock, OfficeCalendar, Span
from webapp.web.person import Person

CHANGES_SHOWN = 30


@dataclass(frozen=True)
class ChangeLine:
    kind: str
    row: AnswerSpan | AddedHoliday | OfficeTelephone
    by_name: str
    at: datetime


async def promises_page(person: Person, **forms: SpanForm | HolidayForm | TelephoneForm) -> dict[str, Any]:
    """`forms`: the one that was sent, filled in."""
    day, commune = today(), person.commune
    calendar = await calendar_of(commune)
    added = await AddedHoliday.filter(commune=commune, withdrawn_at=None).order_by("day")
    return {
        "clocks": list(AnswerClock),
        "urgencies": URGENCIES,
        "spans": {key: calendar.span(*key, day) for key in _keys()},
        "coming": _coming(calendar, day),
        "years": [(year, _runs_of(holidays_of(year))) for year in (day.year, day.year + 1)],
        "added": [one for one in added if one.day.year >= day.year],
        "today": day,
        "telephones": {row.use: row for row in await office_telephones(commune)},
        "uses": list(TelephoneUse),
        "span_form": SpanForm.empty(),
        "holiday_form": HolidayForm.empty(),
        "telephone_form": TelephoneForm.empty(),
        "changes": await _changes(commune),
    } | forms


def _keys() -> list[tuple[AnswerClock, int]]:
    return [(clock, urgency) for urgency in URGENCIES for clock in AnswerClock]


def _coming(calendar: OfficeCalendar, day: date) -> list[tuple[AnswerClock, int, date, Span]]:
    written = {
        (key, one.day): one.span for key in _keys() for one in calendar.written.get(key, ()) if one.day > day
    }
    return [(*key, begins, span) for (key, begins), span in written.items()]


def _runs_of(days: frozenset[date]) -> list[tuple[date, date]]:
    """First and last day of each."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and found[-1][1] == day - timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


async def _changes(commune: str) -> list[ChangeLine]:
    found = [
        ChangeLine("span", one, one.by_name, one.made_at) for one in await AnswerSpan.filter(commune=commune)
    ]
    for holiday in await AddedHoliday.filter(commune=commune):
        found.append(ChangeLine("added", holiday, holiday.by_name, holiday.made_at))
        if holiday.withdrawn_at:
            found.append(ChangeLine("withdrawn", holiday, holiday.withdrawn_by_name, holiday.withdrawn_at))
    for telephone in await OfficeTelephone.filter(commune=commune):
        found.append(ChangeLine("telephone", telephone, telephone.by_name, telephone.made_at))
    return sorted(found, key=lambda one: one.at, reverse=True)[:CHANGES_SHOWN]
