"""Changes to a member's record, each with an audit row."""

from collections.abc import Awaitable, Callable
from typing import Any

from tortoise.transactions import in_transaction

from webapp.core.database.db import new_id, now
from webapp.core.i18n import gettext as _
from webapp.core.i18n import show_date
from webapp.members.dated_rows import (
    NOTHING,
    Said,
    end_post,
    end_row_on,
    give_post,
    lend_member_to,
    move_member_to,
    set_presence,
    set_status,
)
from webapp.members.forms import MemberChangeForm
from webapp.people import choices
from webapp.people.models import BranchMembership, Member, MemberStatus, OrgUnit, PartyOrg
from webapp.people.record_models import PeopleChange
from webapp.web.idempotency import earlier_post
from webapp.web.person import Person
from webapp.web.policies import CLERKS, ORGANISERS


async def write_change(person: Person, member: Member, form: MemberChangeForm) -> None:
    """Idempotent by `form.op`. With errors in the form nothing is written."""
    async with in_transaction():
        held = await Member.select_for_update().get(id=member.id)
        if await earlier_post(PeopleChange, form.op, commune=person.commune):
            return
        before, after = await WRITERS[form.what](held, form)
        if not form.errors:
            await note_change(person, form, before, after, member_id=held.id)


async def note_change(person: Person, form: MemberChangeForm, before: str, after: str, **about: Any) -> None:
    await PeopleChange.create(
        what=form.what,
        before=before,
        after=after,
        by=person.id,
        by_name=person.name,
        at=now(),
        form=form.op,
        commune=person.commune,
        **about,
    )


async def enrol_member(person: Person, form: MemberChangeForm) -> str:
    """Returns the new member's id; "" if the form has errors."""
    async with in_transaction():
        branch = await _branch(person.commune, form, "branch")
        if sent := await earlier_post(PeopleChange, form.op, commune=person.commune):
            return sent.member_id or ""
        if branch is None or form.errors:
            return ""
        given = form.read
        member = Member(
            id=new_id(),
            commune=person.commune,
            capacity=given["capacity"],
            capacity_override=given["capacity_own"],
            languages=given["languages"],
            phone=given["phone"],
            **_particulars(form),
        )
        await member.save(force_create=True)
        since = {"valid_from": given["branch_from"], "commune": person.commune}
        await BranchMembership.create(member=member, branch=branch, **since)
        await MemberStatus.create(member=member, status="active", **since)
        await note_change(
            person, form, "", f"{branch.name}, {show_date(given['branch_from'])}", member_id=member.id
        )
        return member.id


def _particulars(form: MemberChangeForm) -> dict[str, Any]:
    return {
        **{name: form.read[name] for name in ("full_name", "birth_year", "gender", "joined_on")},
        "probationary": form.read["standing"] == "probationary",
    }


async def _branch(commune: str, form: MemberChangeForm, name: str) -> PartyOrg | None:
    """Adds an error to the form if there is none."""
    found = await PartyOrg.get_or_none(id=form.read[name] or "-", commune=commune, kind="branch")
    if found is None:
        form.errors.setdefault(name, _("Choose the branch."))
    return found


async def _columns(member: Member, form: MemberChangeForm, **values: Any) -> Said:
    before = said_columns(member, list(values))
    if all(getattr(member, name) == value for name, value in values.items()):
        form.errors[form.what if form.what != "name" else "full_name"] = _("Nothing is changed yet.")
        return NOTHING
    for name, value in values.items():
        setattr(member, name, value)
    await member.save()
    return before, said_columns(member, list(values))


def said_columns(member: Member, names: list[str]) -> str:
    """For the member's history, in the terms of the page."""
    parts = [_said(name, getattr(member, name)) for name in names]
    return ", ".join(part for part in parts if part)


def _said(name: str, value: Any) -> str:
    match name:
        case "capacity":
            return _(choices.CAPACITIES[value])
        case "languages":
            return ", ".join(_(choices.LANGUAGES[code]) for code in value)
        case "gender":
            return _(choices.GENDERS[value]) if value else ""
        case "probationary":
            standing = "probationary" if value else "official"
            return _(choices.STANDINGS[standing])
        case "joined_on":
            return show_date(value)
        case "home_cluster":
            return ""  # the caller adds its name
        case _:
            return "" if value is None else str(value)


async def _capacity(member: Member, form: MemberChangeForm) -> Said:
    given = form.read
    return await _columns(member, form, capacity=given["capacity"], capacity_override=given["capacity_own"])


async def _languages(member: Member, form: MemberChangeForm) -> Said:
    return await _columns(member, form, languages=form.read["languages"])


async def _phone(member: Member, form: MemberChangeForm) -> Said:
    return await _columns(member, form, phone=form.read["phone"])


async def _name(member: Member, form: MemberChangeForm) -> Said:
    return await _columns(member, form, **_particulars(form))


async def _home(member: Member, form: MemberChangeForm) -> Said:
    cluster = form.read["home_cluster"] or None
    names = await cluster_names(member.commune)
    if cluster and cluster not in names:
        form.errors["home_cluster"] = _("Choose the cluster.")
        return NOTHING
    before = names.get(member.home_cluster or "", "")
    place = form.read["home_place"] if cluster else None
    old, new = await _columns(member, form, home_cluster=cluster, home_path_order=place)
    if form.errors:
        return NOTHING
    return f"{before} {old}".strip(), f"{names.get(cluster or '', '')} {new}".strip()


async def cluster_names(commune: str) -> dict[str, str]:
    """Cluster id to "hamlet – cluster"."""
    rows = OrgUnit.filter(commune=commune, kind="hamlet", clusters__id__isnull=False)
    named = await rows.order_by("letters", "clusters__order").values_list(
        "clusters__id", "prefix", "name", "clusters__name"
    )
    return {id_: f"{_full(prefix, name)} – {cluster}" for id_, prefix, name, cluster in named}


def _full(prefix: str, name: str) -> str:
    return OrgUnit(prefix=prefix, name=name).full_name


async def _post(member: Member, form: MemberChangeForm) -> Said:
    org = await PartyOrg.get_or_none(id=form.read["post_org"], commune=member.commune)
    if org is None:
        form.errors["post_org"] = _("Choose the branch or the committee.")
        return NOTHING
    await PartyOrg.select_for_update().get(id=org.id)  # lock: two must not become secretary
    return await give_post(member, org, form)


async def _move(member: Member, form: MemberChangeForm) -> Said:
    branch = await _branch(member.commune, form, "branch")
    return await move_member_to(member, branch, form) if branch else NOTHING


async def _lend(member: Member, form: MemberChangeForm) -> Said:
    branch = await _branch(member.commune, form, "second")
    return await lend_member_to(member, branch, form) if branch else NOTHING


async def _end_lending(member: Member, form: MemberChangeForm) -> Said:
    row = await BranchMembership.get(
        id=form.read["held"], member_id=member.id, secondary=True
    ).prefetch_related("branch")
    last = form.read["second_last"]
    if row.valid_to is not None and row.valid_to < last:
        form.errors["second_last"] = _("It ends earlier already.")
        return NOTHING
    await end_row_on(row, last)
    return row.branch.name, show_date(last)


Writer = Callable[[Member, MemberChangeForm], Awaitable[Said]]
WRITERS: dict[str, Writer] = {
    "status": set_status,
    "presence": set_presence,
    "capacity": _capacity,
    "languages": _languages,
    "phone": _phone,
    "name": _name,
    "home": _home,
    "post": _post,
    "post_end": end_post,
    "branch": _move,
    "second": _lend,
    "second_end": _end_lending,
}
MAY = {
    what: ORGANISERS if what in ("presence", "capacity", "languages", "phone") else CLERKS for what in WRITERS
}
