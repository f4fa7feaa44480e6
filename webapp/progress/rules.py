"""Who may say that a member was helped or that a report was read: whoever leads a branch of theirs."""

from datetime import date

from webapp.calendar import holds_on
from webapp.i18n import gettext as _
from webapp.i18n import local
from webapp.outbox.kinds import Unreadable, Written
from webapp.people.models import BranchMembership
from webapp.people.rules import speaks_for
from webapp.progress.forms import MonthForm, ReadForm, SupportForm
from webapp.progress.models import MonthRead, MonthReport, SupportContact, Topic


async def note_support(written: Written, form: SupportForm) -> None:
    here = local(written.received_at).date()
    if not (await _leads(written, form.member, here) or await _leads(written, form.member, written.made_on)):
        raise Unreadable({"member": _("This member is not of the branch that you lead.")})
    await SupportContact.create(
        id=written.id,
        commune=written.commune,
        member_id=form.member,
        by_id=written.member_id,
        by_name=written.author_name,
        topic=Topic(int(form.values["topic"])),
        happened_on=min(written.made_on, here),
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )


async def report_month(written: Written, form: MonthForm) -> None:
    """Everybody reports for themselves; an office account has no households."""
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
    here = local(written.received_at).date()
    if report is None or not (
        await _leads(written, report.member_id, here)
        or await _leads(written, report.member_id, written.made_on)
    ):
        raise Unreadable({"report": _("This report is not of the branch that you lead.")})
    await MonthRead.create(
        id=written.id,
        commune=written.commune,
        report=form.report,
        by_id=written.member_id,
        read_on=min(written.made_on, here),
    )


async def _leads(written: Written, member: str, day: date) -> bool:
    """A phone that brings it late still tells of the day when its person led the branch."""
    if member == written.member_id:
        return False
    branches = [one.branch.id for one in await speaks_for(written.member_id or "", day)]
    return await BranchMembership.filter(
        holds_on(day), branch_id__in=branches, member_id=member, commune=written.commune
    ).exists()
