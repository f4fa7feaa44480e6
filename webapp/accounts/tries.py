"""How often somebody may get an office password wrong; in memory, for a restart forgives."""

import time
from collections import deque

TRIES, PAUSE = 5, 15 * 60
NAMES_REMEMBERED = 1000


class Tries:
    """By name and address together, so that a stranger elsewhere cannot keep the clerk out."""

    def __init__(self) -> None:
        self._wrong: dict[tuple[str, str], deque[float]] = {}

    def used_up(self, name: str, address: str) -> bool:
        times = self._wrong.get((name.lower(), address), deque())
        return len(times) == TRIES and times[0] > time.monotonic() - PAUSE

    def note_wrong(self, name: str, address: str) -> None:
        if len(self._wrong) > NAMES_REMEMBERED:
            since = time.monotonic() - PAUSE
            self._wrong = {key: times for key, times in self._wrong.items() if times[-1] > since}
        self._wrong.setdefault((name.lower(), address), deque(maxlen=TRIES)).append(time.monotonic())

    def forgive(self, name: str, address: str) -> None:
        self._wrong.pop((name.lower(), address), None)
