"""Feature: consent, needs, wishes."""

from collections.abc import Sequence
from typing import Any

from webapp.feature import Feature, TimelineKind, Values
from webapp.households.family.kinds import CONSENT, FAMILY_REQUEST, NEED
from webapp.households.family.models import NeedChange
from webapp.households.family.needs import CODES
from webapp.register.models import Consent


async def _needs(rows: Sequence[NeedChange]) -> list[tuple[Any, Values]]:
    """Changes of one submission form one event: first row, needs named, needs met."""
    found: dict[str, tuple[Any, dict[str, list[str]]]] = {}
    for row in sorted(rows, key=lambda one: str(one.code)):
        _first, named = found.setdefault(row.submission, (row, {"opens": [], "closes": []}))
        named["opens" if row.opened else "closes"].append(row.code)
    return list(found.values())


async def _answers(rows: Sequence[Consent]) -> list[tuple[Any, Values]]:
    """Imported answers lack the reader of the notice."""
    return [(row, {}) for row in rows if row.received_at]


FEATURE = Feature(
    kinds=[CONSENT, NEED, FAMILY_REQUEST],
    timeline=[
        TimelineKind(
            "need",
            "households/family/_need_told.html",
            NeedChange,
            day=lambda row: row.happened_on,
            newest_first="happened_on DESC, recorded_at DESC, submission",
            rows_of_one=len(CODES),
            read=_needs,
        ),
        TimelineKind(
            "consent",
            "households/family/_answer_told.html",
            Consent,
            day=lambda row: row.asked_on,
            newest_first="received_at IS NULL, asked_on DESC, recorded_at DESC",  # imports last
            writer="read_by_id",
            read=_answers,
        ),
    ],
)
