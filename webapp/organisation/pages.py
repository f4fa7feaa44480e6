"""Template values for the organisation pages."""

from datetime import date
from typing import Any

from webapp.core.calendar import holds_on, today
from webapp.core.database.db import new_id
from webapp.core.i18n import gettext as _
from webapp.members.forms import MemberChangeForm
from webapp.members.member_page import choice_words
from webapp.organisation.forms import kind_said
from webapp.organisation.tree import branch_totals, branches_of, numbers_on, orgs_on, units_on
from webapp.people import choices
from webapp.people.models import Member, OrgLink, OrgUnit, PartyOrg, PartyOrgLink, Position
from webapp.people.record_models import PeopleChange
from webapp.web.person import Person


async def organisation_page(person: Person, day: date, *, asked: str = "", error: str = "") -> dict[str, Any]:
    tops = await orgs_on(person.commune, day)
    branches = branches_of(tops)
    return {
        "day": day,
        "form": MemberChangeForm(
            "", "", {"day": asked or f"{day:%d/%m/%Y}"}, {"day": error} if error else {}
        ),
        "units": await units_on(person.commune, day),
        "committees": [one for one in tops if one.org.kind != "branch"],
        "branches": branches,
        "totals": branch_totals(branches),
        "edits": person.is_clerk,
        **branch_words(),
        **choice_words(),
    }


def branch_words() -> dict[str, Any]:
    return {"branch_kinds": {code: _(text) for code, text in choices.BRANCH_KINDS.items()}}


async def unit_page(person: Person, unit: OrgUnit, form: MemberChangeForm | None = None) -> dict[str, Any]:
    others = await OrgUnit.filter(commune=person.commune).exclude(id=unit.id).order_by("name")
    held = {
        "unit": {
            "kind": kind_said(unit.kind),
            "prefix": unit.prefix,
            "name": unit.name,
            "aliases": ", ".join(unit.aliases),
            "active_to": f"{unit.active_to:%d/%m/%Y}" if unit.active_to else "",
        }
    }
    return {
        "unit": unit,
        "above": await OrgLink.filter(child_id=unit.id).order_by("-valid_from").prefetch_related("parent"),
        "below": await OrgLink.filter(holds_on(today()), parent_id=unit.id)
        .order_by("child__letters", "child__name")
        .prefetch_related("child"),
        "orgs": await PartyOrg.filter(unit_id=unit.id).order_by("-kind", "name"),
        "units": [("", _("Choose")), *((one.id, one.full_name) for one in others)],
        "kinds": sorted(
            {kind_said(str(kind)) for kind in await OrgUnit.all().values_list("kind", flat=True)}
        ),
        "history": await PeopleChange.filter(unit_id=unit.id).order_by("-at").limit(30),
        **_forms(person, form, ("unit", "unit_parent", "unit_new"), held),
    }


async def org_page(person: Person, org: PartyOrg, form: MemberChangeForm | None = None) -> dict[str, Any]:
    posts = Position.filter(org_id=org.id).order_by("-valid_from").prefetch_related("member")
    committees = await PartyOrg.filter(commune=person.commune).exclude(kind="branch").order_by("name")
    numbers = (await numbers_on(person.commune, today())).get(org.id)
    held = {"org": {"name": org.name, "symbol": org.symbol, "branch_kind": org.branch_kind}}
    units = await OrgUnit.filter(commune=person.commune, kind__in=["hamlet", "commune"]).order_by("name")
    rows = await posts
    return {
        "org": org,
        "numbers": numbers,
        "posts": rows,
        "held_posts": [row for row in rows if row.valid_to is None or row.valid_to >= today()],
        "above": await PartyOrgLink.filter(child_id=org.id)
        .order_by("-valid_from")
        .prefetch_related("parent"),
        "committees": [("", _("Choose")), *((one.id, one.name) for one in committees if one.id != org.id)],
        "units": [("", _("Choose")), *((one.id, one.full_name) for one in units)],
        "members": [("", _("Choose")), *[(one.id, one.full_name) for one in await _who(org)]],
        "sees_members": person.in_office or person.branch_id == org.id,
        "history": await PeopleChange.filter(org_id=org.id).order_by("-at").limit(30),
        **branch_words(),
        **choice_words(),
        **_forms(person, form, ("org", "org_parent", "org_new", "post", "post_end"), held),
    }


async def _who(org: PartyOrg) -> list[Member]:
    """Candidates for a post: members of the branch, or any member for a committee."""
    there = holds_on(today(), "memberships__")
    found = Member.filter(there, commune=org.commune)
    if org.kind == "branch":
        found = Member.filter(there, memberships__branch_id=org.id)
    return await found.distinct().order_by("sort_key")


def _forms(
    person: Person, form: MemberChangeForm | None, names: tuple[str, ...], held: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    filled = {what: MemberChangeForm(what, "", values=held.get(what, {})) for what in names}
    if form and form.what in filled:
        filled[form.what] = form
    return {
        "filled": filled,
        "form": form or MemberChangeForm("", ""),
        "op": form.op.partition(".")[0] if form and form.op else new_id(),
        "edits": person.is_clerk,
    }
