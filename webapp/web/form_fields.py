"""Reads posted form fields."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Protocol

from webapp.core.calendar import read_day
from webapp.core.i18n import gettext as _

Fields = Mapping[str, str | list[str]]


class Multi(Protocol):
    def multi_items(self) -> Iterable[tuple[str, Any]]: ...


def fields_of(sent: Multi) -> dict[str, str | list[str]]:
    """Repeated names become lists. Skips files and "_" names."""
    fields: dict[str, str | list[str]] = {}
    for name, value in sent.multi_items():
        if not isinstance(value, str) or name.startswith("_"):
            continue
        held = fields.get(name)
        if held is None:
            fields[name] = value
        else:
            fields[name] = [*held, value] if isinstance(held, list) else [held, value]
    return fields


def field_texts(fields: Fields, name: str) -> list[str]:
    value = fields.get(name, [])
    return list(value) if isinstance(value, list) else [value] if value else []


def field_text(fields: Fields, name: str) -> str:
    value = fields.get(name, "")
    return (value[-1] if value else "") if isinstance(value, list) else value


YEAR_BACK = timedelta(days=366)


def read_past_day(single: dict[str, str], name: str, made_on: date, errors: dict[str, str]) -> date:
    """A day within the last year; empty means `made_on`."""
    if not single[name]:
        return made_on
    day = read_day(single[name])
    if day is None:
        errors[name] = _("Write the day as day, month, year.")
    elif day > made_on:
        errors[name] = _("This day has not come yet. Choose today or an earlier day.")
    elif made_on - day > YEAR_BACK:
        errors[name] = _("This was more than a year ago. Choose a later day.")
    return day or made_on
