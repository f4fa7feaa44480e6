"""Dates that come back every year: which are near, and what the office does with the table."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tortoise.transactions import in_transaction

from webapp.core.database.db import new_id, now
from webapp.core.i18n import gettext as _
from webapp.notices.models import YearlyDate
from webapp.people.models import OrgUnit
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_choice, read_words
from webapp.web.idempotency import earlier_post
from webapp.web.person import Person

TITLE_LIMIT, WORDS_LIMIT = 80, 200
NEAR = timedelta(days=30)
LEAP_YEAR = 2024


@dataclass
class YearlyDateForm:
    NAMES = ("day", "month", "title", "words")

    values: dict[str, str]
    day: int = 1
    month: int = 1
    title: str = ""
    words: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "YearlyDateForm":
        return cls(dict.fromkeys(cls.NAMES, ""))

    @classmethod
    def read(cls, fields: Fields) -> "YearlyDateForm":
        form = cls({name: field_text(fields, name) for name in cls.NAMES})
        day, month = (
            read_choice(form.values, "day", range(1, 32)),
            read_choice(form.values, "month", range(1, 13)),
        )
        if day is None or month is None or not _exists(day, month):
            form.errors["day"] = _("Write a day and a month that there are.")
        form.day, form.month = day or 1, month or 1
        form.title = read_words(form.values, "title", limit=TITLE_LIMIT, errors=form.errors)
        form.words = read_words(form.values, "words", limit=WORDS_LIMIT, errors=form.errors)
        if not form.title:
            form.errors.setdefault("title", _("Write what it is about."))
        return form


def _exists(day: int, month: int) -> bool:
    try:
        return bool(date(LEAP_YEAR, month, day))
    except ValueError:
        return False


async def yearly_dates(commune: str) -> list[YearlyDate]:
    """In the order of the year."""
    return await YearlyDate.filter(commune=commune, removed_at=None).order_by("month", "day", "title")


def near(rows: Iterable[YearlyDate], day: date) -> list[YearlyDate]:
    """Those of the next days, the nearest first."""
    found = [(one.next_after(day), one) for one in rows]
    return [one for on, one in sorted(found, key=lambda pair: pair[0]) if on <= day + NEAR]


async def add_yearly_date(person: Person, form: YearlyDateForm, op: str) -> None:
    """Idempotent by `op`."""
    async with in_transaction():
        await OrgUnit.select_for_update().get(id=person.commune)
        if await earlier_post(YearlyDate, op, commune=person.commune):
            return
        written: dict[str, Any] = {name: getattr(form, name) for name in form.NAMES}
        await YearlyDate.create(
            commune=person.commune, **written, by_name=person.name, at=now(), form=op or new_id()
        )


async def remove_yearly_date(person: Person, id_: str) -> None:
    found = await YearlyDate.get(id=id_, commune=person.commune)
    rows = YearlyDate.filter(id=found.id, removed_at=None)
    await rows.update(removed_at=now(), removed_by_name=person.name)
