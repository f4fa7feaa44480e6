"""What a feature adds to the rest: declared in its folder (`feature.py`), collected in `webapp.features`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from litestar.handlers import HTTPRouteHandler
from tortoise.models import Model

from webapp.submissions.kinds import Kind

Values = Mapping[str, Any]


@dataclass(frozen=True)
class PhonePage:
    """A page that a phone keeps for its member."""

    path: str
    """May name a value of today's page: `/assignments/plans/{plan}`."""
    template: str
    shown: Callable[[Any, Values], Awaitable[Values | None]]
    """From the viewer and today's page; None: not for this member, or not now."""
    may_stay: Callable[[Any], Awaitable[bool]] | None = None
    """Whether a locked phone may go on holding it, if `path` names no value. None: always."""


@dataclass(frozen=True)
class HouseholdForm:
    """A page that a phone keeps for each household of its member."""

    path: str
    """After `/households/<id>/`."""
    template: str
    shown: Callable[[Any], Values]
    """From the standing of the household."""


async def as_they_are(rows: Sequence[Any]) -> list[tuple[Any, Values]]:
    return [(row, {}) for row in rows]


@dataclass(frozen=True)
class Told:
    """A sort of event in the timeline of a household; `table` has `household_id` and `received_at`."""

    kind: str
    template: str
    """On the household's page."""
    table: type[Model]
    day: Callable[[Any], date]
    on_sheet: str = ""
    """Template of its line on the family's sheet; "": the sheet tells it in another place."""
    newest_first: str = "happened_on DESC, recorded_at DESC"
    """In SQL; `{written}` is the phone's clock, but not after the arrival."""
    at: Callable[[Any], datetime] = lambda row: row.recorded_at
    writer: str = "by_id"
    with_it: Sequence[str] = ()
    rows_of_one: int = 1
    """At most so many rows make one event."""
    read: Callable[[Sequence[Any]], Awaitable[list[tuple[Any, Values]]]] = as_they_are
    """Events as (row, what else its template shows) from the rows."""


@dataclass(frozen=True)
class Feature:
    routes: Sequence[HTTPRouteHandler] = ()
    kinds: Sequence[Kind] = ()
    phone: Sequence[PhonePage] = ()
    household_forms: Sequence[HouseholdForm] = ()
    timeline: Sequence[Told] = ()
