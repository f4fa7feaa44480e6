"""Printed sheet for a family: all data about it."""

from collections.abc import Sequence
from typing import Any

from webapp.assignments.charge.models import PairMark
from webapp.concerns.queries import concerns_visible_to
from webapp.household_page.readers import days_by_reader, readers_of
from webapp.household_page.timeline import Event, events_of, with_clocks
from webapp.households.due_visits import HouseholdLine, keeper_names, sources_of
from webapp.households.family.needs import needs_of
from webapp.households.poverty.outcomes import history_of
from webapp.households.poverty.reviews import reviews_of
from webapp.households.requests.models import SupportRecord
from webapp.households.requests.requests import wishes_of
from webapp.households.viewer import Viewer
from webapp.people.models import OrgUnit
from webapp.register.models import Consent, Household
from webapp.web.person import Person


async def family_sheet_page(viewer: Viewer, household: Household) -> dict[str, Any]:
    """After a refusal, records only on request."""
    await household.fetch_related("hamlet", "cluster")
    [standing] = await viewer.household_lines([household])
    id_ = household.id
    wishes = (await wishes_of([id_]))[id_]
    told = not standing.consent.said_no or any(one.answer is None for one in wishes)
    shown = {
        "household": household,
        "standing": standing,
        "told": told,
        "day": viewer.day,
        "unit": await OrgUnit.get(id=household.commune),
        "keeper": (await keeper_names([id_])).get(id_, ""),
        "consents": await Consent.filter(household_id=id_)
        .order_by("asked_on", "id")
        .prefetch_related("read_by"),
        "wishes": wishes[::-1],
        "readers": days_by_reader(await readers_of(household)),
        "needs": [],
        "support": None,
        "history": [],
        "review": None,
        "marks": [],
        "events": [],
    }
    return shown | (await _records(viewer, standing) if told else {})


async def _records(viewer: Viewer, standing: HouseholdLine) -> dict[str, Any]:
    id_, sources = standing.household.id, sources_of([standing])
    return {
        "needs": (await needs_of([id_], sources))[id_],
        "support": await SupportRecord.filter(household_id=id_).order_by("-since", "-at").first(),
        "history": (await history_of(standing.household))[::-1],
        "review": (await reviews_of([id_])).get(id_),
        "marks": await _marks(viewer.person, standing.household),
        "events": await _told(viewer, (await events_of([id_], None, sources))[id_][::-1]),
    }


async def _marks(person: Person, household: Household) -> list[PairMark] | None:
    """None: no permission."""
    if not person.organises:
        return None
    return (
        await PairMark.filter(household_id=household.id)
        .order_by("valid_from", "at")
        .prefetch_related("member")
    )


async def _told(viewer: Viewer, events: Sequence[Event]) -> list[Event]:
    """Without concerns hidden from this user."""
    ids = [event.row.id for event in events if event.kind == "concern"]
    seen = await (await concerns_visible_to(viewer)).filter(id__in=ids).values_list("id", flat=True)
    told = [event for event in events if event.on_sheet]
    told = [event for event in told if event.kind != "concern" or event.row.id in seen]
    return await with_clocks(told)
