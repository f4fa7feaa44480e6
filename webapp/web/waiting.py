"""Work that waits for a person, as lines of a first page: worst first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from webapp.core.i18n import gettext_noop as N_


class Urgency(Enum):
    """In the order of the page; the value is its heading."""

    NOW = N_("Do now")
    TODAY = N_("Today")
    WEEK = N_("Within the week")


@dataclass(frozen=True)
class Waiting:
    urgency: Urgency
    count: int
    what: str
    """Without the number."""
    path: str
    where: str = ""
    since: str = ""


def by_urgency(found: Iterable[Waiting]) -> list[tuple[Urgency, Sequence[Waiting]]]:
    """Without those of which there are none."""
    rows = [one for one in found if one.count]
    groups = [(urgency, [one for one in rows if one.urgency is urgency]) for urgency in Urgency]
    return [(urgency, lines) for urgency, lines in groups if lines]
