"""Feature: household details, movements."""

from collections.abc import Sequence
from typing import Any

from webapp.core.i18n import local_time
from webapp.feature import Feature, TimelineKind, Values
from webapp.households.details.kinds import HOUSEHOLD_CHANGE
from webapp.households.details.models import HouseholdChange, PopulationEvent
from webapp.households.details.movement_kinds import POPULATION_EVENT
from webapp.households.details.movements import movements_of
from webapp.households.details.recorded import written_at
from webapp.submissions.queries import ignored_bases


async def _changes(rows: Sequence[HouseholdChange]) -> list[tuple[Any, Values]]:
    """With the reason of an unseen-base ruling."""
    rulings = await ignored_bases((row.device_id, row.seq) for row in rows if row.base)
    reasons = {(one.device_id, one.seq): one.reason for one in rulings}
    return [(row, {"ruled": reasons.get((row.device_id, row.seq), "")}) for row in rows]


async def _movements(rows: Sequence[PopulationEvent]) -> list[tuple[Any, Values]]:
    return [(one.row, {"movement": one}) for one in await movements_of(rows)]


FEATURE = Feature(
    kinds=[HOUSEHOLD_CHANGE, POPULATION_EVENT],
    timeline=[
        TimelineKind(
            "change",
            "households/details/_change.html",
            HouseholdChange,
            day=lambda row: local_time(written_at(row)).date(),
            on_sheet="households/details/_change_on_sheet.html",
            newest_first="{written} DESC",
            at=written_at,
            read=_changes,
        ),
        TimelineKind(
            "movement",
            "households/details/_movement.html",
            PopulationEvent,
            day=lambda row: row.happened_on,
            on_sheet="households/details/_movement_on_sheet.html",
            read=_movements,
        ),
    ],
)
