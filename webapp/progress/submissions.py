"""Support contacts as they come from a form or from a phone's queue."""

from webapp.outbox.kinds import Kind, Unreadable, Written
from webapp.progress.forms import SupportForm
from webapp.progress.models import SupportContact
from webapp.progress.rules import note_support


async def record_support(written: Written) -> None:
    form = SupportForm.read(written.fields)
    if form.errors:
        raise Unreadable(form.errors)
    await note_support(written, form)


SUPPORT_CONTACT = Kind(
    14,
    "support_contact",
    {1: SupportForm.NAMES},
    record_support,
    made_of=(SupportContact,),
    about="author",
)
