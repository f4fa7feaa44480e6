"""View data of the register, for web and page pack."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from webapp.assignments.charge.wishes import wished_by
from webapp.core.calendar import today
from webapp.household_page.forms_on_page import family_forms
from webapp.household_page.timeline import PUT_RIGHT, BareVisit, Event, events_of, newest_events, with_clocks
from webapp.households.details.change_form import CHANGEABLE, PARTS, HouseholdChangeForm
from webapp.households.details.counting import MergedCount
from webapp.households.details.models import HouseholdChange
from webapp.households.details.movement_form import MovementForm
from webapp.households.details.movements import waiting_turns
from webapp.households.details.recorded import people_choices, people_counts, written_at
from webapp.households.due_visits import HouseholdLine, keeper_names, sources_of
from webapp.households.family.needs import NamedNeed, needs_of, still_open
from webapp.households.poverty.review_form import ReviewForm
from webapp.households.poverty.reviews import review_values, reviews_of
from webapp.households.requests.requests import unfinished_requests, wishes_of
from webapp.households.viewer import Viewer
from webapp.people.queries import hamlets_of
from webapp.register.charge import keeper_of
from webapp.register.consents import families_that_said_no
from webapp.register.models import Household
from webapp.register.queries import found_by, hamlets_led_by, owner_of
from webapp.visits.queries import older_visits_of
from webapp.web.pages import PAGE_SIZE, pager

EVENTS = 5  # on a phone
EVENTS_ON_A_PAGE = 20


@dataclass(frozen=True)
class Said:
    value: str
    by_name: str
    written_at: datetime
    received_at: datetime


@dataclass(frozen=True)
class Disagreement:
    """Contested field; the first value is shown."""

    field: str
    said: list[Said]


async def households_page(viewer: Viewer) -> dict[str, Any]:
    """Own households, most urgent group first."""
    person, lines = viewer.person, await viewer.lines()
    due = [line for line in lines if line.due or line.needs_report]
    waiting = [line for line in lines if line not in due and line.open_concerns]
    return {
        "place": await viewer.place(),
        "count": len(lines),
        "differing": len(await viewer.contested_ids()),
        "turns": len(await waiting_turns(await hamlets_led_by(person))) if person.branch_id else 0,
        "fresh": await newest_events([line.household.id for line in lines], sources_of(lines)),
        "groups": [
            ("due", due),
            ("waiting", waiting),
            ("others", [line for line in lines if line not in due and line not in waiting]),
        ],
    }


async def register_page(
    viewer: Viewer, *, hamlet: str = "", words: str = "", page: int = 1
) -> dict[str, Any]:
    """By name; a search has one page."""
    visible, person = await viewer.visible(), viewer.person
    if hamlet:
        visible = visible.filter(hamlet_id=hamlet)
    found = await _found(words, visible, person.commune) if words else visible
    count = await found.count()
    pages = max(1, -(-count // PAGE_SIZE))
    number = min(max(1, page), pages)
    rows = (
        await found.order_by("sort_key", "code")
        .offset((number - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
        .prefetch_related("hamlet", "cluster")
    )
    return {
        "lines": await viewer.household_lines(rows),
        "keepers": await keeper_names([row.id for row in rows]),
        "hamlets": await hamlets_of(person.commune) if person.in_office else [],
        "hamlet": hamlet,
        "sought": words,
        "count": count,
        "pager": pager(number, 1 if words else pages, f"/households/register?hamlet={hamlet}&page="),
    }


async def _found(words: str, visible: QuerySet[Household], commune: str) -> QuerySet[Household]:
    """Also by merged households."""
    named = found_by(words, await _nameable(visible, commune, words))
    joined = Household.filter(commune=commune, merged_into_id__not_isnull=True)
    gone = await found_by(words, await _nameable(joined, commune, words)).values_list("id", flat=True)
    if not gone:
        return named
    owners = [await owner_of(str(id_)) for id_ in gone]
    return visible.filter(id__in=[*owners, *(str(id_) for id_ in await named.values_list("id", flat=True))])


async def _nameable(visible: QuerySet[Household], commune: str, words: str) -> QuerySet[Household]:
    """After a refusal only by code."""
    silent = await families_that_said_no(commune, today())
    return visible.filter(Q(id__not_in=silent) | Q(code__iexact=words.strip())) if silent else visible


async def household_page(viewer: Viewer, household: Household, page: int = 0) -> dict[str, Any]:
    """`page` 0: phone, newest events."""
    await household.fetch_related("hamlet", "cluster")
    lines = await viewer.household_lines([household])
    [shown] = await household_pages(lines, await open_matters(lines), page)
    return shown


@dataclass(frozen=True)
class OpenMatters:
    """By household."""

    needs: dict[str, list[NamedNeed]]
    said: dict[str, list[Disagreement]]


async def open_matters(lines: Sequence[HouseholdLine]) -> OpenMatters:
    homes = [line.household for line in lines]
    needs = await needs_of([home.id for home in homes], sources_of(lines))
    return OpenMatters({id_: still_open(told) for id_, told in needs.items()}, await disagreements(homes))


async def household_pages(
    lines: Sequence[HouseholdLine], matters: OpenMatters, page: int = 0
) -> list[dict[str, Any]]:
    """In order. Constant number of queries."""
    ids = [line.household.id for line in lines]
    sources = sources_of(lines)
    happened = await events_of(ids, None if page else EVENTS, sources)
    reviews = await reviews_of(ids)
    wishes = await wishes_of(ids)
    in_charge = await keeper_names(ids) if page else {}
    found: list[dict[str, Any]] = []
    for line in lines:
        id_, agreed = line.household.id, line.agreed
        in_touch = line.allows("contact")
        told = may_be_told(line, happened[id_])
        shown = {
            "household": line.household,
            "standing": line,
            "review": reviews.get(id_) if agreed else None,
            "needs": matters.needs[id_] if line.allows("needs") else [],
            "disagreements": matters.said[id_] if in_touch else [],
            "wishes": unfinished_requests(wishes[id_]),
            "keeper": in_charge.get(id_, ""),
            "fresh": happened[id_][0] if happened[id_] else None,
            "saved": None,
        }
        found.append(shown | _leaf(told, page, f"/households/{id_}?page="))
    dated = iter(
        await with_clocks([one for each in found for one in (*each["events"], each["fresh"]) if one])
    )
    for each in found:
        each["events"] = [next(dated) for _event in each["events"]]
        each["fresh"] = each["fresh"] and next(dated)
    return found


def may_be_told(line: HouseholdLine, events: Sequence[Event]) -> list[Event]:
    """From before a refusal: only that a visit took place."""
    told = [event for event in events if event.kind == "visit" or not line.hides(event.row)]
    told = [event for event in told if event.kind != "need" or line.allows("needs")]
    return [
        replace(event, row=BareVisit.of(event.row), files=()) if line.hides(event.row) else event
        for event in told
    ]


def _leaf(events: list[Event], page: int, address: str) -> dict[str, Any]:
    pages = max(1, -(-len(events) // EVENTS_ON_A_PAGE))
    start = (min(page, pages) - 1) * EVENTS_ON_A_PAGE
    shown = events[start : start + EVENTS_ON_A_PAGE] if page else events[:EVENTS]
    newest = {one.row.by_id: one.row.id for one in reversed(shown) if one.kind == "visit"}
    return {
        "events": [
            replace(one, newest_of_writer=one.kind == "visit" and one.row.id == newest[one.row.by_id])
            for one in shown
        ],
        "pager": pager(max(1, min(page, pages)), pages if page else 1, address),
    }


async def disagreements(households: Sequence[Household]) -> dict[str, list[Disagreement]]:
    said: dict[str, dict[str, list[Said]]] = {
        one.id: {name: [] for name in CHANGEABLE if name in one.contested} for one in households
    }
    contested = [id_ for id_, names in said.items() if names]
    rows = HouseholdChange.filter(household_id__in=contested, live=True)
    for change in await rows.order_by("-wall", "-counter", "-device_id") if contested else []:
        if change.field in said[change.household_id]:
            words = Said(change.value, change.by_name, written_at(change), change.received_at)
            said[change.household_id][change.field].append(words)
    for id_, counted in (await people_choices(households)).items():
        said[id_]["people"] = [
            Said(
                value,
                ", ".join(dict.fromkeys(row.by_name for row in rows)),
                rows[-1].written_at,
                rows[-1].received_at,
            )
            for _opid, value, rows in counted.found
        ]
    return {
        id_: [Disagreement(name, words) for name, words in fields.items()] for id_, fields in said.items()
    }


async def change_page(viewer: Viewer, household: Household) -> dict[str, Any]:
    """`_was`: compared on submission."""
    await household.fetch_related("hamlet")
    [line] = await viewer.household_lines([household])
    [shown] = await change_pages(viewer, [line], await open_matters([line]))
    reviews = await reviews_of([household.id]) if line.agreed else {}
    return shown | review_values(reviews.get(household.id))


async def change_pages(
    viewer: Viewer, lines: Sequence[HouseholdLine], matters: OpenMatters
) -> list[dict[str, Any]]:
    """Without `review`: see `household_pages`."""
    households = [line.household for line in lines]
    live: dict[str, list[HouseholdChange]] = {one.id: [] for one in households}
    older = await older_visits_of(viewer.person.member_id, list(live), datetime.now(UTC) - PUT_RIGHT)
    keepers_now, wished = await keeper_of(list(live)), await wished_by(viewer.person.member_id, list(live))
    async for change in HouseholdChange.filter(household_id__in=list(live), live=True).order_by("opid"):
        live[change.household_id].append(change)
    counts = await people_counts(households)
    return [
        family_forms(line, matters.needs[line.household.id])
        | {
            "household": line.household,
            "standing": line,
            "disagreements": matters.said[line.household.id],
            "form": HouseholdChangeForm(
                _register_values(line.household, live[line.household.id], counts.get(line.household.id))
            ),
            "movement": MovementForm.empty(),
            "telling": ReviewForm.empty(),
            "changeable": CHANGEABLE,
            "parts": " ".join(PARTS),
            "keeper": keepers_now.get(line.household.id),
            "another_wish": None,
            "older": older.get(line.household.id, []),
            "wished": wished.get(line.household.id, ""),
        }
        for line in lines
    ]


def _register_values(
    household: Household, live: list[HouseholdChange], counted: MergedCount | None = None
) -> dict[str, str]:
    values = dict.fromkeys(PARTS, "")
    for name in CHANGEABLE:
        # Contested: empty, so that any value settles it.
        shown = getattr(household, name) if name not in household.contested else None
        values[name] = values[f"{name}_was"] = "" if shown is None else str(shown)
        values[f"{name}_base"] = " ".join(change.opid for change in live if change.field == name)
    if counted:
        values["people_base"] = " ".join(counted.frontier)
    return values
