"""What the office wrote down."""

from datetime import date

from webapp.promises.models import AddedHoliday, AnswerSpan, OfficeTelephone, TelephoneUse
from webapp.promises.rules import AnswerClock, OfficeCalendar, Span, SpanFrom


async def calendar_of(commune: str) -> OfficeCalendar:
    """Two queries."""
    written: dict[tuple[AnswerClock, int], list[SpanFrom]] = {}
    for row in await AnswerSpan.filter(commune=commune).order_by("valid_from", "made_at"):
        found = written.setdefault((row.clock, row.urgency), [])
        found.append(SpanFrom(row.valid_from, Span(row.count, row.unit)))
    return OfficeCalendar(written, await added_holidays(commune))


async def added_holidays(commune: str) -> frozenset[date]:
    rows = AddedHoliday.filter(commune=commune, withdrawn_at=None)
    return frozenset(row.day for row in await rows)


async def office_telephones(commune: str) -> list[OfficeTelephone]:
    """The office's own first, then the one past it; none that is not written down."""
    rows = await OfficeTelephone.filter(commune=commune).order_by("made_at", "id")
    newest = {row.use: row for row in rows}
    return [newest[one] for one in TelephoneUse if one in newest and newest[one].number]
