"""Neighbour groups and partners: save, end."""

from collections.abc import Sequence
from datetime import date, timedelta

from webapp.core.calendar import holds_on, today
from webapp.households.hamlets.forms import GroupForm, PartnerForm
from webapp.households.hamlets.models import NeighbourGroup, NeighbourPlace, Partner
from webapp.register.decisions import IdempotentForm
from webapp.register.models import Household


async def save_group(once: IdempotentForm, group: NeighbourGroup | None, form: GroupForm) -> NeighbourGroup:
    """Removes added households from other groups."""
    if group is None:
        group = NeighbourGroup(commune=once.hamlet.commune, hamlet=once.hamlet)
    group.number, group.name = form.number, form.values["name"]
    group.head_id = form.head or None
    group.head_name = "" if form.head else form.values["head_name"]
    group.head_phone, group.member_id = form.phone or None, form.member or None
    group.partners = form.partners
    await group.save()
    await _settle(group, form.houses)
    await once.note("group_saved", group=group.id, number=group.number, houses=form.houses)
    return group


async def end_group(once: IdempotentForm, group: NeighbourGroup) -> None:
    group.ended_on = today()
    await group.save(update_fields=["ended_on"])
    await _settle(group, [])
    await once.note("group_ended", group=group.id)


async def _settle(group: NeighbourGroup, houses: Sequence[str]) -> None:
    holds = await NeighbourPlace.filter(holds_on(today()), group_id=group.id)
    gone = [one for one in holds if one.household_id not in houses]
    new = [id_ for id_ in houses if id_ not in {one.household_id for one in holds}]
    gone += await NeighbourPlace.filter(holds_on(today()), household_id__in=new)
    for place in gone:
        if place.valid_from == today():  # mistake of today
            await place.delete()
        else:
            place.valid_to = today() - timedelta(days=1)
            await place.save(update_fields=["valid_to"])
    for id_ in new:
        await NeighbourPlace.create(
            commune=group.commune, group=group, household_id=id_, valid_from=today(), valid_to=None
        )


async def save_partner(once: IdempotentForm, form: PartnerForm) -> Partner:
    partner = await Partner.create(
        commune=once.hamlet.commune,
        hamlet=once.hamlet,
        kind=form.kind,
        contact_name=form.values["contact_name"],
        contact_phone=form.phone or None,
    )
    await once.note("partner_saved", partner=partner.id, kind=str(partner.kind))
    return partner


async def end_partner(once: IdempotentForm, partner: Partner) -> None:
    partner.ended_on = today()
    await partner.save(update_fields=["ended_on"])
    await once.note("partner_ended", partner=partner.id)


async def houses_of(group_ids: Sequence[str]) -> dict[str, list[Household]]:
    """Open households in path order."""
    found: dict[str, list[Household]] = {id_: [] for id_ in group_ids}
    places = NeighbourPlace.filter(
        holds_on(today()), group_id__in=list(group_ids), household__closed_on=None
    ).prefetch_related("household__cluster")
    for place in await places.order_by("household__path_order"):
        found[place.group_id].append(place.household)
    return found


async def neighbour_groups(household_ids: list[str], day: date) -> dict[str, str]:
    places = NeighbourPlace.filter(holds_on(day), household_id__in=household_ids)
    return {str(home): str(group) for home, group in await places.values_list("household_id", "group_id")}
