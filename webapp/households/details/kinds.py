"""Submission kind: household edit."""

from webapp.core.i18n import gettext as _
from webapp.core.i18n import local_time
from webapp.households.details.change_form import (
    ACCOMMODATIONS,
    FIRST_PARTS,
    NAME_LIMIT,
    PARTS,
    PEOPLE_LIMIT,
    RULES,
    HouseholdChangeForm,
)
from webapp.households.details.merge_edits import (
    erase_changes,
    merge_changes_again,
    record_changes,
    restore_columns,
)
from webapp.households.details.models import HouseholdChange
from webapp.households.details.unseen_bases import ignore_blind_bases
from webapp.register.choices import LANGUAGES
from webapp.register.consents import answers_of
from webapp.submissions import field_types
from webapp.submissions.kinds import Kind, Written


async def record_change(written: Written) -> None:
    form = HouseholdChangeForm.read(written.fields)
    written.refuse(form.errors)
    answers = await answers_of([written.household.id])
    if not answers.allow(written.household.id, local_time(written.received_at).date(), "contact"):
        written.refuse({"household": _("This family did not agree that anything is written about it.")})
    await record_changes(written, form)


CHANGE_TYPES = {
    "people": field_types.number(1, PEOPLE_LIMIT),
    "head_phone": field_types.text(20),
    "preferred_contact": field_types.code(("a visit", "a call", "a message", "through a person")),
    "head_name": field_types.text(NAME_LIMIT),
    "preferred_language": field_types.word(*LANGUAGES),
    "accommodations": field_types.FieldType(
        "words", {one: one.replace("_", " ") for one in ACCOMMODATIONS}, alone=True
    ),
    "visits_wanted": field_types.FieldType(
        "code", {0: "as often as it helps", 1: "at most once a month", 2: "at most once a quarter"}
    ),
}

HOUSEHOLD_CHANGE = Kind(
    3,
    "household_change",
    {1: FIRST_PARTS, 2: PARTS},
    record_change,
    made_of=(HouseholdChange,),
    forget=restore_columns,
    afterwards=ignore_blind_bases,
    refold=merge_changes_again,
    take_back=erase_changes,
    rules=RULES,
    office_reads=[part for part in PARTS if not part.endswith("_base")],
    types={
        **CHANGE_TYPES,
        **{f"{name}_was": field_types.as_shown(one) for name, one in CHANGE_TYPES.items()},
        **{f"{name}_base": field_types.OPID_LIST for name in CHANGE_TYPES},
    },
)
