"""Reads the forms about a unit, a branch or a post."""

from datetime import timedelta

from webapp.core.i18n import gettext as _
from webapp.members.forms import MemberChangeForm, Readers, first_of, read_post, read_post_end
from webapp.people import choices

NAME_LIMIT = 80


def kind_said(kind: str) -> str:
    return _(choices.UNIT_KINDS[kind]) if kind in choices.UNIT_KINDS else kind


def _kind(form: MemberChangeForm, name: str) -> None:
    """The code if the name is known, else the text as typed."""
    written = form.words(name, 30, _("Write what kind of unit it is."))
    known = {kind_said(kind).casefold(): kind for kind in choices.UNIT_KINDS}
    form.read[name] = known.get(written.casefold(), written)


def _unit(form: MemberChangeForm) -> None:
    _kind(form, "kind")
    form.words("prefix", 20)
    form.words("name", NAME_LIMIT, _("Write the name."))
    aliases = form.words("aliases", 200)
    form.read["aliases"] = [part.strip() for part in aliases.split(",") if part.strip()]
    form.read["active_to"] = None
    if first_of(form.values, "active_to"):
        form.day("active_to", ahead=timedelta(days=3660))


def _unit_parent(form: MemberChangeForm) -> None:
    form.words("parent", 11, _("Choose the unit above."))
    form.day("parent_from", ahead=timedelta(days=3660))


def _unit_new(form: MemberChangeForm) -> None:
    _kind(form, "new_kind")
    form.words("new_prefix", 20)
    form.words("new_name", NAME_LIMIT, _("Write the name."))
    form.day("new_from", ahead=timedelta(days=3660))


def _org(form: MemberChangeForm) -> None:
    form.words("name", NAME_LIMIT, _("Write the name."))
    form.words("symbol", 10)
    form.read["branch_kind"] = None
    if "branch_kind" in form.values:
        form.choice("branch_kind", choices.BRANCH_KINDS, _("Choose the kind of branch."))


def _org_parent(form: MemberChangeForm) -> None:
    form.words("parent", 11, _("Choose the committee."))
    form.day("parent_from", ahead=timedelta(days=3660))


def _org_new(form: MemberChangeForm) -> None:
    form.words("new_name", NAME_LIMIT, _("Write the name."))
    form.choice("new_kind", choices.BRANCH_KINDS, _("Choose the kind of branch."))
    form.words("new_unit", 11, _("Choose the unit it belongs to."))
    form.day("new_from", ahead=timedelta(days=3660))


def _post(form: MemberChangeForm) -> None:
    form.values.setdefault("post_org", "-")  # the page's own organisation
    read_post(form)
    form.words("post_member", 11, _("Choose the member."))


UNIT_READERS: Readers = {"unit": _unit, "unit_parent": _unit_parent, "unit_new": _unit_new}
ORG_READERS: Readers = {
    "org": _org,
    "org_parent": _org_parent,
    "org_new": _org_new,
    "post": _post,
    "post_end": read_post_end,
}
