"""How what several people wrote about one household becomes what the register shows."""

from typing import Any

from sync.clock import Stamp
from sync.merge import Change, Field, fold
from webapp.households.forms import CHANGEABLE, ChangeForm
from webapp.households.models import Household, HouseholdChange
from webapp.outbox.kinds import Written

NUMBERS = ("people", "preferred_contact")


async def put_right(written: Written, form: ChangeForm) -> None:
    """Keep each changed field as a row of its own, then agree on what is shown."""
    # Two people who write at the same moment must see each other's rows when they agree.
    household = await Household.select_for_update().get(id=written.household.id)
    for index, name, value, base in form.changes:
        await HouseholdChange.create(
            opid=f"{written.device_id}.{written.seq}.{index}",
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
        await agree(household)


async def agree(household: Household) -> None:
    """Show the newest of what nobody has replaced; where two of these differ, say that they do."""
    rows = await HouseholdChange.filter(household_id=household.id).prefetch_related("device")
    folded = fold([_change(row) for row in rows])
    for name in CHANGEABLE:
        column = getattr(household, name)
        if any(row.field == name for row in rows):
            household.origin.setdefault(name, column)
        field = folded.get((household.id, name))
        setattr(household, name, _column(name, field, household.origin.get(name, column)))
    household.contested = [
        name for name in CHANGEABLE if (field := folded.get((household.id, name))) and field.contested
    ]
    await household.save(update_fields=[*CHANGEABLE, "folded", "sort_key", "origin", "contested"])
    await _mark_live(rows, {change.opid for field in folded.values() for change in field.live})


async def put_back(commune: str) -> None:
    """The commune's columns as the office wrote them, before all changes are read again."""
    for household in await Household.filter(commune=commune):
        before = [getattr(household, name) for name in CHANGEABLE], household.contested
        for name in CHANGEABLE:
            setattr(household, name, household.origin.get(name, getattr(household, name)))
        household.contested = []
        if before != ([getattr(household, name) for name in CHANGEABLE], household.contested):
            await household.save(update_fields=[*CHANGEABLE, "folded", "sort_key", "contested"])


def _change(row: HouseholdChange) -> Change:
    # A phone has one author. This office's own device is shared, so its author tells them apart.
    author = (row.by_id or row.by_name) if row.device.kind == "web" else ""
    return Change(
        opid=row.opid,
        entity=row.household_id,
        field=row.field,
        value=row.value,
        base=frozenset(row.base),
        stamp=Stamp(row.wall, row.counter, row.device_id),
        author=author,
    )


def _column(name: str, field: Field | None, origin: Any) -> Any:
    if field is None or not field.live:
        return origin
    value = field.shown.value
    if name in NUMBERS:
        return int(value) if value else None
    return value or (None if name == "head_phone" else origin)


async def _mark_live(rows: list[HouseholdChange], live: set[str]) -> None:
    for row in rows:
        if row.live != (row.opid in live):
            row.live = row.opid in live
            await row.save(update_fields=["live"])
