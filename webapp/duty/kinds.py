"""Submission kinds: the duty card was read, a training card was read."""

from dataclasses import replace

from webapp.duty.forms import MOST, NUMBERS, VERSIONS, AckForm, CardReadForm
from webapp.duty.models import CardRead, DutyAck
from webapp.duty.rules import acknowledge_duty, note_card_read
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


async def record_card_read(written: Written) -> None:
    form = CardReadForm.read(written.fields)
    written.refuse(form.errors)
    await note_card_read(written, form)


CARD_READ = Kind(
    24,
    "card_read",
    {1: CardReadForm.NAMES},
    record_card_read,
    made_of=(CardRead,),
    about="author",
    types={
        "card": field_types.number(NUMBERS.start, NUMBERS.stop - 1, required=True),
        "version": field_types.number(VERSIONS.start, VERSIONS.stop - 1, required=True),
    },
)
