"""What day it is here, and which dated rows hold on a day."""

from datetime import UTC, date, datetime

from tortoise.expressions import Q

from webapp.i18n import HERE


def today() -> date:
    return datetime.now(UTC).astimezone(HERE).date()


def holds_on(day: date, prefix: str = "") -> Q:
    """Rows whose `valid_from`…`valid_to` (last day included, open when empty) cover the day."""
    begun = Q(**{f"{prefix}valid_from__lte": day})
    not_over = Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": day})
    return begun & not_over
