"""Changes members in charge: dated rows, read by permissions, phones and lists."""

from collections.abc import Mapping
from datetime import date, timedelta

from webapp.assignments.charge.handovers import note_handover
from webapp.assignments.charge.models import ChargeChange
from webapp.core.calendar import holds_on
from webapp.core.database.db import now
from webapp.people.models import BranchMembership, PartyOrg
from webapp.register.charge import holders_of
from webapp.register.charge_models import IN_CHARGE, Assignment, GroupPlace, HouseholdGroup

Wanted = Mapping[str, str | None]
"""Household id -> new member; None: none."""


async def take_charge(
    branch: PartyOrg,
    wanted: Wanted,
    day: date,
    *,
    by: str,
    reason: str,
    decision_no: str = "",
    form: str = "",
) -> int:
    """Unchanged households keep their rows. Returns the number changed."""
    held = await holders_of(list(wanted), day)
    had = await holders_of(list(wanted), day - timedelta(days=1))
    moved = {house: member for house, member in wanted.items() if held.get(house) != member}
    await _take_out(list(moved), day)
    groups: dict[str, HouseholdGroup] = {}
    for house, member in moved.items():
        if member is not None:
            if member not in groups:
                groups[member] = await _group_of(branch, member, day, decision_no)
            await GroupPlace.create(
                group=groups[member], household_id=house, valid_from=day, commune=branch.commune
            )
        await ChargeChange.create(
            household_id=house,
            before_id=held.get(house),
            after_id=member,
            since=day,
            by_name=by,
            reason=reason,
            at=now(),
            form=form,
            commune=branch.commune,
        )
    given = [(had[house], member) for house, member in moved.items() if member and house in had]
    pairs = [(before, after) for before, after in given if before != after]
    await note_handover(branch.id, branch.commune, pairs, day)
    await _end_empty(branch, day)
    return len(moved)


async def _take_out(houses: list[str], day: date) -> None:
    main = GroupPlace.filter(holds_on(day), household_id__in=houses)
    for place in await main.filter(group__assignments__role__in=IN_CHARGE).distinct():
        await end_row_before(place, day)


async def end_row_before(row: GroupPlace | Assignment, day: date) -> None:
    """Deletes rows begun on `day` or later."""
    if row.valid_from >= day:
        await row.delete()
    else:
        row.valid_to = day - timedelta(days=1)
        await row.save(update_fields=["valid_to"])


async def _group_of(branch: PartyOrg, member: str, day: date, decision_no: str) -> HouseholdGroup:
    """Current in this branch, or new."""
    held = await (
        Assignment.filter(holds_on(day), member_id=member, role__in=IN_CHARGE, group__branch_id=branch.id)
        .order_by("valid_from", "id")
        .prefetch_related("group")
        .first()
    )
    if held:
        return held.group
    group = await new_group(branch)
    lent = await BranchMembership.filter(
        holds_on(day), branch_id=branch.id, member_id=member, secondary=True
    ).first()
    await Assignment.create(
        group=group,
        member_id=member,
        role="reinforcement" if lent else "main",
        valid_from=day,
        valid_to=lent.valid_to if lent else None,  # ends with the lending
        decision_no=decision_no,
        commune=branch.commune,
    )
    return group


async def new_group(branch: PartyOrg) -> HouseholdGroup:
    last = await HouseholdGroup.filter(branch_id=branch.id).order_by("-number").first()
    return await HouseholdGroup.create(
        branch=branch, number=last.number + 1 if last else 1, commune=branch.commune
    )


async def _end_empty(branch: PartyOrg, day: date) -> None:
    for held in await Assignment.filter(holds_on(day), role__in=IN_CHARGE, group__branch_id=branch.id):
        if not await GroupPlace.filter(holds_on(day), group_id=held.group_id).exists():
            await end_row_before(held, day)
