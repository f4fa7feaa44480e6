"""Household timeline: visits, concerns, needs, consents, edits, movements and decisions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from tortoise import connections

from webapp.attachments.files_of import files_of
from webapp.core.calendar import today
from webapp.core.db import epoch, places
from webapp.core.i18n import local
from webapp.households.details.movements import Movement, marked
from webapp.households.details.recorded import written_at
from webapp.households.family.needs import CODES
from webapp.register.decisions import steps_of
from webapp.register.models import Household
from webapp.submissions.queries import EARLIEST, ignored_bases, wrong_clocks

ONE_DAY = timedelta(days=1)
Sort = Literal["visit", "concern", "change", "movement", "step", "need", "consent"]


@dataclass(frozen=True)
class BareVisit:
    """All that is shown of a visit from before a refusal: that it took place."""

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
    corrections: Sequence[Any] = ()

    @classmethod
    def of(cls, row: Any) -> "BareVisit":
        return cls(row.id, row.by_id, row.by_name, row.typed_by_name, row.met, row.received_at)


@dataclass(frozen=True)
class Event:
    kind: Sort
    on: date
    recorded_at: datetime
    row: Any
    by_id: str | None
    """The writer, or who read the notice aloud."""
    former: bool = False
    """It arrived after its writer's charge of the household had ended."""
    ruled: str = ""
    """The office ruled that the writer cannot have seen the replaced values; the reason."""
    files: Sequence[Any] = ()
    days_wrong: int = 0
    """Error of the phone's clock."""
    movement: Movement | None = None
    opens: Sequence[str] = ()
    closes: Sequence[str] = ()
    """Needs that one submission form named, and said to be met."""

    @property
    def late(self) -> bool:
        return local(self.row.received_at).date() != self.on


async def events_of(
    ids: Sequence[str], most: int | None, sources: Mapping[str, str]
) -> dict[str, list[Event]]:
    """By household, newest first, `most` of each sort. Constant number of queries.

    `sources`: merged household -> which of `ids` it is part of.
    """
    asked = [*ids, *sources]
    ended = await _ended(asked)
    found: dict[str, list[Event]] = {id_: [] for id_ in ids}

    def add(kind: Sort, on: date, recorded_at: datetime, row: Any, **more: Any) -> None:
        wrong, by_id = 0, row.read_by_id if kind == "consent" else row.by_id
        if recorded_at < EARLIEST:
            wrong, recorded_at = (row.received_at - recorded_at).days, row.received_at
        former = local(row.received_at).date() > ended[row.household_id].get(str(by_id), date.max)
        found[sources.get(row.household_id, row.household_id)].append(
            Event(kind, _known(on, row), recorded_at, row, by_id, former, days_wrong=wrong, **more)
        )

    for row in await _newest("visits", "happened_on DESC, recorded_at DESC", asked, most):
        add("visit", row.happened_on, row.recorded_at, row)
    for row in await _newest("concerns", "recorded_at DESC", asked, most):
        add("concern", local(row.recorded_at).date(), row.recorded_at, row)
    changes = await _newest("changes", "{written} DESC", asked, most)
    rulings = await ignored_bases((row.device_id, row.seq) for row in changes if row.base)
    reasons = {(one.device_id, one.seq): one.reason for one in rulings}
    for row in changes:
        written = written_at(row)
        ruled = reasons.get((row.device_id, row.seq), "")
        add("change", local(written).date(), written, row, ruled=ruled)
    moved = await _newest("population_events", "happened_on DESC, recorded_at DESC", asked, most)
    for one in await marked(moved):
        add("movement", one.row.happened_on, one.row.recorded_at, one.row, movement=one)
    for row, opens, closes in await _needs_told(asked, most):
        add("need", row.happened_on, row.recorded_at, row, opens=opens, closes=closes)
    for row in await _answers_told(asked, most):
        add("consent", row.asked_on, row.recorded_at, row)
    for id_, step in await steps_of(ids):
        found[id_].append(Event("step", step.happened_on, step.at, step, step.by_id))
    return await _newest_first(found)


def _known(on: date, row: Any) -> date:
    """A clock restarted in 1970 gives no date; use the day of arrival."""
    return on if on >= EARLIEST.date() else local(row.received_at).date()


async def _newest_first(found: Mapping[str, list[Event]]) -> dict[str, list[Event]]:
    """With files, except for hidden rows."""
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


async def _needs_told(ids: Sequence[str], most: int | None) -> list[tuple[Any, list[str], list[str]]]:
    """Changes of one submission form one event: (its first row, needs named, needs met)."""
    found: dict[str, tuple[Any, list[str], list[str]]] = {}
    order = "happened_on DESC, recorded_at DESC, submission"
    rows = await _newest("need_changes", order, ids, most and most * len(CODES))
    for row in sorted(rows, key=lambda one: str(one.code)):
        _first, opens, closes = found.setdefault(row.submission, (row, [], []))
        (opens if row.opened else closes).append(row.code)
    return list(found.values())


async def _answers_told(ids: Sequence[str], most: int | None) -> list[Any]:
    """Imported answers do not say who read the notice."""
    newest = await _newest("consents", ANSWERS_FIRST, ids, most)
    return [row for row in newest if row.received_at]


async def with_clocks(events: Sequence[Event]) -> list[Event]:
    """With `days_wrong` from the phone's known clock error on the day of arrival."""
    came = [event for event in events if event.kind != "step" and event.by_id]
    since = min((event.row.received_at for event in came), default=None)
    wrong = await wrong_clocks({str(event.by_id) for event in came}, since - ONE_DAY) if since else {}
    return [replace(event, days_wrong=_days_wrong(event, wrong)) for event in events]


def _days_wrong(event: Event, wrong: Mapping[tuple[str, date], int]) -> int:
    if event.kind == "step":
        return event.days_wrong
    return wrong.get((event.by_id or "", local(event.row.received_at).date()), event.days_wrong)


ANSWERS_FIRST = "received_at IS NULL, asked_on DESC, recorded_at DESC"
"""Imported answers come last."""
FRESH: tuple[tuple[str, str, Callable[[Any], date]], ...] = (
    ("visits", "happened_on DESC, recorded_at DESC", lambda row: row.happened_on),
    ("concerns", "recorded_at DESC", lambda row: local(row.recorded_at).date()),
    ("changes", "{written} DESC", lambda row: local(written_at(row)).date()),
    ("need_changes", "happened_on DESC, recorded_at DESC", lambda row: row.happened_on),
    ("population_events", "happened_on DESC, recorded_at DESC", lambda row: row.happened_on),
    ("consents", ANSWERS_FIRST, lambda row: row.asked_on),
)


async def freshest(ids: Sequence[str], sources: Mapping[str, str]) -> dict[str, tuple[date, str]]:
    """Household id -> day and writer of its newest event."""
    told = [(id_, step.happened_on, step.by_name) for id_, step in await steps_of(ids)]
    for related, order, day in FRESH:
        rows = await _newest(related, order, [*ids, *sources], 1)
        told += [(row.household_id, _known(day(row), row), row.by_name) for row in rows if row.received_at]
    found: dict[str, tuple[date, str]] = {}
    for id_, on, name in told:
        owner = sources.get(id_, id_)
        found[owner] = max(found.get(owner, (date.min, "")), (on, name))
    return found


async def _newest(related: str, order: str, ids: Sequence[str], most: int | None) -> list[Any]:
    """Newest `most` rows per household. By relation name, because later features may not be imported."""
    table: Any = Household._meta.fields_map[related].related_model  # type: ignore[attr-defined]
    with_it = ["corrections"] if related == "visits" else []
    if most is None:
        return list(await table.filter(household_id__in=list(ids)).prefetch_related(*with_it))
    came = epoch("received_at")
    order = order.format(written=f"CASE WHEN wall > {came} THEN {came} ELSE wall END")
    ranked = (  # noqa: S608 (names and places, never values)
        "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY household_id ORDER BY {order}, id) AS place "
        "FROM {table} WHERE household_id IN ({ids})) AS ranked WHERE place <= {most}"
    ).format(order=order, table=table._meta.db_table, ids=", ".join(places(len(ids))), most=most)
    chosen = await connections.get("default").execute_query_dict(ranked, list(ids)) if ids else []
    if not chosen:
        return []
    return list(await table.filter(id__in=[row["id"] for row in chosen]).prefetch_related(*with_it))


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
