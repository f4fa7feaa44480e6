"""Form for household edits."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from webapp.core.i18n import gettext as _
from webapp.core.vi_text import phone_number
from webapp.register.choices import LANGUAGES
from webapp.register.consents import YES_RULE
from webapp.submissions.field_types import OPID
from webapp.web.form_fields import Fields, field_text, field_texts
from webapp.web.free_text import read_choice, read_words

CHANGEABLE = (
    "people", "head_phone", "preferred_contact", "head_name", "preferred_language", "accommodations",
    "visits_wanted",
)  # fmt: skip
"""Positions are part of an edit's opid: never reorder."""
PARTS = tuple(f"{name}{part}" for name in CHANGEABLE for part in ("", "_was", "_base"))
FIRST_PARTS = PARTS[:12]
"""Of schema 1."""
ACCOMMODATIONS = ("large_print", "interpreter", "ground_floor_talk", "visit_evening")
PEOPLE_LIMIT = 60
NAME_LIMIT = 80
CONTACTS = range(1, 5)  # visit, call, message, through a person
WANTED = range(3)  # as needed; at most once a month, once a quarter
RULES = (
    YES_RULE.format(" with `contact`"),
    "`head_name` has two letters or more and holds only letters, spaces, and . ' ’ -; it is not empty where `head_name_was` is not.",
    "`people` is not empty where `people_was` is not.",
    "`head_phone` is a number that can be called in Viet Nam: 0 and 9 digits (mobile), 02 and 9 digits; 84 or +84 for the 0 is the same.",
)
NOT_IN_NAMES = re.compile(r"[^\w\s.'’-]|[\d_]")


class FieldChange(NamedTuple):
    place: int
    field: str
    value: str
    base: list[str]


@dataclass
class HouseholdChangeForm:
    """What differs from `…_was` is an edit. `changes` includes invalid values, because a replay accepts what
    earlier rules did; check `errors`.
    """

    values: dict[str, str]
    changes: list[FieldChange] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields) -> "HouseholdChangeForm":
        form = cls({name: field_text(fields, name) for name in PARTS})
        form.values["accommodations"] = " ".join(field_texts(fields, "accommodations"))
        readers = (
            form._read_people, form._read_phone, form._read_contact, form._read_name,
            form._read_language, form._read_accommodations, form._read_wanted,
        )  # fmt: skip
        for place, (name, reader) in enumerate(zip(CHANGEABLE, readers, strict=True)):
            was = form.values[f"{name}_was"].strip()
            written = form.values[name].strip()
            if name == "head_name" and form.values[name] and not written:
                form.errors[name] = _("Write the name with letters only.")
            if written != was and (value := reader(written)) != was:
                base = [opid for opid in form.values[f"{name}_base"].split() if OPID.fullmatch(opid)]
                form.changes.append(FieldChange(place, name, value, base))
        return form

    def _read_people(self, written: str) -> str:
        people = read_choice({"people": written}, "people", range(1, PEOPLE_LIMIT + 1))
        if people is None:
            self.errors["people"] = _("Write how many people live here, as a number from 1 to %(limit)s.") % {
                "limit": PEOPLE_LIMIT
            }
        return str(people or "")

    def _read_phone(self, written: str) -> str:
        number = phone_number(written) if written else ""
        if number is None:
            self.errors["head_phone"] = _("This is not a phone number that can be called.")
        return number or ""

    def _read_contact(self, written: str) -> str:
        contact = read_choice({"contact": written}, "contact", CONTACTS)
        return str(contact or "")

    def _read_wanted(self, written: str) -> str:
        wanted = read_choice({"wanted": written}, "wanted", WANTED)
        return "" if wanted is None else str(wanted)

    def _read_name(self, written: str) -> str:
        name = read_words({"head_name": written}, "head_name", limit=NAME_LIMIT, errors=self.errors)
        if "head_name" not in self.errors and (len(name) < 2 or NOT_IN_NAMES.search(name)):
            self.errors["head_name"] = _("Write the name with letters only.")
        return name

    def _read_language(self, written: str) -> str:
        return written if written in LANGUAGES else ""

    def _read_accommodations(self, written: str) -> str:
        return " ".join(code for code in ACCOMMODATIONS if code in written.split())
