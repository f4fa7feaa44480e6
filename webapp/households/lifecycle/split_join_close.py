"""Split, merge, close; undo within 7 days."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tortoise.expressions import Q

from webapp.core.calendar import holds_on, today
from webapp.core.database.db import new_id
from webapp.households.details.merge_edits import merge_changes
from webapp.households.details.recorded import people_counts
from webapp.households.hamlets.models import NeighbourPlace
from webapp.households.hamlets.paths import along_path, renumber_path
from webapp.households.lifecycle.forms import SplitForm
from webapp.register.charge_models import GroupPlace
from webapp.register.codes import next_code
from webapp.register.decisions import IdempotentForm
from webapp.register.models import Household, HouseholdStep, Turn
from webapp.web.person import Person

UNDO_WITHIN = timedelta(days=7)
PLACES: dict[str, Any] = {"neighbour_places": NeighbourPlace, "places": GroupPlace}
"""Copied by a split; names kept in the step for undo."""


async def record_split(once: IdempotentForm, household: Household, form: SplitForm) -> HouseholdStep:
    """The new household joins the neighbour group, on request the carer group."""
    base = await _seen(household)
    new = Household(
        id=new_id(),
        commune=household.commune,
        hamlet_id=household.hamlet_id,
        cluster_id=household.cluster_id,
        code=await next_code(once.hamlet),
        head_name=form.head_name,
        people=form.persons,
        path_order=household.path_order,
        support_level=household.support_level,
        origin={
            "head_name": form.head_name,
            "people": form.persons,
            "head_phone": None,
            "preferred_contact": None,
        },
    )
    homes = await along_path(household.hamlet_id)
    await new.save(force_create=True)
    place = [one.id for one in homes].index(household.id) + 1
    told: dict[str, Any] = {"base": base, "path": [[one.id, one.path_order] for one in homes]}
    await renumber_path([*homes[:place], new, *homes[place:]])
    told["places"] = await _beside(household, new, form.same_member)
    return await _decide(once, Turn.SPLIT, household, new, form.persons, told)


async def record_merge(
    once: IdempotentForm, household: Household, other: Household, turn: Turn, told: dict[str, Any]
) -> HouseholdStep:
    """Closes `other`; its history is shown with `household`."""
    told = told | {"base": await _seen(household)}
    other.closed_on, other.merged_into_id = today(), household.id
    await other.save(update_fields=["closed_on", "merged_into_id"])
    return await _decide(once, turn, household, other, other.people or 0, told)


async def record_close(once: IdempotentForm, household: Household) -> HouseholdStep:
    household.closed_on = today()
    await household.save(update_fields=["closed_on"])
    return await _decide(once, Turn.CLOSE, household, None, household.people or 0, {})


async def undo_step(person: Person, step: HouseholdStep) -> None:
    """Later records stay."""
    step.undone_at, step.undone_by = datetime.now(UTC), person.name
    await step.save(update_fields=["undone_at", "undone_by"])
    household = await Household.select_for_update().get(id=step.household_id)
    if step.turn is Turn.CLOSE:
        household.closed_on = None
        await household.save(update_fields=["closed_on"])
        return
    other = await Household.select_for_update().get(id=step.other_id)
    if step.turn is Turn.SPLIT:
        await _take_back_split(step, household, other)
    else:
        other.closed_on = other.merged_into_id = None
        await other.save(update_fields=["closed_on", "merged_into_id"])
    await merge_changes(household)


async def _take_back_split(step: HouseholdStep, household: Household, new: Household) -> None:
    """The row stays: its code is in use. Its later numbers count with the old household."""
    new.origin = new.origin | {"people": 0}
    new.closed_on, new.merged_into_id = today(), household.id
    await new.save(update_fields=["origin", "closed_on", "merged_into_id"])
    for name, id_ in step.told["places"]:
        await PLACES[name].filter(id=id_).delete()
    before = dict(step.told["path"])
    homes = await along_path(household.hamlet_id)
    if {one.id for one in homes} == before.keys():  # same households as before
        await renumber_path(sorted(homes, key=lambda one: int(before[one.id])))
    await merge_changes(new)


def may_be_undone(step: HouseholdStep) -> bool:
    return step.undone_at is None and datetime.now(UTC) - step.at < UNDO_WITHIN


async def decided_since(step: HouseholdStep) -> bool:
    """A later step must be undone first."""
    both = [id_ for id_ in (step.household_id, step.other_id) if id_]
    later = HouseholdStep.filter(Q(household_id__in=both) | Q(other_id__in=both), undone_at=None)
    return await later.filter(at__gt=step.at).exclude(id=step.id).exists()


async def _seen(household: Household) -> list[str]:
    """Opids of current numbers of people: the decision's base."""
    household.origin.setdefault("people", household.people)
    await household.save(update_fields=["origin"])
    counts = await people_counts([household])
    live = await household.changes.filter(field="people", live=True)  # type: ignore[attr-defined]
    named = counts[household.id].frontier if household.id in counts else ()
    return sorted({*named, *(change.opid for change in live)})


async def _decide(
    once: IdempotentForm,
    turn: Turn,
    household: Household,
    other: Household | None,
    persons: int,
    told: dict[str, Any],
) -> HouseholdStep:
    step = await HouseholdStep.create(
        commune=household.commune,
        turn=turn,
        household=household,
        other=other,
        persons=persons,
        happened_on=today(),
        told=told,
        by_id=once.person.id,
        by_name=once.person.name,
        at=datetime.now(UTC),
        form=once.form,
    )
    await once.note(str(turn), household, step=step.id)
    await merge_changes(household)
    return step


async def _beside(household: Household, new: Household, same_member: bool) -> list[list[str]]:
    """(table, id) of copied memberships, for undo."""
    made = []
    names: Sequence[str] = ("neighbour_places", "places") if same_member else ("neighbour_places",)
    for name in names:
        for place in await PLACES[name].filter(holds_on(today()), household_id=household.id):
            row: Any = await PLACES[name].create(
                commune=new.commune,
                group_id=place.group_id,
                household_id=new.id,
                valid_from=today(),
                valid_to=None,
            )
            made.append([name, row.id])
    return made
