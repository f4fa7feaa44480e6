"""Forms: split, join."""

from dataclasses import dataclass, field

from webapp.core.i18n import gettext as _
from webapp.households.details.change_form import NAME_LIMIT, NOT_IN_NAMES
from webapp.register.models import Household
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_choice, read_words


@dataclass
class SplitForm:
    values: dict[str, str]
    head_name: str = ""
    persons: int = 0
    same_member: bool = True
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "SplitForm":
        return cls({"head_name": "", "persons": "", "same_member": "1"})

    @classmethod
    def read(cls, fields: Fields, household: Household) -> "SplitForm":
        form = cls(
            {name: field_text(fields, name).strip() for name in ("head_name", "persons", "same_member")}
        )
        form.head_name = read_words(form.values, "head_name", limit=NAME_LIMIT, errors=form.errors)
        if "head_name" not in form.errors and (
            len(form.head_name) < 2 or NOT_IN_NAMES.search(form.head_name)
        ):
            form.errors["head_name"] = _("Write the name with letters only.")
        most = (household.people or 1) - 1
        persons = read_choice(form.values, "persons", range(1, most + 1))
        if persons is None:
            form.errors["persons"] = _(
                "Write how many of the %(people)s people are the new household; somebody stays."
            ) % {"people": household.people or 0}
        form.persons = persons or 0
        form.same_member = form.values["same_member"] == "1"
        return form


@dataclass
class JoinForm:
    values: dict[str, str]
    into: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields, others: set[str]) -> "JoinForm":
        form = cls({"into": field_text(fields, "into")})
        form.into = form.values["into"]
        if form.into not in others:
            form.errors["into"] = _("Choose a household.")
        return form
