"""Submission kind for edits of a household."""

from webapp.core.i18n import gettext as _
from webapp.core.i18n import local
from webapp.households.details.agree import put_back, put_right, take_back
from webapp.households.details.change_form import FIRST_PARTS, PARTS, RULES, ChangeForm
from webapp.households.details.models import HouseholdChange
from webapp.register.consents import answers_of
from webapp.submissions.kinds import Kind, Written


async def record_change(written: Written) -> None:
    form = ChangeForm.read(written.fields)
    written.refuse(form.errors)
    answers = await answers_of([written.household.id])
    if not answers.allow(written.household.id, local(written.received_at).date(), "contact"):
        written.refuse({"household": _("This family did not agree that anything is written about it.")})
    await put_right(written, form)


HOUSEHOLD_CHANGE = Kind(
    3,
    "household_change",
    {1: FIRST_PARTS, 2: PARTS},
    record_change,
    made_of=(HouseholdChange,),
    forget=put_back,
    take_back=take_back,
    rules=RULES,
    office_reads=[part for part in PARTS if not part.endswith("_base")],
)
