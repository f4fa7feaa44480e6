"""Who may say that a member was helped: whoever leads a branch of theirs."""

from datetime import date

from webapp.calendar import holds_on
from webapp.i18n import gettext as _
from webapp.i18n import local
from webapp.outbox.kinds import Unreadable, Written
from webapp.people.models import BranchMembership
from webapp.people.rules import speaks_for
from webapp.progress.forms import SupportForm
from webapp.progress.models import SupportContact, Topic


async def note_support(written: Written, form: SupportForm) -> None:
    here = local(written.received_at).date()
    if not (await _leads(written, form, here) or await _leads(written, form, written.made_on)):
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


async def _leads(written: Written, form: SupportForm, day: date) -> bool:
    """A phone that brings it late still tells of the day when its person led the branch."""
    if form.member == written.member_id:
        return False
    branches = [one.branch.id for one in await speaks_for(written.member_id or "", day)]
    return await BranchMembership.filter(
        holds_on(day), branch_id__in=branches, member_id=form.member, commune=written.commune
    ).exists()
