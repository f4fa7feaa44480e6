"""Forms: clusters, path, neighbour groups, partners."""

from dataclasses import dataclass, field
from typing import Any

from webapp.core.i18n import gettext as _
from webapp.core.vi_text import phone_number
from webapp.households.hamlets.models import PartnerKind
from webapp.register.models import Household
from webapp.web.form_fields import Fields, field_text, field_texts
from webapp.web.free_text import read_choice, read_words

NAME_LIMIT = 60


@dataclass
class LandForm:
    values: dict[str, str | list[str]]
    name: str = ""
    household: str = ""
    other: str = ""
    before: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def cluster(cls, fields: Fields, taken: list[str]) -> "LandForm":
        form = cls({"name": field_text(fields, "name")})
        form.name = read_words(
            {"name": field_text(fields, "name")}, "name", limit=NAME_LIMIT, errors=form.errors
        )
        if not form.errors and not form.name:
            form.errors["name"] = _("Write what people call the cluster.")
        elif form.name.casefold() in {one.casefold() for one in taken}:
            form.errors["name"] = _("The hamlet has a cluster of this name already.")
        return form

    @classmethod
    def move(cls, fields: Fields, homes: list[Household]) -> "LandForm":
        names = ("household", "other", "where")
        values: dict[str, str | list[str]] = {name: field_text(fields, name) for name in names}
        form = cls(values, before=values["where"] == "before")
        known = {one.id for one in homes}
        form.household, form.other = field_text(fields, "household"), field_text(fields, "other")
        for name, given in (("household", form.household), ("other", form.other)):
            if given not in known:
                form.errors[name] = _("Choose a household.")
        if not form.errors and form.household == form.other:
            form.errors["other"] = _("Choose two different households.")
        return form


@dataclass
class GroupForm:
    values: dict[str, Any]
    houses: list[str] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)
    number: int = 0
    head: str = ""
    member: str = ""
    phone: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields, homes: set[str], members: set[str], partners: set[str]) -> "GroupForm":
        names = ("number", "name", "head", "head_name", "head_phone", "member")
        form = cls({name: field_text(fields, name).strip() for name in names})
        form.number = read_choice(form.values, "number", range(1, 100)) or 0
        if not form.number:
            form.errors["number"] = _("Write the number of the group, from 1 to 99.")
        for name in ("name", "head_name"):
            form.values[name] = read_words(form.values, name, limit=NAME_LIMIT, errors=form.errors)
        form.houses = list(dict.fromkeys(field_texts(fields, "houses")))
        form.values["houses"] = form.houses
        if not form.houses or not homes.issuperset(form.houses):
            form.errors["houses"] = _("Choose at least one household of this hamlet.")
        form.head, form.member = form.values["head"], form.values["member"]
        if form.head and form.head not in homes:
            form.errors["head"] = _("Choose a household.")
        if form.member and form.member not in members:
            form.errors["member"] = _("Choose a member of this branch.")
        form.phone = _telephone(form.values["head_phone"], "head_phone", form.errors)
        form.partners = [one for one in field_texts(fields, "partners") if one in partners]
        return form


@dataclass
class PartnerForm:
    values: dict[str, str]
    kind: PartnerKind = PartnerKind.HAMLET_BOARD
    phone: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields) -> "PartnerForm":
        form = cls(
            {name: field_text(fields, name).strip() for name in ("kind", "contact_name", "contact_phone")}
        )
        if form.values["kind"] in list(PartnerKind):
            form.kind = PartnerKind(form.values["kind"])
        else:
            form.errors["kind"] = _("Choose which body it is.")
        form.values["contact_name"] = read_words(
            form.values, "contact_name", limit=NAME_LIMIT, errors=form.errors
        )
        if not form.values["contact_name"] and "contact_name" not in form.errors:
            form.errors["contact_name"] = _("Write whom to ask.")
        form.phone = _telephone(form.values["contact_phone"], "contact_phone", form.errors)
        return form


def _telephone(written: str, name: str, errors: dict[str, str]) -> str:
    number = phone_number(written) if written else ""
    if number is None:
        errors[name] = _("This is not a phone number that can be called.")
    return number or ""
