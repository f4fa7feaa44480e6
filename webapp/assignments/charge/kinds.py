"""Submission kinds: wish for another member, handover confirmation."""

from dataclasses import replace

from webapp.assignments.charge.handovers import keep_confirmation
from webapp.assignments.charge.models import AnotherMember, HandoverConfirmed, Reason
from webapp.assignments.charge.wishes import RULES as WISH_RULES
from webapp.assignments.charge.wishes import WishForm, keep_wish
from webapp.submissions import field_types
from webapp.submissions.kinds import Kind, replay_on_erasure

ANOTHER_MEMBER = Kind(
    8,
    "another_member",
    {1: WishForm.NAMES},
    keep_wish,
    made_of=(AnotherMember,),
    rules=WISH_RULES,
    take_back=replay_on_erasure(AnotherMember),
    types={
        "member": field_types.ID,
        "asked": field_types.YES_NO,
        "reason": field_types.word(*(one.value for one in Reason)),
    },
)


HANDOVER_CONFIRMED = Kind(
    9,
    "handover_confirmed",
    {1: ("handover",)},
    keep_confirmation,
    made_of=(HandoverConfirmed,),
    rules=("Only one of the two of the `handover` writes it.",),
    about="author",
    types={"handover": replace(field_types.ID, required=True)},
)
