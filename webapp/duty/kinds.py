"""Submission kind: a duty card was read."""

from webapp.duty.forms import AckForm
from webapp.duty.models import DutyAck
from webapp.duty.rules import acknowledge
from webapp.submissions.kinds import Kind, Written


async def record_ack(written: Written) -> None:
    form = AckForm.read(written.fields)
    written.refuse(form.errors)
    await acknowledge(written, form)


DUTY_ACK = Kind(11, "duty_ack", {1: AckForm.NAMES}, record_ack, made_of=(DutyAck,), about="author")
