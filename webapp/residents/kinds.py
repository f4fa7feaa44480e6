"""Submission kind: a resident's tick."""

from webapp.concerns.models import Concern, ResidentTick
from webapp.concerns.step_rules import refold_concern
from webapp.residents.forms import Ticked, TickForm
from webapp.submissions.kinds import Kind, Written


async def record_tick(written: Written) -> None:
    """Ignored if the concern is gone."""
    form = TickForm.read(written.fields)
    concern = await Concern.get_or_none(id=form.concern, commune=written.commune)
    if concern is None or form.done is None:
        return
    await ResidentTick.create(
        id=written.id,
        commune=written.commune,
        concern=concern,
        done=form.done is Ticked.DONE,
        received_at=written.received_at,
    )
    await refold_concern(concern.id)


RESIDENT_TICK = Kind(
    98, "resident_tick", {1: TickForm.NAMES}, record_tick, made_of=(ResidentTick,), about="commune"
)
