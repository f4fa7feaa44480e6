"""Changes to units and Party organisations (names, parents, posts), each with an audit row."""

from datetime import date
from typing import Any

from tortoise.transactions import in_transaction

from webapp.core.i18n import gettext as _
from webapp.core.i18n import show_date
from webapp.members.changes import note_change
from webapp.members.dated_rows import DAY, NOTHING, Said, end_post, give_post
from webapp.members.forms import MemberChangeForm
from webapp.people.models import Member, OrgLink, OrgUnit, PartyOrg, PartyOrgLink, Position
from webapp.people.record_models import PeopleChange
from webapp.web.idempotency import earlier_post
from webapp.web.person import Person

Link = type[OrgLink] | type[PartyOrgLink]


async def put_unit_right(person: Person, unit: OrgUnit, form: MemberChangeForm) -> None:
    verbs = {"unit": _name_unit, "unit_parent": _put_unit_under, "unit_new": _new_unit}
    async with in_transaction():
        held = await OrgUnit.select_for_update().get(id=unit.id)
        if await earlier_post(PeopleChange, form.op, commune=person.commune):
            return
        before, after = await verbs[form.what](held, form)
        if not form.errors:
            await note_change(person, form, before, after, unit_id=unit.id)


async def put_org_right(person: Person, org: PartyOrg, form: MemberChangeForm) -> None:
    verbs = {
        "org": _name_org, "org_parent": _put_org_under, "org_new": _new_org,
        "post": _give, "post_end": _take,
    }  # fmt: skip
    async with in_transaction():
        held = await PartyOrg.select_for_update().get(id=org.id)
        if await earlier_post(PeopleChange, form.op, commune=person.commune):
            return
        before, after = await verbs[form.what](held, form)
        if not form.errors:
            member = form.read.get("member")
            await note_change(person, form, before, after, org_id=org.id, member_id=member)


async def _name_unit(unit: OrgUnit, form: MemberChangeForm) -> Said:
    before = unit.full_name
    for name in ("kind", "prefix", "name", "aliases", "active_to"):
        setattr(unit, name, form.read[name])
    await unit.save()
    return before, unit.full_name


async def _put_unit_under(unit: OrgUnit, form: MemberChangeForm) -> Said:
    parent = await OrgUnit.get_or_none(id=form.read["parent"], commune=unit.commune)
    if parent is None:
        form.errors["parent"] = _("Choose the unit above.")
        return NOTHING
    return await _link(OrgLink, unit, parent, form.read["parent_from"], form)


async def _put_org_under(org: PartyOrg, form: MemberChangeForm) -> Said:
    parent = await PartyOrg.exclude(kind="branch").get_or_none(id=form.read["parent"], commune=org.commune)
    if parent is None:
        form.errors["parent"] = _("Choose the committee.")
        return NOTHING
    return await _link(PartyOrgLink, org, parent, form.read["parent_from"], form)


async def _link(links: Link, child: Any, parent: Any, day: date, form: MemberChangeForm) -> Said:
    """Ends the former parent link the day before. Rejects cycles."""
    if await _lies_under(links, parent.id, child.id):
        form.errors["parent"] = _("Nothing can lie under itself.")
        return NOTHING
    rows = await links.filter(child_id=child.id).order_by("valid_from").prefetch_related("parent")
    going = [row for row in rows if row.valid_to is None or row.valid_to >= day]
    if any(row.valid_from > day for row in going):
        form.errors["parent_from"] = _("From a later day on another place is written down already.")
    elif any(row.parent.id == parent.id for row in going):
        form.errors["parent"] = _("This is written down already.")
    if form.errors:
        return NOTHING
    for row in going:
        if row.valid_from == day:
            await row.delete()
        else:
            row.valid_to = day - DAY
            await row.save(update_fields=["valid_to"])
    await links.create(child=child, parent=parent, valid_from=day, commune=child.commune)
    return ", ".join(row.parent.name for row in going), f"{parent.name}, {show_date(day)}"


async def _lies_under(links: Link, below: str, above: str) -> bool:
    """Over all dates: a cycle confuses readers even if it exists on no single day."""
    pairs = await links.all().values_list("child_id", "parent_id")
    reached, edge = {below}, {below}
    while edge:
        edge = {parent for child, parent in pairs if child in edge} - reached
        reached |= edge
    return above in reached


async def _new_unit(above: OrgUnit, form: MemberChangeForm) -> Said:
    given = form.read
    unit = await OrgUnit.create(
        kind=given["new_kind"], prefix=given["new_prefix"], name=given["new_name"], commune=above.commune
    )
    await OrgLink.create(child=unit, parent=above, valid_from=given["new_from"], commune=above.commune)
    return "", f"{unit.full_name}, {show_date(given['new_from'])}"


async def _name_org(org: PartyOrg, form: MemberChangeForm) -> Said:
    before = org.name
    org.name, org.symbol = form.read["name"], form.read["symbol"]
    if org.kind == "branch":
        org.branch_kind = form.read["branch_kind"]
    await org.save(update_fields=["name", "symbol", "branch_kind"])
    return before, org.name


async def _new_org(above: PartyOrg, form: MemberChangeForm) -> Said:
    given = form.read
    unit = await OrgUnit.get_or_none(id=given["new_unit"], commune=above.commune)
    if unit is None or above.kind == "branch":
        form.errors["new_unit"] = _("Choose the unit it belongs to.")
        return NOTHING
    branch = await PartyOrg.create(
        unit=unit, kind="branch", branch_kind=given["new_kind"], name=given["new_name"], symbol="CB",
        commune=above.commune,
    )  # fmt: skip
    await PartyOrgLink.create(child=branch, parent=above, valid_from=given["new_from"], commune=above.commune)
    return "", f"{branch.name}, {show_date(given['new_from'])}"


async def _give(org: PartyOrg, form: MemberChangeForm) -> Said:
    member = await Member.get_or_none(id=form.read["post_member"], commune=org.commune)
    if member is None:
        form.errors["post_member"] = _("Choose the member.")
        return NOTHING
    form.read["member"] = member.id
    before, after = await give_post(member, org, form)
    if "post_org" in form.errors:
        form.errors["post_member"] = form.errors.pop("post_org")
    return before, f"{member.full_name}: {after}"


async def _take(org: PartyOrg, form: MemberChangeForm) -> Said:
    post = await Position.get(id=form.read["held"], org_id=org.id).prefetch_related("member")
    form.read["member"] = post.member_id
    before, after = await end_post(post.member, form)
    return f"{post.member.full_name}: {before}", after
