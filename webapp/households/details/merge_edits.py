"""Merges the edits of a household's fields: which value the register shows, and which are contested."""

from typing import Any

from sync.merge import Field, fold_changes
from webapp.core.database.db import derived_id
from webapp.households.details.change_form import CHANGEABLE, HouseholdChangeForm
from webapp.households.details.models import HouseholdChange
from webapp.households.details.movements import count_children
from webapp.households.details.recorded import changes_of, comings_of, mark_live_rows, people_of
from webapp.register.models import Household, HouseholdStep
from webapp.submissions.kinds import Written

LEFT_EMPTY = {"head_phone": None, "preferred_language": None, "accommodations": ""}
"""Values of cleared fields; others fall back to `origin`."""
NUMBERS = ("people", "preferred_contact", "visits_wanted")


async def record_changes(written: Written, form: HouseholdChangeForm) -> None:
    # Lock: concurrent writers must see each other's rows.
    household = await Household.select_for_update().get(id=written.household.id)
    for place, name, value, base in form.changes:
        opid = f"{written.device_id}.{written.seq}.{place}"
        await HouseholdChange.create(
            id=derived_id(f"change {opid}"),
            opid=opid,
            commune=written.commune,
            household=household,
            field=name,
            value=value,
            base=base,
            device_id=written.device_id,
            seq=written.seq,
            wall=written.wall,
            counter=written.counter,
            by_id=written.member_id,
            by_name=written.author_name,
            received_at=written.received_at,
        )
    if form.changes:
        await merge_changes(household)


async def merge_changes(household: Household) -> None:
    """Merges edits into the columns; differing live values are contested."""
    rows = await HouseholdChange.filter(household_id=household.id).prefetch_related("device")
    changes = await changes_of(rows)
    folded = fold_changes(changes)
    comings = await comings_of([household.id])
    for name in CHANGEABLE:
        column = getattr(household, name)
        if any(row.field == name for row in rows) or (name == "people" and comings):
            household.origin.setdefault(name, column)
        field = folded.get((household.id, name))
        setattr(household, name, _column(name, field, household.origin.get(name, column)))
    household.contested = [
        name for name in CHANGEABLE if (field := folded.get((household.id, name))) and field.contested
    ]
    if comings:
        people = people_of(household, changes, comings[household.id])
        household.people = people.number
        others = [name for name in household.contested if name != "people"]
        household.contested = ["people", *others] if people.contested else others
    await count_children(household)
    await household.save(update_fields=[*CHANGEABLE, "under_6", "folded", "sort_key", "origin", "contested"])
    await mark_live_rows(rows, {change.opid for field in folded.values() for change in field.live})
    if household.merged_into_id:
        await merge_changes(await Household.select_for_update().get(id=household.merged_into_id))


async def merge_changes_again(household_id: str) -> None:
    for household in await Household.filter(id=household_id).select_for_update():
        await merge_changes(household)


async def erase_changes(device_id: str, seq: int) -> None:
    rows = HouseholdChange.filter(device_id=device_id, seq=seq)
    homes = await rows.distinct().values_list("household_id", flat=True)
    await rows.delete()
    for household in await Household.filter(id__in=list(homes)).select_for_update():
        await merge_changes(household)


async def restore_columns(commune: str) -> None:
    """To `origin`, before a replay."""
    for household in await Household.filter(commune=commune):
        columns = [*CHANGEABLE, "under_6"]
        before = [getattr(household, name) for name in columns], household.contested
        for name in columns:
            setattr(household, name, household.origin.get(name, getattr(household, name)))
        household.contested = []
        if before != ([getattr(household, name) for name in columns], household.contested):
            await household.save(update_fields=[*columns, "folded", "sort_key", "contested"])
    # Not in the log, so before the replay.
    decided = HouseholdStep.filter(commune=commune).values_list("household_id", flat=True)
    for household in await Household.filter(id__in=[str(id_) for id_ in await decided]).order_by("code"):
        await merge_changes(household)


def _column(name: str, field: Field | None, origin: Any) -> Any:
    if field is None or not field.live:
        return origin
    value = str(field.shown.value)
    if name in NUMBERS:
        return int(value) if value else None
    return value or LEFT_EMPTY.get(name, origin)
