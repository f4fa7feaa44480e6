"""Asking for help, seeing and answering it."""

from webapp.core.i18n import gettext as _
from webapp.help_requests.forms import HelpAnswerForm, HelpForm
from webapp.help_requests.models import HelpAnswer, HelpRequest
from webapp.help_requests.queries import helped_between
from webapp.submissions.kinds import Written


async def ask_for_help(written: Written, form: HelpForm) -> None:
    """Ignored for office accounts."""
    if written.member_id is None:
        return
    await HelpRequest.create(
        id=written.id,
        commune=written.commune,
        member_id=written.member_id,
        reason=form.reason,
        line=form.line,
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )


async def answer_help(written: Written, form: HelpAnswerForm) -> None:
    request = await HelpRequest.get_or_none(id=form.request, commune=written.commune)
    helped = await helped_between(written.member_id or "", *written.possible_days)
    if request is None or request.member_id not in helped:
        written.refuse({"request": _("This request is not of the branch that you lead.")})
    if request is None:
        return
    await HelpAnswer.create(
        id=written.id,
        commune=written.commune,
        request=request,
        text=form.text,
        by_id=written.member_id,
        by_name=written.author_name,
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )
