"""Rate limit on wrong serials per user; in memory, reset by a restart."""

import time
from collections import deque

WITHIN = 600
MOST = 20
PEOPLE_REMEMBERED = 5000

_wrong: dict[str, deque[float]] = {}


def too_many_wrong_serials(person_id: str) -> bool:
    """Against guessing; far above typing errors."""
    times = _wrong.get(person_id, deque())
    return len(times) == MOST and times[0] > time.monotonic() - WITHIN


def note_wrong_serial(person_id: str) -> None:
    if len(_wrong) > PEOPLE_REMEMBERED:
        _wrong.clear()
    _wrong.setdefault(person_id, deque(maxlen=MOST)).append(time.monotonic())
