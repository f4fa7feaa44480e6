"""Support contacts and monthly reports; authorised by leading a branch of the member."""

from tortoise.expressions import Q

from webapp.core.i18n import gettext as _
from webapp.core.i18n import local_time
from webapp.people.models import BranchMembership
from webapp.people.rules import branches_led_between
from webapp.progress.forms import ContactForm, MonthForm, ReadForm
from webapp.progress.models import MonthRead, MonthReport, SupportContact, Topic
from webapp.submissions.kinds import Written

LED_RULE = "{} is another member of a branch that its writer led when it was written."


async def note_support(written: Written, form: ContactForm) -> None:
    if not await _led(written, form.member):
        written.refuse({"member": _("This member is not of the branch that you lead.")})
    await SupportContact.create(
        id=written.id,
        commune=written.commune,
        member_id=form.member,
        by_id=written.member_id,
        by_name=written.author_name,
        topic=Topic(int(form.values["topic"])),
        happened_on=min(written.made_on, local_time(written.received_at).date()),
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )


async def report_month(written: Written, form: MonthForm) -> None:
    """Ignored for office accounts: no households."""
    if written.member_id is None:
        return
    await MonthReport.create(
        id=written.id,
        commune=written.commune,
        member_id=written.member_id,
        month=form.month,
        note=form.note,
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )


async def note_read(written: Written, form: ReadForm) -> None:
    report = await MonthReport.get_or_none(id=form.report, commune=written.commune)
    if report is None or not await _led(written, report.member_id):
        written.refuse({"report": _("This report is not of the branch that you lead.")})
    await MonthRead.create(
        id=written.id,
        commune=written.commune,
        report=form.report,
        by_id=written.member_id,
        read_on=min(written.made_on, local_time(written.received_at).date()),
    )


async def _led(written: Written, member: str) -> bool:
    """The writer led a branch of this member when writing, by the phone's contacts, not its clock: fair to
    late submissions.
    """
    if member == written.member_id:
        return False
    first, last = written.possible_days
    branches = [one.id for one in await branches_led_between(written.member_id or "", first, last)]
    still = Q(valid_to=None) | Q(valid_to__gte=first)
    rows = BranchMembership.filter(still, valid_from__lte=last, branch_id__in=branches, member_id=member)
    return await rows.filter(commune=written.commune).exists()
