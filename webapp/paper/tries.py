"""Wrong serials that one person typed lately; in memory, for a restart forgives."""

import time
from collections import deque

WITHIN = 600
MOST = 20
PEOPLE_REMEMBERED = 5000

_wrong: dict[str, deque[float]] = {}


def too_many(person_id: str) -> bool:
    """A person who types from paper is rarely wrong so often; someone who guesses always is."""
    times = _wrong.get(person_id, deque())
    return len(times) == MOST and times[0] > time.monotonic() - WITHIN


def note_wrong(person_id: str) -> None:
    if len(_wrong) > PEOPLE_REMEMBERED:
        _wrong.clear()
    _wrong.setdefault(person_id, deque(maxlen=MOST)).append(time.monotonic())
