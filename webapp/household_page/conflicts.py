"""Conflicting edits: list, settling."""

from dataclasses import dataclass, field
from typing import Any

from webapp.core.i18n import gettext as _
from webapp.households.details.change_form import CHANGEABLE, PARTS
from webapp.households.details.kinds import HOUSEHOLD_CHANGE
from webapp.households.details.models import HouseholdChange, PopulationEvent
from webapp.households.details.recorded import Authorship, Choices, people_choices, writing_of
from webapp.households.due_visits import HouseholdLine
from webapp.households.viewer import Viewer
from webapp.register.models import Household, HouseholdStep
from webapp.submissions.field_types import OPID
from webapp.submissions.intake.submit import submit_form
from webapp.web.form_fields import Fields, field_text
from webapp.web.person import Person

CONFLICTS_SHOWN = 20


@dataclass(frozen=True)
class Conflict:
    """Contested field; edits newest first."""

    standing: HouseholdLine
    field: str
    said: list[HouseholdChange]
    counted: Choices | None = None
    """Number of people, after movements."""

    @property
    def name(self) -> str:
        return f"{self.standing.household.id}.{CHANGEABLE.index(self.field)}"

    @property
    def choices(self) -> list[tuple[str, str, list[Authorship]]]:
        """(newest opid, value, authors)."""
        if self.counted:
            return self.counted.found
        found: dict[str, list[HouseholdChange]] = {}
        for change in self.said:
            found.setdefault(change.value, []).append(change)
        return [(changes[0].opid, value, list(map(writing_of, changes))) for value, changes in found.items()]

    @property
    def base(self) -> str:
        if self.counted:
            return self.counted.base
        return " ".join(change.opid for change in self.said)


@dataclass
class Settling:
    """Conflict name -> chosen opid."""

    chosen: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


async def conflicts_of(viewer: Viewer) -> list[Conflict]:
    """In path order; needs consent to `contact`."""
    differing = await viewer.contested_ids()
    if not differing:
        return []
    households = await Household.filter(id__in=differing).order_by("hamlet_id", "path_order")
    agreed = [one for one in await viewer.household_lines(households) if one.allows("contact")]
    said: dict[tuple[str, str], list[HouseholdChange]] = {}
    live = HouseholdChange.filter(household_id__in=[one.household.id for one in agreed], live=True)
    async for change in live.order_by("-wall", "-counter", "-device_id"):
        said.setdefault((change.household_id, change.field), []).append(change)
    counted = await people_choices([one.household for one in agreed])
    return [
        Conflict(
            one,
            name,
            said.get((one.household.id, name), []),
            counted.get(one.household.id) if name == "people" else None,
        )
        for one in agreed
        for name in CHANGEABLE
        if name in one.household.contested
    ]


async def conflicts_page(viewer: Viewer, *, after: str = "", many: bool = False) -> dict[str, Any]:
    """From `after` on; several for carers or `many`."""
    found, person = await conflicts_of(viewer), viewer.person
    start = next((place + 1 for place, one in enumerate(found) if one.name == after), 0)
    waiting = found if many else found[start:] or found
    return {
        "count": len(found),
        "conflicts": waiting[: CONFLICTS_SHOWN if many or person.carries_households else 1],
        "many": many,
        "may_settle": person.writes,
        "parts": " ".join(PARTS),
        "form": Settling(),
    }


async def choose_conflict_values(person: Person, fields: Fields) -> Settling:
    """A choice is an edit based on all edits seen; later ones stay contested."""
    visible = {conflict.name: conflict for conflict in await conflicts_of(Viewer(person))}
    form = Settling(
        {key[7:]: field_text(fields, key) for key in fields if key.startswith("choose.") and fields[key]}
    )
    if not form.chosen:
        form.errors["choose"] = _("Choose at least one value.")
    for name, opid in list(form.chosen.items())[:CONFLICTS_SHOWN]:
        if not OPID.fullmatch(opid) or not await _of_conflict(person, name, opid):
            form.errors["choose"] = _("Choose at least one value.")
        elif name in visible:  # else settled meanwhile
            seen = [one for one in field_text(fields, f"seen.{name}").split() if OPID.fullmatch(one)]
            await submit_form(
                person,
                HOUSEHOLD_CHANGE,
                visible[name].standing.household.id,
                await _words(visible[name], opid, seen) | {"op": f"{field_text(fields, 'op')[:11]}{name}"},
            )
    return form


async def _of_conflict(person: Person, name: str, opid: str) -> bool:
    """`opid`: edit, event or step."""
    change = await HouseholdChange.filter(opid=opid, commune=person.commune).first()
    if change:
        return name == f"{change.household_id}.{CHANGEABLE.index(change.field)}"
    event = await PopulationEvent.filter(opid=opid, commune=person.commune).first() or (
        await HouseholdStep.filter(id=opid.partition(".")[0], commune=person.commune).first()
    )
    return event is not None and name == f"{event.household_id}.{CHANGEABLE.index('people')}"


async def _words(conflict: Conflict, opid: str, seen: list[str]) -> dict[str, str]:
    """As in the household form."""
    values = {key: value for key, value, _rows in conflict.choices}
    if opid not in values:  # replaced meanwhile
        values[opid] = (await HouseholdChange.get(opid=opid)).value
    other = next((value for value in values.values() if value != values[opid]), "")
    return {
        conflict.field: values[opid],
        f"{conflict.field}_was": other,
        f"{conflict.field}_base": " ".join(seen),
    }
