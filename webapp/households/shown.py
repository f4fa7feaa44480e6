"""What the register's pages show: put together once for the network and for a phone's pack."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from webapp.access import Person
from webapp.calendar import holds_on, today
from webapp.households.forms import CHANGEABLE, PARTS, ChangeForm
from webapp.households.models import Consent, Household, HouseholdChange, Need, PovertyRecord
from webapp.households.queries import found_by, households_visible_to, in_care_of
from webapp.households.rules import standings
from webapp.i18n import local
from webapp.people.queries import hamlets_of, place_of

ON_A_PAGE = 50
EVENTS = 5  # on a phone's page
EVENTS_ON_A_PAGE = 20


@dataclass(frozen=True)
class Event:
    """Something that happened with a household, whoever wrote it down."""

    kind: Literal["visit", "concern", "change"]
    on: date
    recorded_at: datetime
    row: Any

    @property
    def late(self) -> bool:
        """It reached the office on a later day than it happened."""
        return local(self.row.received_at).date() != self.on


@dataclass(frozen=True)
class Said:
    """What one person wrote into a field."""

    value: str
    by_name: str
    written_at: datetime
    received_at: datetime


@dataclass(frozen=True)
class Disagreement:
    """One field of which people wrote different things; all are kept, the first is shown."""

    field: str
    said: list[Said]


async def households_page(person: Person) -> dict[str, Any]:
    """The households in somebody's own care, in the order in which they are worth a visit."""
    own = Household.filter(
        in_care_of(person.member_id or "", today()), commune=person.commune, closed_on=None
    ).prefetch_related("cluster")
    lines = await standings(await own.order_by("hamlet_id", "path_order").distinct(), today())
    due = [line for line in lines if line.due or line.needs_report]
    waiting = [line for line in lines if line not in due and line.open_concerns]
    return {
        "place": await place_of(person.member_id or ""),
        "count": len(lines),
        "groups": [
            ("due", due),
            ("waiting", waiting),
            ("others", [line for line in lines if line not in due and line not in waiting]),
        ],
    }


async def register_page(
    person: Person, *, hamlet: str = "", words: str = "", page: int = 1
) -> dict[str, Any]:
    """Everybody that somebody may look up, by name; 50 a page, and only the first 50 of a search."""
    visible = await households_visible_to(person)
    if hamlet:
        visible = visible.filter(hamlet_id=hamlet)
    found = found_by(words, await _nameable(visible, person.commune, words)) if words else visible
    count = await found.count()
    pages = max(1, -(-count // ON_A_PAGE))
    number = min(max(1, page), pages)
    rows = (
        await found.order_by("sort_key", "code")
        .offset((number - 1) * ON_A_PAGE)
        .limit(ON_A_PAGE)
        .prefetch_related("hamlet", "cluster")
    )
    return {
        "lines": await standings(rows, today()),
        "keepers": await keepers([row.id for row in rows]),
        "hamlets": await hamlets_of(person.commune) if person.in_office else [],
        "hamlet": hamlet,
        "sought": words,
        "count": count,
        "pager": pager(number, 1 if words else pages, f"/households/register?hamlet={hamlet}&page="),
    }


async def _nameable(visible: QuerySet[Household], commune: str, words: str) -> QuerySet[Household]:
    """A family that said no cannot be found by its name, only by its code."""
    newest = dict(
        await Consent.filter(commune=commune).order_by("asked_on").values_list("household_id", "answer")
    )
    silent = [id_ for id_, answer in newest.items() if answer in ("refused", "withdrawn")]
    return visible.filter(Q(id__not_in=silent) | Q(code__iexact=words.strip())) if silent else visible


async def keepers(ids: list[str]) -> dict[str, str]:
    """By household: the names of the members in charge of it today."""
    rows = (
        await Household.filter(
            holds_on(today(), "places__") & holds_on(today(), "places__group__assignments__"), id__in=ids
        )
        .order_by("places__group__assignments__role")
        .values_list("id", "places__group__assignments__member__full_name")
    )
    found: dict[str, list[str]] = {}
    for id_, name in rows:
        found.setdefault(id_, []).append(name)
    return {id_: ", ".join(dict.fromkeys(names)) for id_, names in found.items()}


def pager(number: int, count: int, address: str) -> dict[str, Any]:
    return {
        "number": number,
        "count": count,
        "previous": f"{address}{number - 1}" if number > 1 else "",
        "next": f"{address}{number + 1}" if number < count else "",
    }


async def household_page(person: Person, household: Household, page: int = 0) -> dict[str, Any]:
    """One household; `page` 0 is a phone's view with its newest events, 1 and more page through all."""
    await household.fetch_related("hamlet", "cluster")
    [standing] = await standings([household], today())
    events = await _events(household, None if page else EVENTS)
    pages = max(1, -(-len(events) // EVENTS_ON_A_PAGE))
    start = (min(page, pages) - 1) * EVENTS_ON_A_PAGE
    poverty = await PovertyRecord.filter(household_id=household.id).order_by("-decision_date").first()
    return {
        "household": household,
        "standing": standing,
        "poverty": poverty if standing.agreed else None,
        "needs": await Need.filter(household_id=household.id, closed_on=None) if standing.agreed else [],
        "disagreements": await disagreements(household) if standing.agreed else [],
        "events": events[start : start + EVENTS_ON_A_PAGE] if page else events[:EVENTS],
        "pager": pager(max(1, min(page, pages)), pages if page else 1, f"/households/{household.id}?page="),
        "keeper": (await keepers([household.id])).get(household.id, "") if page else "",
        "saved": None,
    }


async def _events(household: Household, most: int | None) -> list[Event]:
    """Visits, concerns and changes, the newest first; the latter two are of later features, so named only."""
    related: Any = household
    visits = related.visits.order_by("-happened_on", "-recorded_at")
    concerns = related.concerns.order_by("-recorded_at")
    changes = HouseholdChange.filter(household_id=household.id).order_by("-wall")
    if most:
        visits, concerns, changes = visits.limit(most), concerns.limit(most), changes.limit(most)
    found = [Event("visit", row.happened_on, row.recorded_at, row) for row in await visits]
    found += [Event("concern", local(row.recorded_at).date(), row.recorded_at, row) for row in await concerns]
    for row in await changes:
        written = written_at(row)
        found.append(Event("change", local(written).date(), written, row))
    return sorted(found, key=lambda event: (event.on, event.recorded_at), reverse=True)


def written_at(change: HouseholdChange) -> datetime:
    """By the clock of the phone it was written on."""
    return datetime.fromtimestamp(min(max(change.wall, 0), 10**11), UTC)


async def disagreements(household: Household) -> list[Disagreement]:
    """Fields whose values nobody has yet chosen between."""
    if not household.contested:
        return []
    live = await HouseholdChange.filter(
        household_id=household.id, live=True, field__in=household.contested
    ).order_by("-wall", "-counter", "-device_id")
    said: dict[str, list[Said]] = {name: [] for name in CHANGEABLE if name in household.contested}
    for change in live:
        said[change.field].append(Said(change.value, change.by_name, written_at(change), change.received_at))
    return [Disagreement(name, words) for name, words in said.items()]


async def change_page(person: Person, household: Household) -> dict[str, Any]:
    """The form to put the register right, with what it shows now as what a change is compared with."""
    await household.fetch_related("hamlet")
    [standing] = await standings([household], today())
    live = await HouseholdChange.filter(household_id=household.id, live=True).order_by("opid")
    values = dict.fromkeys(PARTS, "")
    for name in CHANGEABLE:
        # Where people differ nothing is filled in, so that any answer settles it.
        shown = getattr(household, name) if name not in household.contested else None
        values[name] = values[f"{name}_was"] = "" if shown is None else str(shown)
        values[f"{name}_base"] = " ".join(change.opid for change in live if change.field == name)
    return {
        "household": household,
        "standing": standing,
        "disagreements": await disagreements(household),
        "form": ChangeForm(values),
        "changeable": CHANGEABLE,
        "parts": " ".join(PARTS),
    }
