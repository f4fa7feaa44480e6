"""What a feature declares in its `feature.py`; collected in `webapp.features`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from litestar.handlers import HTTPRouteHandler
from tortoise.models import Model

from webapp.submissions.kinds import Kind
from webapp.web.menu import MenuPage

Values = Mapping[str, Any]


@dataclass(frozen=True)
class PhonePage:
    """A page stored on phones."""

    path: str
    """May contain a value of today's page: `/assignments/plans/{plan}`."""
    template: str
    shown: Callable[[Any, Values], Awaitable[Values | None]]
    """From viewer and today's page; None: not for this member now."""
    may_stay: Callable[[Any], Awaitable[bool]] | None = None
    """Whether a locked phone may keep it; only for a `path` without values. None: always."""
    later: bool = False
    """Not in a phone's first exchange, whose size is limited; the next, behind the first page, brings it."""


@dataclass(frozen=True)
class PhonePages:
    """Pages stored on phones, one for each thing."""

    prefix: str
    """Of their paths, and of no others."""
    template: str
    shown: Callable[[Any], Awaitable[Mapping[str, Values]]]
    """From the viewer: path -> values, most important first."""
    later: bool = False
    at_first: int = 0
    """How many go with the first exchange all the same."""


@dataclass(frozen=True)
class HouseholdForm:
    """A page stored on phones for each household."""

    path: str
    """After `/households/<id>/`."""
    template: str
    shown: Callable[[Any], Values]
    """From the household's standing."""


@dataclass(frozen=True)
class HouseholdPages:
    """A page stored on phones for each household; not in a phone's first exchange."""

    path: str
    """After `/households/<id>/`."""
    template: str
    shown: Callable[[Any, Sequence[Any]], Awaitable[Mapping[str, Values]]]
    """From viewer and standings: household id -> values."""


async def as_they_are(rows: Sequence[Any]) -> list[tuple[Any, Values]]:
    return [(row, {}) for row in rows]


@dataclass(frozen=True)
class TimelineKind:
    """A kind of timeline event; `table` has `household_id` and `received_at`."""

    name: str
    template: str
    table: type[Model]
    day: Callable[[Any], date]
    on_sheet: str = ""
    """Its template on the family's sheet; "": shown elsewhere there."""
    newest_first: str = "happened_on DESC, recorded_at DESC"
    """SQL; `{written}`: the phone's clock, at most the arrival."""
    at: Callable[[Any], datetime] = lambda row: row.recorded_at
    writer: str = "by_id"
    with_it: Sequence[str] = ()
    rows_of_one: int = 1
    """Maximum rows of one event."""
    read: Callable[[Sequence[Any]], Awaitable[list[tuple[Any, Values]]]] = as_they_are
    """Rows to events: (row, other template values)."""


@dataclass(frozen=True)
class Feature:
    routes: Sequence[HTTPRouteHandler] = ()
    kinds: Sequence[Kind] = ()
    phone: Sequence[PhonePage] = ()
    phone_many: Sequence[PhonePages] = ()
    household_forms: Sequence[HouseholdForm] = ()
    household_pages: Sequence[HouseholdPages] = ()
    timeline: Sequence[TimelineKind] = ()
    menu: Sequence[MenuPage] = ()
