"""Submission kind: a duty card was read."""

from dataclasses import replace

from webapp.duty.forms import MOST, VERSIONS, AckForm
from webapp.duty.models import DutyAck
from webapp.duty.rules import acknowledge_duty
from webapp.submissions import field_types
from webapp.submissions.kinds import Kind, Written


async def record_ack(written: Written) -> None:
    form = AckForm.read(written.fields)
    written.refuse(form.errors)
    await acknowledge_duty(written, form)


DUTY_ACK = Kind(
    11,
    "duty_ack",
    {1: AckForm.NAMES},
    record_ack,
    made_of=(DutyAck,),
    about="author",
    types={
        "version": field_types.number(VERSIONS.start, VERSIONS.stop - 1, required=True),
        "households": field_types.number(MOST.start, MOST.stop - 1, required=True),
        "digest": replace(field_types.ID, required=True),
    },
)
