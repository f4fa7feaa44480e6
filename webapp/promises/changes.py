"""Changes by the office: each a new row, with who and when. The same again changes nothing."""

from webapp.core.database.db import now
from webapp.promises.forms import HolidayForm, SpanForm, TelephoneForm
from webapp.promises.models import AddedHoliday, AnswerSpan, OfficeTelephone
from webapp.promises.queries import added_holidays, calendar_of
from webapp.web.person import Person


async def write_span(person: Person, form: SpanForm) -> None:
    calendar = await calendar_of(person.commune)
    if calendar.span(form.clock, form.urgency, form.valid_from) == form.span:
        return
    await AnswerSpan.create(
        commune=person.commune,
        clock=form.clock,
        urgency=form.urgency,
        count=form.span.count,
        unit=form.span.unit,
        valid_from=form.valid_from,
        by_name=person.name,
        made_at=now(),
    )


async def add_holiday(person: Person, form: HolidayForm) -> None:
    if form.day not in await added_holidays(person.commune):
        await AddedHoliday.create(
            commune=person.commune, day=form.day, name=form.name, by_name=person.name, made_at=now()
        )


async def withdraw_holiday(person: Person, holiday: AddedHoliday) -> None:
    await AddedHoliday.filter(id=holiday.id, withdrawn_at=None).update(
        withdrawn_at=now(), withdrawn_by_name=person.name
    )


async def write_telephone(person: Person, form: TelephoneForm) -> None:
    last = (
        await OfficeTelephone.filter(commune=person.commune, use=form.use).order_by("-made_at", "-id").first()
    )
    if (last.name, last.number) == (form.name, form.number) if last else not form.number:
        return
    await OfficeTelephone.create(
        commune=person.commune,
        use=form.use,
        name=form.name,
        number=form.number,
        by_name=person.name,
        made_at=now(),
    )
