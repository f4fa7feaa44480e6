"""Changes of the register as they come from a form or from a phone's queue."""

from webapp.households.forms import PARTS, ChangeForm
from webapp.households.models import HouseholdChange
from webapp.households.rules import agreed, put_back, put_right
from webapp.i18n import gettext as _
from webapp.i18n import local
from webapp.outbox.kinds import Kind, Unreadable, Written


async def record_change(written: Written) -> None:
    form = ChangeForm.read(written.fields)
    if form.errors:
        raise Unreadable(form.errors)
    if not await agreed(written.household.id, local(written.received_at).date()):
        raise Unreadable({"household": _("This family did not agree that anything is written about it.")})
    await put_right(written, form)


HOUSEHOLD_CHANGE = Kind(
    3, "household_change", {1: PARTS}, record_change, made_of=(HouseholdChange,), forget=put_back
)
