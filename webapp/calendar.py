"""What day it is here, and which dated rows hold on a day."""

from datetime import UTC, date, datetime
from typing import Any

from tortoise.expressions import Q

from webapp.i18n import HERE


def today() -> date:
    return datetime.now(UTC).astimezone(HERE).date()


def holds_on(day: date, prefix: str = "") -> Q:
    """Rows whose `valid_from`…`valid_to` (last day included, open when empty) cover the day."""
    begun: dict[str, Any] = {f"{prefix}valid_from__lte": day}
    open_ended: dict[str, Any] = {f"{prefix}valid_to": None}
    not_over: dict[str, Any] = {f"{prefix}valid_to__gte": day}
    return Q(**begun) & (Q(**open_ended) | Q(**not_over))
