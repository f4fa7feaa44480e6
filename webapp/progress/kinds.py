"""Submission kinds: support contact, monthly report, report read."""

from dataclasses import replace

from webapp.core.i18n import local_time
from webapp.progress.forms import LOOK_BACK as MONTHS_BACK
from webapp.progress.forms import NOTE_LIMIT as MONTH_NOTE_LIMIT
from webapp.progress.forms import ContactForm, MonthForm, ReadForm
from webapp.progress.models import MonthRead, MonthReport, SupportContact, Topic
from webapp.progress.rules import LED_RULE, note_read, note_support, report_month
from webapp.submissions import field_types
from webapp.submissions.kinds import Kind, Written


async def record_support(written: Written) -> None:
    form = ContactForm.read(written.fields)
    written.refuse(form.errors)
    await note_support(written, form)


async def record_month(written: Written) -> None:
    # A phone's clock may show 1970 or 2100; arrival is a safe limit.
    form = MonthForm.read(written.fields, made_on=local_time(written.received_at).date())
    written.refuse(form.errors)
    await report_month(written, form)


async def record_read(written: Written) -> None:
    form = ReadForm.read(written.fields)
    written.refuse(form.errors)
    await note_read(written, form)


SUPPORT_CONTACT = Kind(
    14,
    "support_contact",
    {1: ContactForm.NAMES},
    record_support,
    made_of=(SupportContact,),
    rules=(LED_RULE.format("`member`"),),
    about="author",
    asks_then=True,
    types={"member": replace(field_types.ID, required=True), "topic": field_types.code(Topic, required=True)},
)
MONTH_REPORT = Kind(
    16,
    "month_report",
    {1: MonthForm.NAMES},
    record_month,
    made_of=(MonthReport,),
    about="author",
    types={
        "month": replace(field_types.past(field_types.MONTH, MONTHS_BACK), required=True),
        "note": field_types.text(MONTH_NOTE_LIMIT),
    },
)
MONTH_READ = Kind(
    17,
    "month_read",
    {1: ReadForm.NAMES},
    record_read,
    made_of=(MonthRead,),
    rules=(LED_RULE.format("The writer of `report`"),),
    about="author",
    asks_then=True,
    types={"report": replace(field_types.ID, required=True)},
)
