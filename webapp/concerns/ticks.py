"""What a family says of an answer by its receipt code."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from webapp.concerns.models import ResidentTick
from webapp.core.i18n import local_time


async def newest_ticks(concern_ids: Sequence[str]) -> dict[str, ResidentTick]:
    """By concern; one query."""
    rows = ResidentTick.filter(concern_id__in=list(concern_ids)).order_by("received_at", "id")
    return {row.concern_id: row for row in (await rows if concern_ids else [])}


async def day_not_done(concern_id: str, words: Iterable[datetime]) -> date | None:
    """None: no tick, "done", or one of `words` (an answer, what the family said) came later."""
    tick = (await newest_ticks([concern_id])).get(concern_id)
    if tick is None or tick.done or any(at > tick.received_at for at in words):
        return None
    return local_time(tick.received_at).date()
