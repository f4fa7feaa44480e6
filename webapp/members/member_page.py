"""Template values for the page of one member."""

from datetime import date
from typing import Any

from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.core.i18n import gettext as _
from webapp.members.changes import MAY, cluster_names
from webapp.members.dated_rows import statuses_of
from webapp.members.forms import MemberChangeForm
from webapp.people import choices
from webapp.people.models import BranchMembership, Member, MemberStatus, PartyOrg, Position
from webapp.people.record_models import PeopleChange
from webapp.register.charge import homes_in_care_of
from webapp.web.person import Person


async def member_page(person: Person, member: Member, form: MemberChangeForm | None = None) -> dict[str, Any]:
    rows = await statuses_of(member.id)
    now = _state_now(rows)
    homes = await homes_in_care_of(member.id, today())
    clusters = await cluster_names(person.commune)
    posts = await Position.filter(member_id=member.id).order_by("-valid_from").prefetch_related("org")
    places = (
        await BranchMembership.filter(member_id=member.id).order_by("-valid_from").prefetch_related("branch")
    )
    primary = next((row for row in places if not row.secondary and _holds(row)), None)
    return {
        "member": member,
        "state": now,
        "states": sorted(rows, key=lambda row: row.valid_from, reverse=True),
        "able": now is None or now.status in choices.CAN_CARRY,
        "homes": homes,
        "posts": posts,
        "held_posts": [row for row in posts if row.valid_to is None or row.valid_to >= today()],
        "places": places,
        "seconds": [row for row in places if row.secondary and (row.valid_to or date.max) >= today()],
        "primary": primary,
        "home": clusters.get(member.home_cluster or "", ""),
        "history": await PeopleChange.filter(member_id=member.id).order_by("-at").limit(30),
        "may": {what for what, roles in MAY.items() if person.role in roles},
        "form": form or MemberChangeForm("", ""),
        "filled": _filled(member, form),
        "op": form.op.partition(".")[0] if form and form.op else new_id(),
        **choice_words(),
        **await _lists(person.commune, clusters),
    }


def choice_words() -> dict[str, Any]:
    lists = {
        "state_names": choices.STATUSES,
        "exempt_kinds": choices.EXEMPT_FROM,
        "reasons": choices.REASONS,
        "capacities": choices.CAPACITIES,
        "languages": choices.LANGUAGES,
        "post_names": choices.POSTS,
        "genders": choices.GENDERS,
        "standings": choices.STANDINGS,
        "change_names": choices.CHANGES,
    }
    said = {name: {code: _(text) for code, text in held.items()} for name, held in lists.items()}
    return said | {"decided": [(code, _(choices.STATUSES[code])) for code in choices.DECIDED]}


async def _lists(commune: str, clusters: dict[str, str]) -> dict[str, Any]:
    orgs = await PartyOrg.filter(commune=commune).order_by("-kind", "name")
    return {
        "orgs": [("", _("Choose")), *((org.id, org.name) for org in orgs)],
        "branches": [("", _("Choose")), *((org.id, org.name) for org in orgs if org.kind == "branch")],
        "clusters": [("", _("not written down")), *clusters.items()],
    }


def _filled(member: Member, form: MemberChangeForm | None) -> dict[str, MemberChangeForm]:
    """Initial values of each form; the submitted one keeps its input."""
    held: dict[str, dict[str, Any]] = {
        "capacity": {"capacity": member.capacity.value, "capacity_own": member.capacity_override},
        "languages": {"languages": member.languages},
        "phone": {"phone": member.phone},
        "home": {"home_cluster": member.home_cluster, "home_place": member.home_path_order},
        "name": {
            "full_name": member.full_name,
            "birth_year": member.birth_year,
            "gender": member.gender,
            "joined_on": f"{member.joined_on:%d/%m/%Y}" if member.joined_on else "",
            "standing": "probationary" if member.probationary else "official",
        },
    }
    found = {what: MemberChangeForm(what, "", values=held.get(what, {})) for what in MAY}
    if form and form.what in found:
        found[form.what] = form
    return found


def _state_now(rows: list[MemberStatus]) -> MemberStatus | None:
    held = [row for row in rows if _holds(row)]
    return held[-1] if held else None


def _holds(row: Any) -> bool:
    return bool(row.valid_from <= today() and (row.valid_to is None or row.valid_to >= today()))


async def new_member_page(person: Person, form: MemberChangeForm | None = None) -> dict[str, Any]:
    begun = {
        "standing": "official",
        "capacity": "full",
        "languages": ["viet"],
        "branch_from": f"{today():%d/%m/%Y}",
    }
    return {
        "form": form or MemberChangeForm("new", "", values=begun),
        "op": form.op if form and form.op else new_id(),
        **choice_words(),
        **await _lists(person.commune, {}),
    }
