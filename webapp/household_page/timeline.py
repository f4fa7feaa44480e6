"""Household timeline: visits, concerns, needs, edits, decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from tortoise import connections

from webapp.attachments.files_of import files_of
from webapp.core.calendar import today
from webapp.core.database.db import epoch_sql, placeholders
from webapp.core.i18n import local_time
from webapp.feature import TimelineKind, Values
from webapp.features import FEATURES
from webapp.register.decisions import steps_of
from webapp.register.models import Household
from webapp.submissions.phone_clocks import wrong_clocks
from webapp.submissions.queries import EARLIEST

ONE_DAY = timedelta(days=1)
PUT_RIGHT = timedelta(days=30)
"""Offline correction of a visit; later only additions."""
TIMELINE_KINDS = tuple(kind for feature in FEATURES for kind in feature.timeline)
STEP = ("step", "households/lifecycle/_step.html", "households/lifecycle/_step_on_sheet.html")


@dataclass(frozen=True)
class BareVisit:
    """Visit before a refusal: shown without content."""

    id: str
    by_id: str | None
    by_name: str
    typed_by_name: str | None
    met: int
    received_at: datetime
    did: Sequence[int] = ()
    note: str = ""
    has_need: bool = False
    occasion: int | None = None
    origin: None = None
    additions: Sequence[Any] = ()

    @classmethod
    def of(cls, row: Any) -> "BareVisit":
        return cls(row.id, row.by_id, row.by_name, row.typed_by_name, row.met, row.received_at)


@dataclass(frozen=True)
class Event:
    kind: str
    template: str
    on_sheet: str
    on: date
    recorded_at: datetime
    row: Any
    by_id: str | None
    """Writer, or who read the notice aloud."""
    former: bool = False
    """Arrived after its writer's charge had ended."""
    files: Sequence[Any] = ()
    days_wrong: int = 0
    """Clock error."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """For its template."""
    newest_of_writer: bool = False
    """Of the visits on the page."""

    @property
    def late(self) -> bool:
        return local_time(self.row.received_at).date() != self.on

    def put_right_at(self, day: date, online: bool) -> str:
        """Below the household's address. Its form for everything offers the writer's newest visit,
        and on a phone all that may still be corrected.
        """
        apart = not self.newest_of_writer and (online or day - self.on >= PUT_RIGHT)
        return f"visits/{self.row.id}/correction" if apart else "changes/new#correction"


async def events_of(
    ids: Sequence[str], most: int | None, sources: Mapping[str, str]
) -> dict[str, list[Event]]:
    """Newest first, `most` of each kind. Constant number of queries.

    `sources`: merged household -> one of `ids`.
    """
    asked = [*ids, *sources]
    ended = await _ended(asked)
    found: dict[str, list[Event]] = {id_: [] for id_ in ids}

    for kind in TIMELINE_KINDS:
        rows = await _newest(kind, asked, most and most * kind.rows_of_one)
        for row, more in await kind.read(rows):
            owner = sources.get(row.household_id, row.household_id)
            found[owner].append(_event(kind, row, more, ended[row.household_id]))
    for id_, step in await steps_of(ids):
        found[id_].append(Event(*STEP, step.happened_on, step.at, step, step.by_id))
    return await _newest_first(found)


def _event(kind: TimelineKind, row: Any, more: Values, ended: Mapping[str, date]) -> Event:
    at, wrong, writer = kind.at(row), 0, getattr(row, kind.writer)
    if at < EARLIEST:
        wrong, at = (row.received_at - at).days, row.received_at
    former = local_time(row.received_at).date() > ended.get(str(writer), date.max)
    on = _known(kind.day(row), row)
    shown = (kind.name, kind.template, kind.on_sheet)
    return Event(*shown, on, at, row, writer, former, days_wrong=wrong, more=more)


def _known(on: date, row: Any) -> date:
    """Day of arrival, if the clock restarted in 1970."""
    return on if on >= EARLIEST.date() else local_time(row.received_at).date()


async def _newest_first(found: Mapping[str, list[Event]]) -> dict[str, list[Event]]:
    """With files, unless hidden."""
    files = await files_of([event.row.id for events in found.values() for event in events])
    return {
        id_: sorted(
            (
                event if getattr(event.row, "hidden", False) else replace(event, files=files[event.row.id])
                for event in events
            ),
            key=lambda event: (event.on, event.recorded_at, event.row.id),
            reverse=True,
        )
        for id_, events in found.items()
    }


async def with_clocks(events: Sequence[Event]) -> list[Event]:
    """Sets `days_wrong`, by contacts around arrival."""
    came = [event for event in events if event.kind != "step" and event.by_id]
    since = min((event.row.received_at for event in came), default=None)
    wrong = await wrong_clocks({str(event.by_id) for event in came}, since - ONE_DAY) if since else {}
    return [replace(event, days_wrong=_days_wrong(event, wrong)) for event in events]


def _days_wrong(event: Event, wrong: Mapping[tuple[str, date], int]) -> int:
    if event.kind == "step":
        return event.days_wrong
    return wrong.get((event.by_id or "", local_time(event.row.received_at).date()), event.days_wrong)


async def newest_events(ids: Sequence[str], sources: Mapping[str, str]) -> dict[str, tuple[date, str]]:
    """Household id -> (day, writer)."""
    news = [(id_, step.happened_on, step.by_name) for id_, step in await steps_of(ids)]
    for kind in TIMELINE_KINDS:
        rows = await _newest(kind, [*ids, *sources], 1)
        news += [
            (row.household_id, _known(kind.day(row), row), row.by_name) for row in rows if row.received_at
        ]
    found: dict[str, tuple[date, str]] = {}
    for id_, on, name in news:
        owner = sources.get(id_, id_)
        found[owner] = max(found.get(owner, (date.min, "")), (on, name))
    return found


async def _newest(kind: TimelineKind, ids: Sequence[str], most: int | None) -> list[Any]:
    """`most` per household."""
    table: Any = kind.table
    if most is None:
        return list(await table.filter(household_id__in=list(ids)).prefetch_related(*kind.with_it))
    came = epoch_sql("received_at")
    order = kind.newest_first.format(written=f"CASE WHEN wall > {came} THEN {came} ELSE wall END")
    ranked = (  # noqa: S608 (names and places, never values)
        "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY household_id ORDER BY {order}, id) AS place "
        "FROM {table} WHERE household_id IN ({ids})) AS ranked WHERE place <= {most}"
    ).format(order=order, table=table._meta.db_table, ids=", ".join(placeholders(len(ids))), most=most)
    chosen = await connections.get("default").execute_query_dict(ranked, list(ids)) if ids else []
    if not chosen:
        return []
    return list(await table.filter(id__in=[row["id"] for row in chosen]).prefetch_related(*kind.with_it))


async def _ended(ids: Sequence[str]) -> dict[str, dict[str, date]]:
    """Household id -> former carer -> last day."""
    rows = await Household.filter(id__in=list(ids)).values_list(
        "id",
        "places__group__assignments__member_id",
        "places__group__assignments__valid_to",
        "places__valid_to",
    )
    last: dict[str, dict[str, date]] = {id_: {} for id_ in ids}
    for id_, member, *ends in rows:
        day = min(end or date.max for end in ends)
        last[id_][str(member)] = max(day, last[id_].get(str(member), date.min))
    return {
        id_: {member: day for member, day in members.items() if day < today()}
        for id_, members in last.items()
    }
