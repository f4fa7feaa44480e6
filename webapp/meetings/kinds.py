"""Submission kind: a meeting of residents."""

from dataclasses import replace

from webapp.core.i18n import gettext as _
from webapp.core.i18n import local_time
from webapp.meetings.forms import LOOK_BACK, PEOPLE, SUBJECT_LIMIT, ResidentsMeetingForm
from webapp.meetings.models import ResidentsMeeting
from webapp.meetings.queries import hamlets_of_member
from webapp.people.queries import hamlets_of
from webapp.submissions import field_types
from webapp.submissions.kinds import Kind, Written


async def record_meeting(written: Written) -> None:
    """A member's: of a hamlet where the member carries households or belongs to the branch."""
    form = ResidentsMeetingForm.read(written.fields, made_on=written.made_on)
    written.refuse(form.errors)
    hamlet = await hamlets_of(written.commune).get_or_none(id=form.values["hamlet"])
    if hamlet is None:
        written.refuse({"hamlet": _("Choose the hamlet.")})
        return
    if written.member_id and hamlet.id not in await hamlets_of_member(
        written.member_id, *written.possible_days
    ):
        written.refuse({"hamlet": _("This is for somebody else to do.")})
    await ResidentsMeeting.create(
        id=written.id,
        commune=written.commune,
        hamlet=hamlet,
        held_on=min(form.held_on, local_time(written.received_at).date()),  # a fast clock
        subject=form.subject,
        people=form.people,
        by_id=written.member_id,
        by_name=written.author_name,
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )


RESIDENTS_MEETING = Kind(
    23,
    "residents_meeting",
    {1: ResidentsMeetingForm.NAMES},
    record_meeting,
    made_of=(ResidentsMeeting,),
    about="author",
    asks_then=True,
    rules=("The writer carries households in `hamlet`, or belongs to its branch, when it is written.",),
    types={
        "hamlet": replace(field_types.ID, required=True),
        "on": field_types.past(field_types.DAY, LOOK_BACK),
        "subject": field_types.text(SUBJECT_LIMIT, required=True),
        "people": field_types.number(PEOPLE.start, PEOPLE.stop - 1, required=True),
    },
)
